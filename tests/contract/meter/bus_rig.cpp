#include "bus_rig.hpp"

#include "base/json.hpp"
#include "metering/dlt645/dlt645_bus.hpp"
#include "metering/modbus/modbus_bus.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace wattill::testing {

ScratchFolder::ScratchFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "wattill-meter-XXXXXX";
    m_path = mkdtemp(pattern.data());
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

metering::ProfileLibrary quickProfiles() {
    metering::ProfileLibrary library;
    for (const char* name : {"acrel-dtsy1352-nk", "acrel-ddsy1352-nk", "acrel-adl-dtsd1352",
                             "dlt645-2007", "dlt645-2007-orderno"}) {
        const std::string file =
            std::string(WATTILL_SOURCE_DIR "/assets/profiles/") + name + ".json";
        std::ifstream in(file);
        std::ostringstream text;
        text << in.rdbuf();
        auto document = parseStrict(text.str()).value();
        document["link"]["timeoutMs"] = {{"read", 100}, {"write", 200}, {"sell", 200}};
        document["link"]["lateAnswerMs"] = 120;
        for (auto& command : document["commands"])
            command["settleMs"] = std::min(command["settleMs"].get<int>(), 400);
        const auto added = library.add(metering::Profile::parse(document.dump(), file).value());
        EXPECT_TRUE(added.ok());
    }
    return library;
}

sim::MeterSetup idleMeter(int address, sim::Model model) {
    sim::MeterSetup setup;
    setup.number = std::to_string(202411110000 + address);
    setup.address = address;
    setup.model = model;
    setup.curve = {setup.number, 0, 0};
    setup.balance = Money::fromFen(5000);
    setup.purchaseCount = 4;
    setup.energyWh = 1'234'560;
    return setup;
}

namespace {
std::string profileFor(sim::Model model) {
    switch (model) {
        case sim::Model::Dtsy:
            return "acrel-dtsy1352-nk";
        case sim::Model::Ddsy:
            return "acrel-ddsy1352-nk";
        case sim::Model::Adl:
            return "acrel-adl-dtsd1352";
        case sim::Model::Dlt645:
            return "dlt645-2007";
        case sim::Model::Dlt645OrderNo:
            return "dlt645-2007-orderno";
    }
    return {};
}
}  // namespace

sim::MeterBusOptions behind(sim::PortKind port) {
    sim::MeterBusOptions options;
    options.port = port;
    if (port == sim::PortKind::ModbusTcp) options.gatewayTimeout = Duration(60);
    return options;
}

Result<std::unique_ptr<metering::Bus>> makeAnyBus(const metering::BusConfig& config,
                                                  const metering::ProfileLibrary& profiles,
                                                  const Clock& clock, Log& log) {
    if (config.protocol == metering::Protocol::Dlt645) {
        return metering::dlt645::makeDlt645Bus(config, profiles, clock, log);
    }
    return metering::modbus::makeModbusBus(config, profiles, clock, log);
}

BusRig::BusRig(sim::Model model, sim::MeterBusOptions options)
    : m_profile(profileFor(model)), m_dlt(sim::speaksDlt(model)), m_kind(options.port) {
    options.paced = false;
    options.link = m_folder.file("port");
    m_sim = std::make_unique<sim::MeterBus>(std::vector{idleMeter(1, model)}, options);
    plugPort();
    m_port = m_kind == sim::PortKind::Pty ? options.link : m_sim->port();
    m_bus = makeBus(true);
}

metering::BusConfig BusRig::config() const {
    metering::BusConfig config{BusId("test"), m_port};
    if (m_kind == sim::PortKind::ModbusTcp) config.protocol = metering::Protocol::ModbusTcp;
    if (m_dlt) {
        config.protocol = metering::Protocol::Dlt645;
        config.baud = 2400;
        config.parity = metering::Parity::Even;
    }
    return config;
}

std::unique_ptr<metering::Bus> BusRig::makeBus(bool unlocked) {
    auto bus = makeAnyBus(config(), m_profiles, m_clock, m_log).value();
    EXPECT_TRUE(bus->addMeter({m_id, m_profile, m_dlt ? kMeterNumber : 1, unlocked}).ok());
    return bus;
}

metering::Meter& BusRig::locked() {
    m_bus = makeBus(false);
    return m_bus->meter(m_id);
}

void BusRig::plugPort() {
    ASSERT_TRUE(m_sim->open().ok());
}

void BusRig::tell(const std::string& line) {
    ASSERT_EQ(m_sim->control(line), "ok");
}

nlohmann::json BusRig::ask(const std::string& line) {
    return parseStrict(m_sim->control(line)).value();
}

Money BusRig::balance() {
    return Money::parseYuan(ask("state 1")["balance"].get<std::string>()).value();
}
std::uint32_t BusRig::count() {
    return ask("state 1")["count"].get<std::uint32_t>();
}
int BusRig::sales() {
    return ask("state 1")["sales"].get<int>();
}

std::string name(WriteFault fault) {
    switch (fault) {
        case WriteFault::None:
            return "none";
        case WriteFault::Refuse:
            return "refuse";
        case WriteFault::Deny:
            return "deny";
        case WriteFault::Partial:
            return "partial";
        case WriteFault::LoseBefore:
            return "lose-before";
        case WriteFault::LoseAfter:
            return "lose-after";
    }
    return {};
}

MeterSettings settingsIn(const nlohmann::json& settings) {
    return {settings.at("prices").get<std::vector<std::string>>(),
            settings.at("alarm1").get<std::string>(),
            settings.at("alarm2").get<std::string>(),
            settings.at("overdraft").get<std::string>(),
            settings.at("overload_w").get<std::int64_t>(),
            settings.at("clock_ahead_ms").get<std::int64_t>(),
            settings.at("opened").get<bool>()};
}

MeterSettings BusRig::settings() {
    auto settings = ask("state 1")["settings"];
    settings["overload_w"] =
        m_dlt ? settings["power_limit_w"] : settings["load_control"]["threshold_w"];
    return settingsIn(settings);
}
void BusRig::strikeWrites(const std::vector<WriteFault>& faults) {
    for (const WriteFault fault : faults) {
        // A fault that does no harm lets a write pass.
        const std::string kind = fault == WriteFault::None ? "delay 1" : name(fault);
        tell("fault 1 " + kind + " once on writes");
    }
}
void BusRig::setClockAhead(std::chrono::seconds ahead) {
    tell("clock 1 " + std::to_string(ahead.count()));
}
std::int64_t BusRig::heard() {
    return ask("bus")["requests"].get<std::int64_t>();
}

}  // namespace wattill::testing
