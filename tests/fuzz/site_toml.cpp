// The configuration of a node, which people write: what is taken is fit to run with, and a fault
// names the file.

#include "base/assertion.hpp"
#include "node/config.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace {

using namespace wattill;
using namespace wattill::node;

void must(bool condition, const char* what) {
    WATTILL_ASSERT(condition, what);
}

void absolute(const std::string& path) {
    must(!path.empty() && path.front() == '/', "a path that starts nowhere");
}

void within(Duration time, Duration least, Duration most) {
    must(time >= least && time <= most, "a time out of bounds");
}

void kiosk(const Config& config) {
    must(!config.terminal.empty() && config.terminal.size() <= 8, "the terminal");
    must(config.policy.minAmount <= config.policy.maxAmount, "the least above the most");
    must(config.policy.minAmount > Money() && !config.presets.empty(), "nothing to buy");
    for (const Money preset : config.presets)
        must(preset >= config.policy.minAmount && preset <= config.policy.maxAmount, "a preset");
}

void buses(const Config& config) {
    using namespace std::chrono_literals;
    std::set<std::string> names, ports;
    for (const BusConfig& bus : config.buses) {
        must(!bus.name.empty() && names.insert(bus.name.text()).second, "a bus's name");
        must(!bus.port.empty() && ports.insert(bus.port).second, "a port twice");
        must(bus.port.rfind("tcp:", 0) == 0 || bus.port.front() == '/', "a port nowhere");
        must(bus.baud >= 1200 && bus.baud <= 38400 && bus.stopBits >= 1 && bus.stopBits <= 2,
             "a line's parameters");
        within(bus.pollEvery, 100ms, 150s);
        within(bus.recordEvery, 1s, 1h);
    }
}

void channels(const Config& config) {
    must(config.clock.warn <= config.clock.stop, "the warning after the stop");
    if (config.alipay) {
        const AlipayConfig& alipay = *config.alipay;
        must(alipay.alipayPublicKeyFile.empty() == alipay.certificates.has_value(), "two trusts");
        absolute(alipay.privateKeyFile);
        must(!alipay.gateway.empty() && !alipay.appId.empty(), "no channel");
    }
    if (config.unionpay) {
        absolute(config.unionpay->middleCertificateFile);
        absolute(config.unionpay->rootCertificateFile);
        must(!config.unionpay->gateway.empty() && !config.unionpay->merchantId.empty(),
             "no channel");
    }
}

void times(const Config& config) {
    using namespace std::chrono_literals;
    const order::Policy& policy = config.policy;
    must(policy.payWithin <= policy.gatewayExpiry && policy.gatewayExpiry % 1min == 0s, "expiry");
    must(config.commandPolicy.retry <= config.commandPolicy.retryLongest, "retry");
    within(config.reconciliation.runAt, 0s, 24h - 1min);
    must(TimeZone::find(config.timeZone).has_value(), "a time zone that is not there");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto config = parseConfig(text, "/etc/wattill/site.toml");
    if (!config) {
        must(config.error().code == ErrorCode::InvalidInput, "another error");
        must(config.error().message.rfind("site.toml:", 0) == 0, "a fault that names no file");
        return 0;
    }
    for (const auto* path :
         {&config->stateDir, &config->socket, &config->staffTokenFile, &config->profilesDir}) {
        absolute(*path);
    }
    must(config->socket.size() <= 107, "a socket that cannot be made");
    std::set<std::string> staff;
    for (const StaffConfig& member : config->staff)
        must(!member.name.empty() && staff.insert(member.name).second, "one name for two people");
    kiosk(*config);
    buses(*config);
    channels(*config);
    times(*config);
    return 0;
}
