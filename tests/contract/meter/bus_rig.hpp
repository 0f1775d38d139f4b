#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/profile_library.hpp"
#include "meters/meter_bus.hpp"
#include "rig.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace wattill::testing {

/// A folder of one test's own, gone with it.
class ScratchFolder {
  public:
    ScratchFolder();
    ~ScratchFolder();
    [[nodiscard]] std::string file(const std::string& name) const { return m_path / name; }

  private:
    std::filesystem::path m_path;
};

inline constexpr std::int64_t kMeterNumber = 202'411'110'001;

/// The shipped profiles, but with time-outs that suit a simulator without pace: a test waits for
/// each of them many times.
metering::ProfileLibrary quickProfiles();

/// The product's driver for the protocol of a bus.
Result<std::unique_ptr<metering::Bus>> makeAnyBus(const metering::BusConfig& config,
                                                  const metering::ProfileLibrary& profiles,
                                                  const Clock& clock, Log& log);

/// A meter that uses nothing: 50.00 yuan, count 4.
sim::MeterSetup idleMeter(int address, sim::Model model);

sim::MeterBusOptions behind(sim::PortKind port);

/// The product's bus and driver against the simulator's bus, behind a port of any kind.
class BusRig final : public CommandRig {
  public:
    explicit BusRig(sim::Model model, sim::MeterBusOptions options = {});

    metering::Meter& meter() override { return m_bus->meter(m_id); }
    metering::Meter& locked() override;
    bool flagsAlarms() const override { return !m_dlt; }
    void loseNextSaleBeforeEffect() override { tell("fault 1 lose-before once on sales"); }
    void loseNextSaleAfterEffect() override { tell("fault 1 lose-after once on sales"); }
    void spoilReads() override { tell("fault 1 corrupt always on reads"); }
    void heal() override { tell("fault 1 none"); }
    void die() override { tell("dead 1"); }
    void revive() override { tell("alive 1"); }
    void pullPort() override { m_sim->close(); }
    void plugPort() override;
    void setBalance(Money balance) override { tell("balance 1 " + balance.yuanText()); }
    Money balance() override;
    std::uint32_t count() override;
    int sales() override;
    MeterSettings settings() override;
    void strikeWrites(const std::vector<WriteFault>& faults) override;
    void setClockAhead(std::chrono::seconds ahead) override;
    std::int64_t heard() override;

    void tell(const std::string& line);
    [[nodiscard]] nlohmann::json ask(const std::string& line);
    [[nodiscard]] metering::Bus& bus() { return *m_bus; }
    [[nodiscard]] metering::BusConfig config() const;

  private:
    [[nodiscard]] std::unique_ptr<metering::Bus> makeBus(bool unlocked);

    ScratchFolder m_folder;
    SystemClock m_clock;
    NullLog m_log;
    metering::ProfileLibrary m_profiles = quickProfiles();
    MeterId m_id{"202411110001"};
    std::string m_profile;
    bool m_dlt;
    sim::PortKind m_kind;
    std::string m_port;
    std::unique_ptr<sim::MeterBus> m_sim;
    std::unique_ptr<metering::Bus> m_bus;
};

/// Of what both the simulator and the peers say of a meter.
[[nodiscard]] MeterSettings settingsIn(const nlohmann::json& settings);

template <sim::Model model, sim::PortKind port>
std::unique_ptr<CommandRig> makeCommandBusRig() {
    return std::make_unique<BusRig>(model, behind(port));
}
template <sim::Model model, sim::PortKind port>
std::unique_ptr<MeterRig> makeBusRig() {
    return makeCommandBusRig<model, port>();
}

}  // namespace wattill::testing
