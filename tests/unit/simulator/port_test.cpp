#include "base/json.hpp"
#include "client.hpp"
#include "meters/meter_bus.hpp"

#include <gtest/gtest.h>
#include <termios.h>

// A bus is the same bus behind a pty, a serial server and a Modbus TCP gateway.
namespace wattill::testing {
namespace {

using sim::PortKind;

constexpr const char* kReadModel = "01 03 02 00 00 01";
constexpr const char* kModelIs5 = "01 03 02 00 05 78 47";

sim::MeterSetup idle(int address) {
    sim::MeterSetup setup;
    setup.number = std::to_string(202411110000 + address);
    setup.address = address;
    setup.model = sim::Model::Dtsy;
    setup.curve = {setup.number, 0, 0};
    return setup;
}

class OpenBus {
  public:
    explicit OpenBus(PortKind port, sim::MeterBusOptions options = {}) {
        options.port = port;
        options.paced = false;
        m_bus = std::make_unique<sim::MeterBus>(std::vector{idle(1), idle(2)}, options);
        EXPECT_TRUE(m_bus->open().ok());
    }
    sim::MeterBus* operator->() { return m_bus.get(); }
    void tell(const std::string& line) { ASSERT_EQ(m_bus->control(line), "ok"); }
    [[nodiscard]] nlohmann::json health() { return parseStrict(m_bus->control("bus")).value(); }

