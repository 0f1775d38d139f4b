#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "metering/bus.hpp"
#include "node/clock_bounds.hpp"
#include "node/reconciliation_plan.hpp"
#include "order/command_policy.hpp"
#include "order/policy.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wattill::node {

/// The configuration of a node, as its TOML file says it. Paths are absolute. Every key is
/// described in assets/sites/demo/site.toml.
struct BusConfig {
    BusId name;
    std::string port;  ///< "/dev/serial/by-id/…", or "tcp:HOST:PORT"
    int baud = 9600;
    char parity = 'N';  ///< 'N', 'E' or 'O'
    int stopBits = 1;
    metering::Protocol protocol = metering::Protocol::ModbusRtu;
    Duration pollEvery = std::chrono::seconds(60);    ///< how often each meter is read
    Duration recordEvery = std::chrono::minutes(30);  ///< by the clock, to the database for ever
};

/// The three files that Alipay's console gives in certificate mode.
struct AlipayCertificateFiles {
    std::string app;     ///< appCertPublicKey_<app id>.crt
    std::string alipay;  ///< alipayCertPublicKey_RSA2.crt
    std::string root;    ///< alipayRootCert.crt
};

struct AlipayConfig {
    std::string gateway;  ///< "https://openapi.alipay.com/gateway.do"
    std::string appId;
    std::string sellerId;  ///< empty: not compared
    std::string privateKeyFile;
    std::string alipayPublicKeyFile;  ///< empty: certificate mode
    std::optional<AlipayCertificateFiles> certificates;
    std::string notifyUrl;  ///< empty: queries only. "{port}" stands for the port of notifyListen
};

/// Our key and certificate at UnionPay, in one file or in two.
struct UnionPayPfx {
    std::string file;
    std::string passwordFile;
};
struct UnionPayPem {
    std::string privateKeyFile;
    std::string certificateFile;
};

struct UnionPayConfig {
    std::string gateway;   ///< "https://gateway.95516.com/gateway/api"
    std::string fileHost;  ///< "https://filedownload.95516.com": bills; empty: none are fetched
    std::string merchantId;
    std::variant<UnionPayPfx, UnionPayPem> key;
    std::string middleCertificateFile;
    std::string rootCertificateFile;
    std::string notifyUrl;         ///< as AlipayConfig's
    bool testEnvironment = false;  ///< the channel's certificates need not say UnionPay's name
};

/// A member of the staff with a token of their own.
struct StaffConfig {
    std::string name;  ///< what the books say; at most 40 bytes
    std::string tokenFile;
};

struct ListenAddress {
    std::string host;
    std::uint16_t port = 0;  ///< 0: the system chooses
};

struct Config {
    std::string file;  ///< where it was read from

    std::string siteName;
    std::string hotline;
    std::string timeZone = "Asia/Shanghai";

    std::string stateDir;
    std::string socket;
    std::string staffTokenFile;
    std::vector<StaffConfig> staff;
    std::string profilesDir;

    std::string terminal;
    std::vector<Money> presets;

    std::vector<BusConfig> buses;
    std::vector<std::string> unlockedProfiles;  ///< profiles whose sale a site has confirmed

    std::optional<ListenAddress> metricsListen;
    std::optional<ListenAddress> notifyListen;
    std::optional<AlipayConfig> alipay;
    std::optional<UnionPayConfig> unionpay;
    ClockBounds clock;

    order::Policy policy;
    order::CommandPolicy commandPolicy;
    ReconciliationTimes reconciliation;
    Duration refundOverdueAfter = std::chrono::hours(72);

    [[nodiscard]] std::string databasePath() const { return stateDir + "/wattill.db"; }
};

/// InvalidInput with every fault, one a line: "site.toml:12: …" and the remedy. Looks at nothing
/// but the file itself: neither secrets nor ports.
[[nodiscard]] Result<Config> loadConfig(const std::string& path);
/// The same for a text; `file` is what the errors name, and relative paths start in its folder.
[[nodiscard]] Result<Config> parseConfig(const std::string& text, const std::string& file);

}  // namespace wattill::node
