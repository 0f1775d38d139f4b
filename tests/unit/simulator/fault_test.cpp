#include "base/json.hpp"
#include "client.hpp"
#include "meters/fleet.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>

// What a bus does when it is told to misbehave, and that it counts it.
namespace wattill::testing {
namespace {

constexpr const char* kReadModel = "01 03 02 00 00 01";
constexpr const char* kModelIs5 = "01 03 02 00 05 78 47";
constexpr const char* kSell = "01 20 01 00 00 04 08 00 00 03 E8 00 01 00 00";

class FaultyBus : public ::testing::Test {
  protected:
    FaultyBus() {
        sim::MeterSetup setup;
        setup.number = "202411110001";
        setup.model = sim::Model::Dtsy;
        setup.curve = {setup.number, 0, 0};
        sim::MeterBusOptions options;
        options.paced = false;
        options.port = sim::PortKind::SerialTcp;
        m_bus = std::make_unique<sim::MeterBus>(std::vector{setup}, options);
        EXPECT_TRUE(m_bus->open().ok());
        m_client = std::make_unique<Client>(m_bus->port());
    }
    void tell(const std::string& line) { ASSERT_EQ(m_bus->control(line), "ok") << line; }
    std::string ask(const std::string& request) {
        m_client->send(rtu(request));
        return text(m_client->piece());
    }
    bool silentTo(const std::string& request) {
        m_client->send(rtu(request));
        return m_client->quiet();
    }
    nlohmann::json state() { return parseStrict(m_bus->control("state 1")).value(); }
    nlohmann::json faults() { return parseStrict(m_bus->control("bus")).value()["faults"]; }

    std::unique_ptr<sim::MeterBus> m_bus;
    std::unique_ptr<Client> m_client;
};

TEST_F(FaultyBus, SpoilsAnswersInEveryWayItKnows) {
    tell("fault 1 stray-ahead once");
    EXPECT_EQ(ask(kReadModel), "00 " + std::string(kModelIs5));
    tell("fault 1 stray-behind once");
    EXPECT_EQ(ask(kReadModel), std::string(kModelIs5) + " 00");
    tell("fault 1 bad-check once");
    EXPECT_EQ(ask(kReadModel), "01 03 02 00 05 2D 47");
    tell("fault 1 truncate once");
    EXPECT_EQ(ask(kReadModel), "01 03 02");
    tell("fault 1 echo once");
    EXPECT_EQ(ask(kReadModel), text(rtu(kReadModel)) + " " + kModelIs5);
    EXPECT_EQ(ask(kReadModel), kModelIs5) << "all used up";
    EXPECT_EQ(faults(), nlohmann::json({{"stray-ahead", 1},
                                        {"stray-behind", 1},
                                        {"bad-check", 1},
                                        {"truncate", 1},
                                        {"echo", 1}}));
}

TEST_F(FaultyBus, RefusesDeniesAndHalfAppliesSales) {
    tell("fault 1 refuse once on sales");
    EXPECT_EQ(ask(kSell), text(rtu("01 A0 04")));
    EXPECT_EQ(state()["balance"], "50.00");
    tell("fault 1 partial once on sales");
    EXPECT_EQ(ask(kSell), text(rtu("01 A0 04")));
    EXPECT_EQ(state()["balance"], "60.00");
    EXPECT_EQ(state()["count"], 0);
    tell("fault 1 deny once on sales");
    EXPECT_EQ(ask(kSell), text(rtu("01 A0 04")));
    EXPECT_EQ(state()["balance"], "70.00");
    EXPECT_EQ(state()["count"], 1);
}

TEST_F(FaultyBus, WithoutPowerAMeterIsSilentForAWhileAndNothingIsHalfDone) {
    tell("fault 1 power-loss 400 once on sales");
    EXPECT_TRUE(silentTo(kSell));
    EXPECT_TRUE(silentTo(kReadModel));
    const auto after = state();
    const bool sold = after["count"] == 1;
    EXPECT_EQ(after["balance"], sold ? "60.00" : "50.00");
    int tries = 0;
    while (tries < 40 && silentTo(kReadModel))
        ++tries;
    EXPECT_EQ(text(m_client->receive(7)), kModelIs5);
}

TEST_F(FaultyBus, ASlowMemoryAnswersWritesLate) {
    tell("fault 1 slow 300");
    EXPECT_EQ(ask(kReadModel), kModelIs5) << "reads are quick";
    EXPECT_TRUE(silentTo("01 10 00 57 00 02 04 00 01 00 01"));
    EXPECT_EQ(state()["relay"], "open") << "done before it is answered";
    EXPECT_EQ(m_client->receive(8).size(), 8U);
}

TEST_F(FaultyBus, SomebodyElseSellsAndTheMeterIsSwapped) {
    tell("sell 1 20");
    EXPECT_EQ(state()["count"], 1);
    EXPECT_EQ(state()["balance"], "70.00");
    tell("energy 1 12.34");
    EXPECT_EQ(state()["energy_kwh"], "12.34");
    tell("swap 1 202411110555");
    EXPECT_EQ(state()["count"], 0);
    EXPECT_EQ(state()["meter"], "202411110555");
    EXPECT_EQ(m_bus->control("swap 1 12").substr(0, 6), "error:");
    EXPECT_EQ(m_bus->control("fault 1 late").substr(0, 6), "error:") << "its milliseconds";
}

TEST(StrictGap, ARequestThatComesTooEarlyIsNotHeard) {
    sim::MeterSetup setup;
    setup.number = "202411110001";
    setup.model = sim::Model::Dtsy;
    sim::MeterBusOptions options;
    options.baud = 38400;
    options.strictGap = true;
    options.gap = std::chrono::milliseconds(300);
    options.port = sim::PortKind::Pty;
    sim::MeterBus bus({setup}, options);
    ASSERT_TRUE(bus.open().ok());
    const Client client(bus.port());
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
    client.send(rtu(kReadModel));
    EXPECT_TRUE(client.quiet());
    EXPECT_GE(parseStrict(bus.control("bus")).value()["too_early"], 1);
}

TEST(WirePace, SilenceIsThreeAndAHalfCharactersAndFixedAbove19200) {
    sim::WirePace pace;
    EXPECT_EQ(pace.silence(), std::chrono::nanoseconds(3'645'833));
    pace.baud = 2400;
    pace.bitsPerCharacter = 11;
    EXPECT_EQ(pace.silence(), std::chrono::nanoseconds(16'041'666));
    pace.baud = 38400;
    EXPECT_EQ(pace.silence(), std::chrono::microseconds(1750));
    pace.gap = std::chrono::milliseconds(10);
    EXPECT_EQ(pace.silence(), std::chrono::milliseconds(10));
}

/// A configuration in a folder of its own.
class ConfigFile {
  public:
    explicit ConfigFile(const std::string& text) {
        std::string pattern = std::filesystem::temp_directory_path() / "wattill-sim-XXXXXX";
        m_folder = mkdtemp(pattern.data());
        std::ofstream(path()) << text;
    }
    ~ConfigFile() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    ConfigFile(const ConfigFile&) = delete;
    ConfigFile& operator=(const ConfigFile&) = delete;
    [[nodiscard]] std::string path() const { return m_folder / "buses.json"; }

