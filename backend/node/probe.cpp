#include "node/probe.hpp"

#include "metering/profile_codec.hpp"
#include "node/bus_making.hpp"
#include "node/spelling.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace wattill::node {

using api::ProbeView;
using metering::MeterReading;
using metering::Profile;

namespace {
constexpr Duration kWaitForBus{10'000};

/// Counts what fits of what could be looked at.
class Score {
  public:
    void look(bool fits) {
        ++m_looks;
        m_fits += fits ? 1 : 0;
    }
    [[nodiscard]] int permille() const { return m_looks == 0 ? 0 : 1000 * m_fits / m_looks; }

  private:
    int m_looks = 0;
    int m_fits = 0;
};

void addPoints(ProbeView& view, const Profile& profile, const metering::Block& block,
               const metering::Bytes& bytes) {
    for (const auto& [id, point] : profile.points()) {
        if (point.block != block.id) continue;
        const std::int64_t raw = metering::rawValue(point, bytes);
        view.points.push_back({block.id, id, std::to_string(raw),
                               std::to_string(raw * point.factor),
                               std::string(metering::name(point.confidence)), point.source});
    }
}

void noteConfidence(ProbeView& view, const Profile& profile) {
    const auto unsure = std::count_if(view.points.begin(), view.points.end(), [](const auto& each) {
        return each.confidence != metering::name(metering::Confidence::SiteConfirmed);
    });
    if (unsure == 0) return;
    view.notes.push_back(fmt::format(
        "{} of {} points are not site-confirmed: compare each value with the meter's display. "
        "Writing stays locked until the site's configuration says [profile.\"{}\"] unlocked = true",
        unsure, view.points.size(), profile.id()));
}
}  // namespace

int plausiblePermille(const MeterReading& reading, Instant now) {
    constexpr std::int32_t kLeastDeciVolt = 800;
    constexpr std::int32_t kMostDeciVolt = 4'800;
    constexpr Duration kClockOff = std::chrono::hours(48);  // whatever the time zone
    Score score;
    bool anyVoltage = false;
    for (const auto& voltage : reading.quantities.voltageDeciVolt) {
        if (!voltage) continue;
        const bool alive = *voltage >= kLeastDeciVolt && *voltage <= kMostDeciVolt;
        anyVoltage = anyVoltage || alive;
        score.look(alive || *voltage == 0);
    }
    if (reading.quantities.voltageDeciVolt[0]) score.look(anyVoltage);
    if (reading.clock) {
        using namespace std::chrono;
        const metering::CivilTime& clock = *reading.clock;
        const year_month_day date{year(clock.year), month(static_cast<unsigned>(clock.month)),
                                  day(static_cast<unsigned>(clock.day))};
        score.look(date.ok() && clock.hour < 24 && clock.minute < 60 && clock.second < 60);
        score.look(date.ok() && abs(sys_days(date) - now) < kClockOff);
    }
    if (reading.has.rates) {
        Energy sum;
        for (const Energy& each : reading.byRate)
            sum = sum + each;
        const Energy tolerance = Energy::fromWh(50);  // each register is cut by itself
        score.look(sum <= reading.total + tolerance);
        score.look(reading.total <= sum + tolerance);
    }
    score.look(reading.total < Energy::fromWh(10'000'000'000));
    return score.permille();
}

Result<ProbeView> probeAs(metering::Bus& bus, const Profile& profile, std::int64_t address,
                          Instant now) {
    ProbeView view;
    view.bus = bus.name().text();
    view.address = address;
    view.profile = profile.id();
    view.title = profile.title();
    const auto live = bus.readBlock(profile.id(), address, std::string(metering::kLiveBlock));
    if (!live) return live.error();
    const auto reading = metering::decodeLive(profile, *live, now);
    if (!reading) return reading.error();
    view.plausiblePermille = plausiblePermille(*reading, now);
    addPoints(view, profile, profile.live(), *live);
    for (const auto& [id, block] : profile.blocks()) {
        if (id == metering::kLiveBlock) continue;
        const auto bytes = bus.readBlock(profile.id(), address, id);
        if (bytes) {
            addPoints(view, profile, block, *bytes);
        } else {
            view.notes.push_back(fmt::format("block {}: {}", id, bytes.error().message));
        }
    }
    noteConfidence(view, profile);
    return view;
}

Result<ProbeView> bestOf(const std::vector<ProbeTry>& tries, std::int64_t address) {
    const ProbeTry* best = nullptr;
    const auto likeness = [](const ProbeTry& each) {
        return each.view ? each.view->plausiblePermille : -1;
    };
    for (const ProbeTry& each : tries) {
        if (best == nullptr || likeness(each) > likeness(*best)) best = &each;
    }
    if (best == nullptr) {
        return notFound("no profile of this protocol is known; look at profiles_dir");
    }
    const auto why = [](const ProbeTry& each) {
        return fmt::format("{}: {}", each.profile,
                           each.view ? fmt::format("fits {} %", each.view->plausiblePermille / 10)
                                     : each.view.error().message);
    };
    if (!best->view) {
        const Error& error = best->view.error();
        if (tries.size() == 1) return error;
        std::string text = fmt::format("no model that is known here answers at {}:", address);
        for (const ProbeTry& each : tries)
            text += "\n" + why(each);
        return Error{error.code, error.retry, text, {}};
    }
    ProbeView view = *best->view;
    for (const ProbeTry& each : tries) {
        if (&each != best) view.others.push_back(why(each));
    }
    return view;
}

Result<std::vector<const Profile*>> profilesToTry(const metering::ProfileLibrary& profiles,
                                                  metering::Protocol protocol,
                                                  const std::optional<std::string>& wanted) {
    std::vector<const Profile*> all;
    if (wanted) {
        const Profile* profile = profiles.find(*wanted);
        if (profile == nullptr) {
            return notFound(fmt::format("there is no profile '{}'; {}", *wanted,
                                        suggestion(*wanted, profiles.ids())));
        }
        if (!speaks(*profile, protocol)) {
            return invalidInput(
                fmt::format("profile {} does not speak {}: probe on a line of its "
                            "protocol",
                            *wanted, metering::name(protocol)));
        }
        all.push_back(profile);
        return all;
    }
    for (const std::string& id : profiles.ids()) {
        const Profile* profile = profiles.find(id);
        if (speaks(*profile, protocol)) all.push_back(profile);
    }
    return all;
}

namespace {
/// One probe on a running line: queues itself anew for each model.
class LineProbe : public std::enable_shared_from_this<LineProbe> {
  public:
    using Done = std::function<void(Result<ProbeView>)>;
    LineProbe(BusLine& line, std::vector<const Profile*> profiles, std::int64_t address,
              const Clock& clock, Done done)
        : m_line(line),
          m_profiles(std::move(profiles)),
          m_address(address),
          m_clock(clock),
          m_done(std::move(done)) {}

    void next() {
        if (m_tries.size() == m_profiles.size()) return m_done(bestOf(m_tries, m_address));
        const auto call = [self = shared_from_this()](Result<metering::Bus*> bus) {
            if (!bus) return self->m_done(bus.error());
            const Profile& profile = *self->m_profiles[self->m_tries.size()];
            self->m_tries.push_back(
                {profile.id(), probeAs(**bus, profile, self->m_address, self->m_clock.now())});
            self->next();
        };
        if (m_line.onBus(BusPriority::Present, kWaitForBus, call)) return;
        m_done(Error{
            ErrorCode::Busy, Retry::Later, "too much waits for this bus; try again soon", {}});
    }

  private:
    BusLine& m_line;
    const std::vector<const Profile*> m_profiles;
    const std::int64_t m_address;
    const Clock& m_clock;
    const Done m_done;
    std::vector<ProbeTry> m_tries;
};
}  // namespace

void probeOnLine(BusLine& line, std::vector<const Profile*> profiles, std::int64_t address,
                 const Clock& clock, std::function<void(Result<ProbeView>)> done) {
    std::make_shared<LineProbe>(line, std::move(profiles), address, clock, std::move(done))->next();
}

}  // namespace wattill::node
