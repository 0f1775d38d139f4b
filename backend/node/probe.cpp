#include "node/probe.hpp"

#include "metering/civil_time.hpp"
#include "metering/profile_view.hpp"
#include "node/bus_making.hpp"
#include "node/spelling.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace wattill::node {

using api::ProbeView;
using metering::Profile;

namespace {
constexpr Duration kWaitForBus{10'000};

void addPoints(ProbeView& view, const Profile& profile, const metering::BlockBytes& blocks) {
    for (const std::string& id : profile.blockOrder()) {
        const auto bytes = blocks.find(id);
        if (bytes == blocks.end()) continue;
        const auto rows = metering::describeBlock(profile, id, bytes->second, blocks);
        if (!rows) {
            view.notes.push_back(fmt::format("block {}: {}", id, rows.error().message));
            continue;
        }
        for (const metering::PointRow& row : *rows) {
            view.points.push_back({id, row.point, row.place, row.raw, row.value,
                                   std::string(metering::name(row.confidence)), row.source});
        }
    }
}

/// A block that the model should have and this meter refuses speaks against the model.
void judge(ProbeView& view, const std::vector<metering::Plausibility>& looks,
           std::int64_t refusedBlocks) {
    constexpr std::int64_t kNothingKnown = 500;
    std::int64_t likely = 0;
    for (const metering::Plausibility& look : looks) {
        if (look.likely) {
            ++likely;
        } else {
            view.notes.push_back(fmt::format("unlikely: {}: {}", look.point, look.why));
        }
    }
    const auto all = static_cast<std::int64_t>(looks.size()) + refusedBlocks;
    view.plausiblePermille = all == 0 ? kNothingKnown : 1000 * likely / all;
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

Result<ProbeView> probeAs(metering::Bus& bus, const Profile& profile, std::int64_t address,
                          const metering::CivilTime& now) {
    ProbeView view;
    view.bus = bus.name().text();
    view.address = address;
    view.profile = profile.id();
    view.title = profile.title();
    metering::BlockBytes blocks;
    std::int64_t refused = 0;
    for (const std::string& id : profile.blockOrder()) {
        auto bytes = bus.readBlock(profile.id(), address, id);
        if (bytes) {
            blocks.emplace(id, std::move(*bytes));
            // Another model answers: nothing more is to be learnt from this profile.
            if (const auto fits = metering::checkModel(profile, blocks); !fits) return fits.error();
            continue;
        }
        // Who does not answer the first block is not there, or is another model.
        if (blocks.empty() && !profile.block(id)->optional) return bytes.error();
        if (!profile.block(id)->optional) ++refused;
        view.notes.push_back(fmt::format("block {}: {}", id, bytes.error().message));
    }
    if (blocks.empty()) return notFound("no block of this model is answered");
    addPoints(view, profile, blocks);
    judge(view, metering::plausibility(profile, blocks, now), refused);
    noteConfidence(view, profile);
    return view;
}

Result<ProbeView> bestOf(const std::vector<ProbeTry>& tries, std::int64_t address) {
    const ProbeTry* best = nullptr;
    const auto likeness = [](const ProbeTry& each) {
        // Of two that fit alike, the one that explains more.
        return each.view ? std::pair(each.view->plausiblePermille, each.view->points.size())
                         : std::pair(std::int64_t{-1}, std::size_t{0});
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
              const Clock& clock, const TimeZone& zone, Done done)
        : m_line(line),
          m_profiles(std::move(profiles)),
          m_address(address),
          m_clock(clock),
          m_zone(zone),
          m_done(std::move(done)) {}

    void next() {
        if (m_tries.size() == m_profiles.size()) return m_done(bestOf(m_tries, m_address));
        const auto call = [self = shared_from_this()](Result<metering::Bus*> bus) {
            if (!bus) return self->m_done(bus.error());
            const Profile& profile = *self->m_profiles[self->m_tries.size()];
            const metering::CivilTime now = civilTime(self->m_clock.now(), self->m_zone);
            self->m_tries.push_back({profile.id(), probeAs(**bus, profile, self->m_address, now)});
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
    const TimeZone m_zone;
    const Done m_done;
    std::vector<ProbeTry> m_tries;
};
}  // namespace

void probeOnLine(BusLine& line, std::vector<const Profile*> profiles, std::int64_t address,
                 const Clock& clock, const TimeZone& zone,
                 std::function<void(Result<ProbeView>)> done) {
    std::make_shared<LineProbe>(line, std::move(profiles), address, clock, zone, std::move(done))
        ->next();
}

metering::CivilTime civilTime(Instant at, const TimeZone& zone) {
    const LocalDay day = zone.dayOf(at);
    const auto inDay = std::chrono::floor<std::chrono::seconds>(at - zone.startOf(day));
    return metering::civilTime(std::chrono::local_seconds(day) + inDay);
}

}  // namespace wattill::node