  private:
    std::unique_ptr<sim::MeterBus> m_bus;
};

/// The bus has heard a request and not understood it: only then silence says something.
void expectNotUnderstood(OpenBus& bus, const Client& client) {
    const auto count = [&bus] { return bus.health().at("not_understood").get<int>(); };
    const int before = count();
    client.send(rtu(kReadModel));
    // Quiet looks for a while, so this is some ten seconds.
    for (int look = 0; look < 200 && count() == before; ++look)
        EXPECT_TRUE(client.quiet());
    EXPECT_EQ(count(), before + 1);
    EXPECT_TRUE(client.quiet());
}

class SerialPorts : public ::testing::TestWithParam<PortKind> {};

TEST_P(SerialPorts, CarryTheFramesOfTheWire) {
    OpenBus bus(GetParam());
    const Client client(bus->port());
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
}

TEST_P(SerialPorts, ComeBackAfterBusDown) {
    OpenBus bus(GetParam());
    const std::string first = bus->port();
    bus.tell("bus down");
    EXPECT_EQ(bus->port(), "");
    bus.tell("bus up");
    if (GetParam() == PortKind::SerialTcp) {
        EXPECT_EQ(bus->port(), first) << "the port is kept";
    }
    const Client client(bus->port());
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
}

TEST_P(SerialPorts, StrayBytesComeWhenTold) {
    OpenBus bus(GetParam());
    const Client client(bus->port());
    client.send(rtu(kReadModel));
    EXPECT_EQ(client.receive(7).size(), 7U);
    bus.tell("bus send 00FF68");
    EXPECT_EQ(text(client.receive(3)), "00 FF 68");
}

INSTANTIATE_TEST_SUITE_P(Kinds, SerialPorts, ::testing::Values(PortKind::Pty, PortKind::SerialTcp));

TEST_P(SerialPorts, CarryDltFramesAndFindThemAmongOtherBytes) {
    auto setup = idle(2);
    setup.model = sim::Model::Dlt645;
    setup.balance = Money::fromFen(12'345);
    setup.preambles = 2;
    sim::MeterBusOptions options;
    options.paced = false;
    options.port = GetParam();
    sim::MeterBus bus({setup}, options);
    ASSERT_TRUE(bus.open().ok());
    const Client client(bus.port());
    client.send(hex("00 68 FE FE FE FE 68 02 00 11 11 24 20 68 11 04 33 35"));
    EXPECT_TRUE(client.quiet());
    client.send(hex("C3 33 AB 16"));
    EXPECT_EQ(text(client.receive(22)),
              "FE FE 68 02 00 11 11 24 20 68 91 08 33 35 C3 33 78 56 34 33 64 16");
}

TEST(DltBus, TwoMetersThatAnswerAtOnceAreNotUnderstood) {
    auto one = idle(1);
    auto two = idle(2);
    one.model = two.model = sim::Model::Dlt645;
    sim::MeterBusOptions options;
    options.paced = false;
    options.port = PortKind::SerialTcp;
    sim::MeterBus bus({one, two}, options);
    ASSERT_TRUE(bus.open().ok());
    const Client client(bus.port());
    client.send(hex("68 AA AA AA AA AA AA 68 13 00 DF 16"));
    EXPECT_EQ(client.piece().size(), 12U);
    EXPECT_EQ(parseStrict(bus.control("bus")).value()["collisions"], 1);
    client.send(hex("68 02 AA AA AA AA AA 68 13 00 37 16"));
    EXPECT_EQ(text(client.receive(18)), "68 02 00 11 11 24 20 68 93 06 35 33 44 44 57 53 6B 16");
}

TEST(SerialServer, CutEndsTheConnectionAndTheNextIsWelcome) {
    OpenBus bus(PortKind::SerialTcp);
    const Client client(bus->port());
    bus.tell("fault 1 cut once");
    client.send(rtu(kReadModel));
    EXPECT_TRUE(client.ended());
    const Client next(bus->port());
    next.send(rtu(kReadModel));
    EXPECT_EQ(text(next.receive(7)), kModelIs5);
    EXPECT_EQ(bus.health()["faults"]["cut"], 1);
}

TEST(SerialServer, SplitAnswersComeInPieces) {
    OpenBus bus(PortKind::SerialTcp);
    const Client client(bus->port());
    bus.tell("fault 1 split 200 once");
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.piece()), "01 03 02");
    EXPECT_EQ(text(client.receive(4)), "00 05 78 47");
}

TEST(SerialServer, JoinedAnswersComeInOnePiece) {
    OpenBus bus(PortKind::SerialTcp);
    const Client client(bus->port());
    bus.tell("fault 1 join once");
    client.send(rtu(kReadModel));
    EXPECT_TRUE(client.quiet());
    client.send(rtu("02 03 02 00 00 01"));
    EXPECT_EQ(text(client.piece()), std::string(kModelIs5) + " 02 03 02 00 05 3C 47");
}

TEST(SerialServer, LateAnswersAreOvertakenAndDelayedOnesAreNot) {
    OpenBus bus(PortKind::SerialTcp);
    const Client client(bus->port());
    bus.tell("fault 1 late 400 once");
    client.send(rtu(kReadModel));
    EXPECT_TRUE(client.quiet());
    client.send(rtu("01 03 02 21 00 01"));
    EXPECT_EQ(text(client.piece()), "01 03 02 00 00 B8 44") << "the count comes first";
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
    bus.tell("fault 1 delay 400 once");
    client.send(rtu(kReadModel));
    EXPECT_TRUE(client.quiet());
    client.send(rtu("01 03 02 21 00 01"));
    EXPECT_EQ(text(client.receive(14)), std::string(kModelIs5) + " 01 03 02 00 00 B8 44");
}

TEST(Pty, OfAnotherSpeedIsNotUnderstoodWhenStrict) {
    sim::MeterBusOptions options;
    options.strictBaud = true;
    OpenBus bus(PortKind::Pty, options);
    const Client client(bus->port());
    client.setBaud(B2400);
    expectNotUnderstood(bus, client);
    client.setBaud(B9600);
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
}

TEST(Pty, OfAnotherParityIsNotUnderstoodWhenStrict) {
    for (const char meters : {'N', 'E', 'O'}) {
        sim::MeterBusOptions options;
        options.parity = meters;
        options.strictParity = true;
        OpenBus bus(PortKind::Pty, options);
        const Client client(bus->port());
        for (const char other : {'N', 'E', 'O'}) {
            if (other == meters) continue;
            client.setParity(other);
            SCOPED_TRACE(std::string{other} + " to " + meters);
            expectNotUnderstood(bus, client);
        }
        client.setParity(meters);
        client.send(rtu(kReadModel));
        EXPECT_EQ(text(client.receive(7)), kModelIs5) << meters;
    }
}

TEST(ModbusTcp, AnswersEachConnectionWithItsOwnTransaction) {
    OpenBus bus(PortKind::ModbusTcp);
    const Client one(bus->port());
    const Client two(bus->port());
    one.send(hex("12 34 00 00 00 06 01 03 02 00 00 01"));
    two.send(hex("56 78 00 00 00 06 02 03 02 00 00 01"));
    EXPECT_EQ(text(one.receive(11)), "12 34 00 00 00 05 01 03 02 00 05");
    EXPECT_EQ(text(two.receive(11)), "56 78 00 00 00 05 02 03 02 00 05");
}

TEST(ModbusTcp, TakesRequestsThatComeInPartsOrTogether) {
    OpenBus bus(PortKind::ModbusTcp);
    const Client client(bus->port());
    client.send(hex("00 01 00 00 00 06 01 03"));
    EXPECT_TRUE(client.quiet());
    client.send(hex("02 00 00 01 00 02 00 00 00 06 01 03 02 00 00 01"));
    EXPECT_EQ(text(client.receive(22)),
              "00 01 00 00 00 05 01 03 02 00 05 00 02 00 00 00 05 01 03 02 00 05");
}

TEST(ModbusTcp, TheGatewayTellsOfASilentMeterWhenItIsOfThatKind) {
    sim::MeterBusOptions options;
    options.gatewayTimeout = Duration(10);
    OpenBus bus(PortKind::ModbusTcp, options);
    bus.tell("dead 1");
    const Client client(bus->port());
    client.send(hex("00 07 00 00 00 06 01 03 02 00 00 01"));
    EXPECT_EQ(text(client.receive(9)), "00 07 00 00 00 03 01 83 0B");
}

TEST(ModbusTcp, ABadCheckSumOnItsWireIsNoAnswer) {
    OpenBus bus(PortKind::ModbusTcp);
    const Client client(bus->port());
    bus.tell("fault bus corrupt once");
    client.send(hex("00 07 00 00 00 06 01 03 02 00 00 01"));
    EXPECT_TRUE(client.quiet());
    EXPECT_EQ(bus.health()["faults"]["corrupt"], 1);
}

TEST(Loop, ServesManyBusesWithOneThread) {
    sim::Loop loop;
    std::vector<std::unique_ptr<sim::MeterBus>> buses;
    for (int i = 0; i < 20; ++i) {
        sim::MeterBusOptions options;
        options.paced = false;
        options.port = i % 2 == 0 ? PortKind::Pty : PortKind::SerialTcp;
        buses.push_back(std::make_unique<sim::MeterBus>(std::vector{idle(1)}, options, &loop));
        ASSERT_TRUE(buses.back()->open().ok());
    }
    for (const auto& bus : buses) {
        const Client client(bus->port());
        client.send(rtu(kReadModel));
        EXPECT_EQ(text(client.receive(7)), kModelIs5) << bus->port();
    }
}

}  // namespace
}  // namespace wattill::testing
