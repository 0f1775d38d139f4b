#include "metering/dlt645/bus_on_line.hpp"

#include "metering/dlt645/dlt645_meter.hpp"

#include <map>
#include <vector>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

class Dlt645Bus final : public Bus {
  public:
    Dlt645Bus(const BusConfig& config, std::unique_ptr<Line> line, const ProfileLibrary& profiles,
              const Clock& clock, Log& log)
        : m_profiles(profiles), m_clock(clock), m_link(config, std::move(line), clock, log) {}

    const BusId& name() const override { return m_link.config().name; }

    Result<void> addMeter(const MeterOnBus& added) override {
        const std::string where =
            fmt::format("bus {}, meter {}: ", name().text(), added.meter.text());
        const auto profile = profileOf(added.profile);
        if (!profile) return invalidInput(where + profile.error().message);
        const auto address = Address::fromNumber(added.address);
        if (!address) return invalidInput(where + address.error().message);
        for (const Place& place : m_places) {
            if (place.id == added.meter) {
                return invalidInput(where + "this number is on the bus already");
            }
            if (place.address != added.address) continue;
            return invalidInput(
                fmt::format("{}address {} is taken by meter {}; give each meter "
                            "the twelve digits on its own plate",
                            where, address->text(), place.id.text()));
        }
        auto meter =
            std::make_unique<Dlt645Meter>(**profile, *address, added.unlocked, m_link, m_clock);
        m_places.push_back({added.meter, added.address, std::move(meter)});
        return {};
    }

    Meter& meter(const MeterId& meter) override {
        for (const Place& place : m_places) {
            if (place.id == meter) return *place.meter;
        }
        assertionFailed("meter", "one that was never added to this bus", __FILE__, __LINE__);
    }

    Result<void> open() override { return m_link.open(); }
    BusHealth health() const override { return m_link.health(); }

    std::vector<MeterHealth> meterHealth() const override {
        std::vector<MeterHealth> all;
        for (const Place& place : m_places)
            all.push_back(place.meter->health(place.id));
        return all;
    }

    Result<std::vector<std::uint8_t>> readBlock(const std::string& profileName, std::int64_t number,
                                                const std::string& block) override {
        const auto profile = profileOf(profileName);
        if (!profile) return notFound(profile.error().message);
        const auto found = (*profile)->blocks().find(block);
        if (found == (*profile)->blocks().end()) {
            return notFound(fmt::format("profile {} has no block {}", profileName, block));
        }
        const auto address = Address::fromNumber(number);
        if (!address) return address.error();
        return Dlt645Meter(**profile, *address, false, m_link, m_clock).readBlock(found->second);
    }

    void trace(FrameTrace sink) override { m_link.trace(std::move(sink)); }
    void onGap(FrameGap gap) override { m_link.onGap(std::move(gap)); }

  private:
    struct Place {
        MeterId id;
        std::int64_t address = 0;
        std::unique_ptr<Dlt645Meter> meter;
    };

    [[nodiscard]] Result<const Profile*> profileOf(const std::string& id) const {
        const Profile* profile = m_profiles.find(id);
        if (profile == nullptr) {
            return invalidInput(fmt::format("there is no profile \"{}\"; known are: {}", id,
                                            fmt::join(m_profiles.ids(), ", ")));
        }
        if (!carries(Protocol::Dlt645, profile->protocol())) {
            return invalidInput(
                fmt::format("profile {} speaks {}, the bus dlt645; put the meter "
                            "on another bus, or give it the right profile",
                            id, metering::name(profile->protocol())));
        }
        return profile;
    }

    const ProfileLibrary& m_profiles;
    const Clock& m_clock;
    Link m_link;
    std::vector<Place> m_places;  ///< in the order they were added
};

}  // namespace

std::unique_ptr<Bus> makeBusOnLine(const BusConfig& config, std::unique_ptr<Line> line,
                                   const ProfileLibrary& profiles, const Clock& clock, Log& log) {
    return std::make_unique<Dlt645Bus>(config, std::move(line), profiles, clock, log);
}

}  // namespace wattill::metering::dlt645