  private:
    std::filesystem::path m_folder;
};

TEST(Fleet, HasTheBusesOfItsConfiguration) {
    const ConfigFile file(R"({"buses": [
        {"name": "west", "port": "tcp", "paced": false, "copies": 2,
         "fill": {"count": 3, "model": "dtsy"}},
        {"name": "east", "port": "pty",
         "meters": [{"number": "202411110099", "model": "dlt645",
                     "prices_yuan": ["1.2", "0.9", "0.8", "0.4123"]}]}]})");
    auto setups = sim::readBuses(file.path(), {});
    ASSERT_TRUE(setups.ok()) << setups.error().message;
    sim::Fleet fleet(*setups);
    ASSERT_TRUE(fleet.open().ok());
    const auto ports = fleet.ports();
    ASSERT_EQ(ports.size(), 3U);
    EXPECT_EQ(ports[1]["bus"], "west2");
    EXPECT_EQ(ports[2]["baud"], 2400);
    EXPECT_EQ(ports[2]["parity"], "E");
    EXPECT_EQ(fleet.meters(), 7U);
    const auto state = parseStrict(fleet.control("state 202411110099")).value();
    EXPECT_EQ(state["settings"]["prices"][3], "0.4123");
    EXPECT_EQ(fleet.control("@west2 dead 202411110005"), "ok");
    EXPECT_EQ(fleet.control("dead 3").substr(0, 6), "error:") << "which bus?";
    EXPECT_TRUE(parseStrict(fleet.control("bus")).value().contains("west1"));
    const Client client(ports[0]["port"].get<std::string>());
    client.send(rtu(kReadModel));
    EXPECT_EQ(text(client.receive(7)), kModelIs5);
}

TEST(Fleet, SaysWhatIsWrongWithItsConfiguration) {
    const auto complaint = [](const std::string& bus) {
        const ConfigFile file("{\"buses\": [" + bus + "]}");
        const auto read = sim::readBuses(file.path(), {});
        return read ? std::string() : read.error().message.substr(file.path().size());
    };
    EXPECT_EQ(complaint(R"({"name": "a", "fill": {"count": 3}, "bauds": 9600})"),
              ": /buses/0: unknown key \"bauds\"; remove it");
    EXPECT_EQ(complaint(R"({"name": "a"})"), ": /buses/0: give either meters or fill");
    EXPECT_EQ(complaint(R"({"name": "a", "meters": [
                  {"number": "202411110001", "address": 1, "model": "dtsy"},
                  {"number": "202411110002", "model": "dlt645"}]})"),
              ": /buses/0: /meters/1: one bus has one protocol; put it on another");
}

}  // namespace
}  // namespace wattill::testing
