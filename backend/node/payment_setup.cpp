#include "node/payment_setup.hpp"

#include "node/secret_file.hpp"
#include "payment/alipay/alipay_bills.hpp"
#include "payment/alipay/alipay_gateway.hpp"
#include "payment/unionpay/unionpay_bills.hpp"
#include "payment/unionpay/unionpay_gateway.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::node {

namespace {
std::string withPort(std::string url, std::uint16_t port) {
    constexpr std::string_view kPlace = "{port}";
    if (const auto at = url.find(kPlace); at != std::string::npos) {
        url.replace(at, kPlace.size(), std::to_string(port));
    }
    return url;
}

Result<std::uint16_t> boundPort(int descriptor, const std::string& host) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
        return invalidInput(
            fmt::format("[payment] notify_listen: '{}' is not an IPv4 address; give a "
                        "port above 0 with any other",
                        host));
    }
    socklen_t size = sizeof(address);
    // The socket calls take every family through this one type.
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (::bind(descriptor, general, size) != 0 || ::getsockname(descriptor, general, &size) != 0) {
        return Error{ErrorCode::Io,
                     Retry::Never,
                     fmt::format("[payment] notify_listen: no port of {} is free ({}); correct the "
                                 "address",
                                 host, std::strerror(errno)),
                     {}};
    }
    return ntohs(address.sin_port);
}

using MadeGateway = Result<std::unique_ptr<payment::PaymentGateway>>;
using MadeBills = Result<std::unique_ptr<payment::BillSource>>;

/// Reads files one after another and keeps the first error.
class FileReader {
  public:
    Secret secret(const std::string& path) {
        return kept<Secret>(readSecretFile(path, SecretReaders::OwnerOnly), Secret());
    }
    Secret secretBytes(const std::string& path) {
        return kept<Secret>(readSecretBytes(path), Secret());
    }
    std::string trusted(const std::string& path) {
        return kept<std::string>(readTrustedBytes(path), {});
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

  private:
    template <class Content>
    Content kept(Result<Content> read, Content otherwise) {
        if (read) return std::move(*read);
        if (!m_error) m_error = read.error();
        return otherwise;
    }
    std::optional<Error> m_error;
};

Result<payment::alipay::AlipayConfig> alipaySettings(const AlipayConfig& config,
                                                     std::uint16_t notifyPort) {
    FileReader files;
    payment::alipay::AlipayConfig settings;
    settings.gatewayUrl = config.gateway;
    settings.appId = config.appId;
    settings.sellerId = config.sellerId;
    settings.appPrivateKey = files.secret(config.privateKeyFile);
    if (config.certificates) {
        settings.appCertificate = files.trusted(config.certificates->app);
        settings.alipayCertificate = files.trusted(config.certificates->alipay);
        settings.alipayRootCertificate = files.trusted(config.certificates->root);
    } else {
        settings.alipayPublicKey = files.trusted(config.alipayPublicKeyFile);
    }
    settings.notifyUrl = withPort(config.notifyUrl, notifyPort);
    if (files.error()) return *files.error();
    return settings;
}

Result<payment::unionpay::UnionPayConfig> unionPaySettings(const UnionPayConfig& config,
                                                           Duration longestValidity,
                                                           std::uint16_t notifyPort) {
    FileReader files;
    payment::unionpay::UnionPayConfig settings;
    settings.gatewayUrl = config.gateway;
    settings.fileUrl = config.fileHost;
    settings.merchantId = config.merchantId;
    if (const auto* pfx = std::get_if<UnionPayPfx>(&config.key)) {
        settings.pfx = files.secretBytes(pfx->file);
        settings.pfxPassword = files.secret(pfx->passwordFile);
    } else {
        const auto& pem = std::get<UnionPayPem>(config.key);
        settings.privateKey = files.secret(pem.privateKeyFile);
        settings.certificate = files.trusted(pem.certificateFile);
    }
    settings.middleCertificate = files.trusted(config.middleCertificateFile);
    settings.rootCertificate = files.trusted(config.rootCertificateFile);
    settings.testEnvironment = config.testEnvironment;
    settings.notifyUrl = withPort(config.notifyUrl, notifyPort);
    settings.longestValidity = std::max(settings.longestValidity, longestValidity);
    if (files.error()) return *files.error();
    return settings;
}

/// As Adapter::make() does it, seen as the port that it is.
template <class Adapter, class Port, class Settings>
Result<std::unique_ptr<Port>> made(const Result<Settings>& settings, const Clock& clock) {
    if (!settings) return settings.error();
    auto adapter = Adapter::make(*settings, clock);
    if (!adapter) return adapter.error();
    return std::unique_ptr<Port>(std::move(*adapter));
}

ConfiguredChannel alipayChannel(const AlipayConfig& config) {
    using namespace payment::alipay;
    return {"alipay", config.gateway,
            [&config](std::uint16_t port, const Clock& clock) -> MadeGateway {
                return made<AlipayGateway, payment::PaymentGateway>(alipaySettings(config, port),
                                                                    clock);
            },
            [&config](const Clock& clock) -> MadeBills {
                return made<AlipayBills, payment::BillSource>(alipaySettings(config, 0), clock);
            }};
}

ConfiguredChannel unionPayChannel(const UnionPayConfig& config, Duration longest) {
    using namespace payment::unionpay;
    ConfiguredChannel channel{
        "unionpay",
        config.gateway,
        [&config, longest](std::uint16_t port, const Clock& clock) -> MadeGateway {
            return made<UnionPayGateway, payment::PaymentGateway>(
                unionPaySettings(config, longest, port), clock);
        },
        {}};
    if (config.fileHost.empty()) return channel;
    channel.makeBills = [&config, longest](const Clock& clock) -> MadeBills {
        return made<UnionPayBills, payment::BillSource>(unionPaySettings(config, longest, 0),
                                                        clock);
    };
    return channel;
}
}  // namespace

std::vector<ConfiguredChannel> configuredChannels(const Config& config) {
    std::vector<ConfiguredChannel> all;
    if (config.alipay) all.push_back(alipayChannel(*config.alipay));
    if (config.unionpay) {
        all.push_back(unionPayChannel(*config.unionpay, config.policy.gatewayExpiry));
    }
    return all;
}

Result<std::uint16_t> freePort(const std::string& host) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return Error{ErrorCode::Io, Retry::Later, "no socket could be made", std::strerror(errno)};
    }
    auto port = boundPort(descriptor, host);
    ::close(descriptor);
    return port;
}

}  // namespace wattill::node
