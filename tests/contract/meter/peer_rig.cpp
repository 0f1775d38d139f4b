#include "peer_rig.hpp"

#include "base/json.hpp"

#include <gtest/gtest.h>

namespace wattill::testing {

namespace {
test::Command commandOf(const PeerRig::Peer& peer, const std::string& link) {
    test::Command command{
        "/usr/bin/python3", WATTILL_SOURCE_DIR "/tests/support/peers/" + peer.script,
        "--port",           peer.pty ? "pty" : "tcp",
        "--link",           link};
    command.insert(command.end(), peer.arguments.begin(), peer.arguments.end());
    return command;
}
}  // namespace

PeerRig::PeerRig(Peer peer)
    : m_peer(std::move(peer)), m_process(commandOf(m_peer, m_folder.file("port"))) {
    const auto ready = m_process.line("ready ");
    EXPECT_TRUE(ready) << m_process.output();
    m_port = ready.value_or("ready ").substr(std::string("ready ").size());
    m_bus = makeBus(true);
}

std::unique_ptr<metering::Bus> PeerRig::makeBus(bool unlocked) {
    metering::BusConfig config;
    config.name = BusId("test");
    config.port = m_port;
    config.protocol = m_peer.protocol;
    if (m_peer.protocol == metering::Protocol::Dlt645) {
        config.baud = 2400;
        config.parity = metering::Parity::Even;
    }
    auto bus = makeAnyBus(config, m_profiles, m_clock, m_log).value();
    EXPECT_TRUE(bus->addMeter({m_id, m_peer.profile, m_peer.address, unlocked}).ok());
    return bus;
}

metering::Meter& PeerRig::locked() {
    m_bus = makeBus(false);
    return m_bus->meter(m_id);
}

std::string PeerRig::ask(const std::string& line) {
    m_process.say(line);
    const std::string begin = "answer " + std::to_string(++m_asked) + ": ";
    const auto answer = m_process.line(begin);
    EXPECT_TRUE(answer) << line << " was not answered; it said: " << m_process.output();
    return answer.value_or(begin).substr(begin.size());
}

void PeerRig::tell(const std::string& line) {
    ASSERT_EQ(ask(line), "ok");
}

nlohmann::json PeerRig::state() {
    return parseStrict(ask("state")).value();
}

void PeerRig::setBalance(Money balance) {
    tell("balance " + std::to_string(balance.microYuan() / 10000));
}
Money PeerRig::balance() {
    return Money::fromFen(state()["balance_fen"].get<std::int64_t>());
}
std::uint32_t PeerRig::count() {
    return state()["count"].get<std::uint32_t>();
}
int PeerRig::sales() {
    return state()["sales"].get<int>();
}
void PeerRig::strikeWrites(const std::vector<WriteFault>& faults) {
    std::string line = "write-faults";
    for (const WriteFault fault : faults)
        line += " " + name(fault);
    tell(line);
}
void PeerRig::setClockAhead(std::chrono::seconds ahead) {
    tell("clock " + std::to_string(ahead.count()));
}

std::unique_ptr<CommandRig> makeCommandPymodbusRig() {
    return std::make_unique<PeerRig>(
        PeerRig::Peer{.script = "modbus_peer.py",
                      .arguments = {"--framer", "rtu", "--model", "dtsy"},
                      .profile = "acrel-dtsy1352-nk"});
}
std::unique_ptr<CommandRig> makeCommandPymodbusOverTcpRig() {
    return std::make_unique<PeerRig>(
        PeerRig::Peer{.script = "modbus_peer.py",
                      .arguments = {"--framer", "rtu", "--model", "ddsy"},
                      .pty = false,
                      .profile = "acrel-ddsy1352-nk"});
}
std::unique_ptr<CommandRig> makeCommandPymodbusMbapRig() {
    return std::make_unique<PeerRig>(
        PeerRig::Peer{.script = "modbus_peer.py",
                      .arguments = {"--framer", "mbap", "--model", "dtsy"},
                      .pty = false,
                      .protocol = metering::Protocol::ModbusTcp,
                      .profile = "acrel-dtsy1352-nk"});
}

namespace {
PeerRig::Peer dltPeer(bool pty, const std::string& preamble) {
    return {.script = "dlt645_peer.py",
            .arguments = {"--preamble", preamble},
            .pty = pty,
            .protocol = metering::Protocol::Dlt645,
            .profile = "dlt645-2007",
            .address = kMeterNumber};
}
}  // namespace

std::unique_ptr<CommandRig> makeCommandDltPeerRig() {
    return std::make_unique<PeerRig>(dltPeer(true, "4"));
}
std::unique_ptr<CommandRig> makeCommandDltPeerOverTcpRig() {
    return std::make_unique<PeerRig>(dltPeer(false, "0"));
}
std::unique_ptr<CommandRig> makeCommandDltOrderNumberPeerRig() {
    PeerRig::Peer peer = dltPeer(true, "1");
    peer.arguments.emplace_back("--order-numbers");
    peer.profile = "dlt645-2007-orderno";
    return std::make_unique<PeerRig>(std::move(peer));
}

}  // namespace wattill::testing
