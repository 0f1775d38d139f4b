#include "node/config_payment.hpp"

#include "node/config_bus.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace wattill::node {

namespace {
using std::filesystem::path;

/// One [payment.…] and where its paths start.
struct Section {
    ConfigTable& table;
    const path& folder;

    std::string file(std::string_view key, const std::string& example) const {
        return absolute(table.text(key, example));
    }
    std::string fileOr(std::string_view key) const { return absolute(table.textOr(key, {})); }
    std::string url(std::string_view key, const std::string& example) const {
        return checked(key, table.text(key, example));
    }
    std::string urlOr(std::string_view key) const { return checked(key, table.textOr(key, {})); }

  private:
    std::string absolute(const std::string& given) const {
        return given.empty() ? given : (folder / given).lexically_normal().string();
    }
    std::string checked(std::string_view key, const std::string& url) const {
        const bool http = url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0;
        if (!url.empty() && !http) {
            table.reject(key, "must begin with https:// (or http:// for a stand-in)");
        }
        return url;
    }
};

constexpr std::array<std::string_view, 3> kAlipayCertificates{
    "app_cert_public_key_file", "alipay_cert_public_key_file", "alipay_root_cert_file"};

/// Public-key mode or certificate mode: one of them, and that whole.
void readAlipayTrust(const Section& section, AlipayConfig& alipay) {
    ConfigTable& table = section.table;
    alipay.alipayPublicKeyFile = section.fileOr("alipay_public_key_file");
    AlipayCertificateFiles files{section.fileOr(kAlipayCertificates[0]),
                                 section.fileOr(kAlipayCertificates[1]),
                                 section.fileOr(kAlipayCertificates[2])};
    const auto given = [&](std::string_view key) { return table.has(key); };
    const auto count = std::count_if(kAlipayCertificates.begin(), kAlipayCertificates.end(), given);
    const bool publicKey = given("alipay_public_key_file");
    if (publicKey && count > 0) {
        return table.reject("alipay_public_key_file",
                            "stands beside certificates; keep the one that Alipay's console shows "
                            "for the application");
    }
    if (!publicKey && count == 0) {
        return table.reject("alipay_public_key_file",
                            fmt::format("is missing; name Alipay's public key, or the three "
                                        "certificates: {}",
                                        fmt::join(kAlipayCertificates, ", ")));
    }
    for (const std::string_view key : kAlipayCertificates) {
        if (count > 0 && !given(key)) {
            table.reject(key, "is missing; in certificate mode all three files are needed");
        }
    }
    if (count > 0) alipay.certificates = std::move(files);
}

AlipayConfig readAlipay(const toml::table& source, const path& folder, Faults& faults) {
    ConfigTable table(source, "[payment.alipay]", faults);
    const Section section{table, folder};
    AlipayConfig alipay;
    alipay.gateway = section.url("gateway", "\"https://openapi.alipay.com/gateway.do\"");
    alipay.appId = table.text("app_id", "\"2021000000000000\"");
    alipay.sellerId = table.textOr("seller_id", "");
    alipay.privateKeyFile = section.file("private_key_file", "\"secrets/app-private.pem\"");
    readAlipayTrust(section, alipay);
    alipay.notifyUrl = section.urlOr("notify_url");
    table.finish();
    return alipay;
}

/// A .pfx with its password, or key and certificate in PEM: one of them, and that whole.
void readUnionPayKey(const Section& section, UnionPayConfig& unionpay) {
    ConfigTable& table = section.table;
    UnionPayPfx pfx{section.fileOr("pfx_file"), section.fileOr("pfx_password_file")};
    UnionPayPem pem{section.fileOr("private_key_file"), section.fileOr("certificate_file")};
    const bool anyPfx = table.has("pfx_file") || table.has("pfx_password_file");
    const bool anyPem = table.has("private_key_file") || table.has("certificate_file");
    if (anyPfx && anyPem) {
        return table.reject(table.has("private_key_file") ? "private_key_file" : "certificate_file",
                            "stands beside pfx_file; keep one of both");
    }
    if (!anyPfx && !anyPem) {
        return table.reject("pfx_file",
                            "is missing; name the .pfx that UnionPay gave out and "
                            "pfx_password_file, or private_key_file and certificate_file");
    }
    const auto need = [&](std::string_view key, std::string_view beside) {
        if (!table.has(key)) {
            table.reject(key, fmt::format("is missing; it is needed beside {}", beside));
        }
    };
    if (anyPfx) {
        need("pfx_file", "pfx_password_file");
        need("pfx_password_file", "pfx_file");
        unionpay.key = std::move(pfx);
    } else {
        need("private_key_file", "certificate_file");
        need("certificate_file", "private_key_file");
        unionpay.key = std::move(pem);
    }
}

UnionPayConfig readUnionPay(const toml::table& source, const path& folder, Faults& faults) {
    ConfigTable table(source, "[payment.unionpay]", faults);
    const Section section{table, folder};
    UnionPayConfig unionpay;
    unionpay.gateway = section.url("gateway", "\"https://gateway.95516.com/gateway/api\"");
    unionpay.fileHost = section.urlOr("file_host");
    unionpay.merchantId = table.text("merchant_id", "\"777290058110048\"");
    readUnionPayKey(section, unionpay);
    unionpay.middleCertificateFile =
        section.file("middle_certificate_file", "\"unionpay/acp_middle.cer\"");
    unionpay.rootCertificateFile =
        section.file("root_certificate_file", "\"unionpay/acp_root.cer\"");
    unionpay.notifyUrl = section.urlOr("notify_url");
    unionpay.testEnvironment = table.booleanOr("test_environment", false);
    table.finish();
    return unionpay;
}

void readClock(ConfigTable& payment, ClockBounds& clock) {
    constexpr double kLongest = 3600;
    clock.warn = secondsOr(payment, "clock_warn_s", clock.warn, 2, kLongest);
    clock.stop = secondsOr(payment, "clock_stop_s", clock.stop, 2, kLongest);
    if (clock.warn > clock.stop) {
        payment.reject("clock_warn_s", "is above clock_stop_s; exchange them");
    }
}
}  // namespace

ListenAddress listenAddress(ConfigTable& section, std::string_view key,
                            const std::string& fallback) {
    const std::string text = section.textOr(key, fallback);
    const auto colon = text.rfind(':');
    ListenAddress address;
    unsigned port = 0;
    const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
    const bool numeric =
        !digits.empty() && digits.size() <= 5 &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (numeric) port = static_cast<unsigned>(std::stoul(digits));
    if (!numeric || colon == 0 || port > 65535) {
        section.reject(key, fmt::format("is \"{}\"; it must be address:port, such as "
                                        "\"127.0.0.1:8443\" (port 0: any free one)",
                                        text));
        return address;
    }
    address.host = text.substr(0, colon);
    address.port = static_cast<std::uint16_t>(port);
    return address;
}

void readPayment(const toml::table& table, const path& folder, Faults& faults, Config& config) {
    ConfigTable payment(table, "[payment]", faults);
    config.notifyListen = listenAddress(payment, "notify_listen", "127.0.0.1:0");
    readClock(payment, config.clock);
    if (const auto* alipay = payment.table("alipay")) {
        config.alipay = readAlipay(*alipay, folder, faults);
    }
    if (const auto* unionpay = payment.table("unionpay")) {
        config.unionpay = readUnionPay(*unionpay, folder, faults);
    }
    payment.finish();
}

}  // namespace wattill::node
