#include "node/payment_setup.hpp"

#include "node/secret_file.hpp"
#include "payment/alipay/alipay_gateway.hpp"

#include <cerrno>
#include <cstring>

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
}  // namespace

Result<std::unique_ptr<payment::PaymentGateway>> makeAlipay(const AlipayConfig& config,
                                                            std::uint16_t notifyPort,
                                                            const Clock& clock) {
    auto key = readSecretFile(config.privateKeyFile, SecretReaders::OwnerOnly);
    if (!key) return key.error();
    auto publicKey = readTrustedFile(config.alipayPublicKeyFile);
    if (!publicKey) return publicKey.error();
    payment::alipay::AlipayConfig settings;
    settings.gatewayUrl = config.gateway;
    settings.appId = config.appId;
    settings.sellerId = config.sellerId;
    settings.appPrivateKey = std::move(*key);
    settings.alipayPublicKey = std::move(*publicKey);
    settings.notifyUrl = withPort(config.notifyUrl, notifyPort);
    auto gateway = payment::alipay::AlipayGateway::make(settings, clock);
    if (!gateway) return gateway.error();
    return std::unique_ptr<payment::PaymentGateway>(std::move(*gateway));
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
