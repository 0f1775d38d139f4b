#pragma once

#include "metering/modbus/rtu_bus.hpp"
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

/// The shipped profiles, but with time-outs that suit a simulator without pace: a test waits for
/// each of them many times.
metering::ProfileLibrary quickProfiles();

/// A meter that uses nothing: 50.00 yuan, count 4.
sim::MeterSetup idleMeter(int address, sim::Model model);

/// The product's bus and driver against the simulator's bus over a pty.
class BusRig final : public MeterRig {
  public:
    explicit BusRig(sim::Model model, sim::MeterBusOptions options = {});

    metering::Meter& meter() override { return m_bus->meter(m_id); }
    metering::Meter& locked() override;
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

    void tell(const std::string& line);
    [[nodiscard]] nlohmann::json ask(const std::string& line);
    [[nodiscard]] metering::Bus& bus() { return *m_bus; }
    [[nodiscard]] std::string port() const { return m_folder.file("port"); }

  private:
    [[nodiscard]] std::unique_ptr<metering::Bus> makeBus(bool unlocked);

    ScratchFolder m_folder;
    SystemClock m_clock;
    NullLog m_log;
    metering::ProfileLibrary m_profiles = quickProfiles();
    MeterId m_id{"202411110001"};
    std::string m_profile;
    std::unique_ptr<sim::MeterBus> m_sim;
    std::unique_ptr<metering::Bus> m_bus;
};

}  // namespace wattill::testing
