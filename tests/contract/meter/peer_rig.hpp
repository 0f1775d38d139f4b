#pragma once

#include "bus_rig.hpp"
#include "support/process.hpp"

namespace wattill::testing {

/// The product's bus and driver against a meter in Python that shares nothing with it
/// (tests/support/peers).
class PeerRig final : public CommandRig {
  public:
    struct Peer {
        std::string script;                  ///< "modbus_peer.py"
        std::vector<std::string> arguments;  ///< all but the link
        bool pty = true;
        metering::Protocol protocol = metering::Protocol::ModbusRtu;
        std::string profile;
        std::int64_t address = 1;
    };
    explicit PeerRig(Peer peer);

    metering::Meter& meter() override { return m_bus->meter(m_id); }
    metering::Meter& locked() override;
    bool flagsAlarms() const override { return m_peer.protocol != metering::Protocol::Dlt645; }
    void loseNextSaleBeforeEffect() override { tell("lose-sale-before"); }
    void loseNextSaleAfterEffect() override { tell("lose-sale-after"); }
    void spoilReads() override { tell("spoil-reads"); }
    void heal() override { tell("heal"); }
    void die() override { tell("die"); }
    void revive() override { tell("revive"); }
    void pullPort() override { tell("pull"); }
    void plugPort() override { tell("plug"); }
    void setBalance(Money balance) override;
    Money balance() override;
    std::uint32_t count() override;
    int sales() override;
    MeterSettings settings() override { return settingsIn(state()["settings"]); }
    void strikeWrites(const std::vector<WriteFault>& faults) override;
    void setClockAhead(std::chrono::seconds ahead) override;
    std::int64_t heard() override { return state()["heard"].get<std::int64_t>(); }

  private:
    void tell(const std::string& line);
    [[nodiscard]] std::string ask(const std::string& line);
    [[nodiscard]] nlohmann::json state();
    [[nodiscard]] std::unique_ptr<metering::Bus> makeBus(bool unlocked);

    Peer m_peer;
    ScratchFolder m_folder;
    SystemClock m_clock;
    NullLog m_log;
    metering::ProfileLibrary m_profiles = quickProfiles();
    MeterId m_id{"202411110001"};
    test::Process m_process;
    std::string m_port;
    int m_asked = 0;
    std::unique_ptr<metering::Bus> m_bus;
};

std::unique_ptr<CommandRig> makeCommandPymodbusRig();
std::unique_ptr<CommandRig> makeCommandPymodbusOverTcpRig();
std::unique_ptr<CommandRig> makeCommandPymodbusMbapRig();
std::unique_ptr<CommandRig> makeCommandDltPeerRig();
std::unique_ptr<CommandRig> makeCommandDltPeerOverTcpRig();
std::unique_ptr<CommandRig> makeCommandDltOrderNumberPeerRig();

/// The same for suites that go by the relay and by money alone.
template <CommandRigFactory make>
std::unique_ptr<MeterRig> plain() {
    return make();
}

}  // namespace wattill::testing
