#include "port_scan.hpp"

#include "metering/civil_time.hpp"
#include "metering/dlt645/read_address.hpp"
#include "node/bus_making.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include <fmt/format.h>

namespace wattill::cli {

using metering::Parity;
using metering::Profile;
using metering::Protocol;

namespace {
/// Civil time of this machine, which stands where its meters do.
std::chrono::local_seconds localNow(const Clock& clock) {
    const std::time_t now = static_cast<std::time_t>(toMillis(clock.now()) / 1000);
    std::tm local{};
    ::localtime_r(&now, &local);
    return std::chrono::local_seconds(std::chrono::seconds(now + local.tm_gmtoff));
}

char letter(Parity parity) {
    return parity == Parity::None ? 'N' : parity == Parity::Even ? 'E' : 'O';
}

std::optional<std::int64_t> numberIn(std::string_view text) {
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    return whole && !text.empty() ? std::optional(value) : std::nullopt;
}

/// Whether anything that answers is there: any answer will do, a refusal too.
bool somebodyAnswers(metering::Bus& bus, const ScanPlan& plan, std::int64_t address) {
    const Profile& first = *plan.profiles.front();
    const auto live = bus.readBlock(first.id(), address, first.live().id);
    return live || live.error().code == ErrorCode::Refused;
}

Result<api::ProbeView> whatIsThere(metering::Bus& bus, const ScanPlan& plan, std::int64_t address,
                                   const Clock& clock) {
    const metering::CivilTime now = metering::civilTime(localNow(clock));
    std::vector<node::ProbeTry> tries;
    for (const Profile* profile : plan.profiles) {
        tries.push_back({profile->id(), node::probeAs(bus, *profile, address, now)});
    }
    return node::bestOf(tries, address);
}

metering::BusConfig at(const ScanPlan& plan, const LineSetting& setting) {
    metering::BusConfig config = plan.bus;
    config.baud = setting.baud;
    config.parity = setting.parity;
    return config;
}

/// Every address at one setting.
Result<void> look(const ScanPlan& plan, const LineSetting& setting,
                  const metering::ProfileLibrary& profiles, const ScanHooks& hooks,
                  std::vector<Found>& found) {
    const SystemClock clock;
    NullLog log;
    auto bus = node::makeBus(at(plan, setting), profiles, clock, log);
    if (!bus) return bus.error();
    if (const auto open = (*bus)->open(); !open) return open;
    for (const std::int64_t address : plan.addresses) {
        if (hooks.stopped()) return {};
        hooks.progress(fmt::format("{} address {}", text(setting),
                                   node::addressText(plan.bus.protocol, address)));
        const bool asked = plan.addresses.size() == 1;
        if (!asked && !somebodyAnswers(**bus, plan, address)) continue;
        auto view = whatIsThere(**bus, plan, address, clock);
        const bool silent = !view && view.error().code == ErrorCode::Timeout;
        if (!silent) found.push_back({setting, address, std::move(view)});
    }
    return {};
}
}  // namespace

std::string text(const LineSetting& setting) {
    return fmt::format("{} 8{}1", setting.baud, letter(setting.parity));
}

std::vector<LineSetting> settingsToTry(Protocol protocol, bool network, int baud, char parity) {
    static constexpr std::array kModbus{9600, 19200, 4800, 2400, 38400, 1200};
    static constexpr std::array kDlt{2400, 9600, 4800, 1200, 19200, 38400};
    const auto& bauds = protocol == Protocol::Dlt645 ? kDlt : kModbus;
    const std::array parities = protocol == Protocol::Dlt645
                                    ? std::array{Parity::Even, Parity::None, Parity::Odd}
                                    : std::array{Parity::None, Parity::Even, Parity::Odd};
    std::vector<LineSetting> all;
    for (const Parity eachParity : parities) {
        if (parity != 0 && letter(eachParity) != parity) continue;
        for (const int each : bauds) {
            if (baud != 0 && each != baud) continue;
            all.push_back({each, eachParity});
        }
    }
    if (network && all.size() > 1) all.resize(1);
    return all;
}

Result<std::vector<std::int64_t>> addressesFrom(Protocol protocol, const std::string& text) {
    constexpr std::int64_t kMost = 247;
    std::vector<std::int64_t> all;
    const auto bad = [&text](const std::string& why) {
        return invalidInput(
            fmt::format("addresses \"{}\": {}; write them as 18, 1-32 or 1,5,9-12", text, why));
    };
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(',', from), text.size());
        const std::string part = text.substr(from, end - from);
        const std::size_t dash = part.find('-');
        const auto first = numberIn(std::string_view(part).substr(0, dash));
        const auto last =
            dash == std::string::npos ? first : numberIn(std::string_view(part).substr(dash + 1));
        if (!first || !last) return bad("a part of it is no number");
        if (const auto good = node::checkAddress(protocol, *first); !good) {
            return bad(good.error().message);
        }
        if (const auto good = node::checkAddress(protocol, *last); !good) {
            return bad(good.error().message);
        }
        if (*last < *first || *last - *first >= kMost) return bad("a range is upside down or long");
        for (std::int64_t each = *first; each <= *last; ++each)
            all.push_back(each);
        from = end + 1;
    }
    return all;
}

Duration longestScan(const ScanPlan& plan) {
    const metering::LinkTimes& times = plan.profiles.front()->times();
    const Duration silent = (times.read + times.lateAnswer) * (1 + times.readRetries);
    const auto addresses =
        static_cast<std::int64_t>(std::max<std::size_t>(1, plan.addresses.size()));
    return silent * addresses * static_cast<std::int64_t>(plan.settings.size());
}

Result<Asked> askAddress(const ScanPlan& plan) {
    const SystemClock clock;
    NullLog log;
    Result<Asked> last = notFound("no setting of the line to be tried");
    for (const LineSetting& setting : plan.settings) {
        const auto address = metering::dlt645::readAddress(at(plan, setting), clock, log);
        if (address) return Asked{setting, *address};
        last = address.error();
        // Several meters at once: the setting is right, but nobody can be understood.
        if (address.error().code != ErrorCode::Timeout) return address.error();
    }
    return last;
}

Result<std::vector<Found>> scan(const ScanPlan& plan, const metering::ProfileLibrary& profiles,
                                const ScanHooks& hooks) {
    std::vector<Found> found;
    for (const LineSetting& setting : plan.settings) {
        if (const auto looked = look(plan, setting, profiles, hooks, found); !looked) {
            return looked.error();
        }
        if (!found.empty() || hooks.stopped()) break;
    }
    return found;
}

}  // namespace wattill::cli
