#include "node/metrics.hpp"

#include <clocale>
#include <locale>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace wattill::node {
namespace {
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const Instant kNow = fromMillis(1'795'228'200'500);

MeterFacts meter(const std::string& number, Duration median, Duration p95, Duration age) {
    MeterFacts facts;
    facts.turn.meter = MeterId(number);
    facts.health.medianTime = median;
    facts.health.p95Time = p95;
    facts.readAt = kNow - age;
    return facts;
}

class Metrics : public testing::Test {
  protected:
    Metrics() {
        m_config.name = BusId("bus-1");
        m_config.port = "/dev/ttyS1";
        BusFacts bus;
        bus.config = &m_config;
        bus.now = kNow;
        bus.state.portOpen = true;
        bus.state.meters = 3;
        bus.state.lost = 1;
        bus.sinceStart = {.sent = 1000,
                          .answered = 900,
                          .refused = 20,
                          .timeouts = 60,
                          .crcErrors = 10,
                          .badReplies = 40,
                          .strayBytes = 7,
                          .opened = 2,
                          .busyMs = 123'456};
        bus.minute.loadPermille = 437;
        bus.quarter.loadPermille = 1000;
        bus.cycle = 5'400ms;
        bus.meters = {meter("202611220001", 130ms, 160ms, 61s),
                      meter("202611220002", 150ms, 450ms, 2s),
                      meter("202611220003", 110ms, 140ms, 10h)};
        bus.meters.back().turn.lost = true;
        m_figures.buses = {bus};
        m_figures.startedAt = kNow - 1h;
        m_figures.openOrders = {{"paid", 2}, {"suspect", 0}};
        m_figures.openAlarms = 3;
        m_figures.writer = {41, 1, 5, 2'500ms};
        m_figures.now = kNow;
        m_figures.channels = {
            {"alipay", {-1'000ms, {{"app certificate", kNow + 24h}, {"root", kNow - 1h}}}},
            {"unionpay", {}}};
    }
    BusFacts& bus() { return m_figures.buses.front(); }

    BusConfig m_config;
    NodeFigures m_figures;
};

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

TEST_F(Metrics, SayEachFigureInItsUnit) {
    const std::string text = metricsText(m_figures);
    for (const char* line : {
             "process_start_time_seconds 1795224600.5",
             "wattill_bus_port_open{bus=\"bus-1\"} 1",
             "wattill_bus_load_ratio{bus=\"bus-1\",window=\"1m\"} 0.437",
             "wattill_bus_load_ratio{bus=\"bus-1\",window=\"15m\"} 1",
             "wattill_bus_busy_seconds_total{bus=\"bus-1\"} 123.456",
             "wattill_bus_requests_total{bus=\"bus-1\"} 1000",
             "wattill_bus_frames_total{bus=\"bus-1\",result=\"answered\"} 880",
             "wattill_bus_frames_total{bus=\"bus-1\",result=\"refused\"} 20",
             "wattill_bus_frames_total{bus=\"bus-1\",result=\"timeout\"} 60",
             "wattill_bus_frames_total{bus=\"bus-1\",result=\"crc_error\"} 10",
             "wattill_bus_frames_total{bus=\"bus-1\",result=\"bad_reply\"} 30",
             "wattill_bus_stray_bytes_total{bus=\"bus-1\"} 7",
             "wattill_bus_opens_total{bus=\"bus-1\"} 2",
             "wattill_bus_meters{bus=\"bus-1\"} 3",
             "wattill_bus_meters_lost{bus=\"bus-1\"} 1",
             "wattill_bus_answer_median_seconds{bus=\"bus-1\"} 0.13",
             "wattill_bus_answer_p95_seconds{bus=\"bus-1\"} 0.45",
             "wattill_bus_oldest_state_seconds{bus=\"bus-1\"} 61",
             "wattill_bus_cycle_seconds{bus=\"bus-1\"} 5.4",
             "wattill_orders_open{state=\"paid\"} 2",
             "wattill_orders_open{state=\"suspect\"} 0",
             "wattill_alarms_open 3",
             "wattill_writer_works_total{result=\"committed\"} 41",
             "wattill_writer_works_total{result=\"failed\"} 1",
             "wattill_writer_waiting 5",
             "wattill_writer_seconds_total 2.5",
             "wattill_payment_clock_ahead_seconds{channel=\"alipay\"} -1",
             "wattill_payment_key_expires_seconds{channel=\"alipay\",what=\"app certificate\"} "
             "86400",
             "wattill_payment_key_expires_seconds{channel=\"alipay\",what=\"root\"} -3600",
         }) {
        EXPECT_THAT(text, HasSubstr("\n" + std::string(line) + "\n"));
    }
    EXPECT_THAT(text, HasSubstr("wattill_info{version=\""));
}

TEST_F(Metrics, EveryLineIsOfTheTextFormatAndEveryNameSaysItsUnit) {
    const std::regex sample(
        R"re([a-z_][a-z0-9_]*(\{[a-z0-9]+="[^"]*"(,[a-z0-9]+="[^"]*")*\})? -?[0-9.e+-]+)re");
    const std::regex counter(R"(.*_total)");
    std::set<std::string> helped;
    for (const std::string& line : linesOf(metricsText(m_figures))) {
        std::istringstream words(line);
        std::string hash, kind, name, type;
        words >> hash >> kind >> name >> type;
        if (hash != "#") {
            EXPECT_TRUE(std::regex_match(line, sample)) << line;
            EXPECT_TRUE(helped.contains(line.substr(0, line.find_first_of("{ ")))) << line;
            continue;
        }
        if (kind == "HELP") {
            EXPECT_TRUE(helped.insert(name).second) << name << ": twice";
        } else {
            EXPECT_EQ(kind, "TYPE");
            EXPECT_EQ(type == "counter", std::regex_match(name, counter)) << line;
        }
    }
    EXPECT_GT(helped.size(), 20U);
}

TEST_F(Metrics, WhatIsNotKnownIsAbsentAndNotZero) {
    bus().meters.clear();
    const std::string text = metricsText(m_figures);
    EXPECT_THAT(text, Not(HasSubstr("wattill_bus_answer_median_seconds{")));
    EXPECT_THAT(text, Not(HasSubstr("wattill_bus_answer_p95_seconds{")));
    EXPECT_THAT(text, Not(HasSubstr("wattill_bus_oldest_state_seconds{")));
    EXPECT_THAT(text, Not(HasSubstr("channel=\"unionpay\"")));
}

TEST_F(Metrics, CountsThatDoNotFitTogetherYetNeverWrapRound) {
    // A snapshot between two counts.
    bus().sinceStart = {.sent = 1, .answered = 0, .refused = 1, .crcErrors = 1, .badReplies = 0};
    const std::string text = metricsText(m_figures);
    EXPECT_THAT(text, HasSubstr("result=\"answered\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("result=\"bad_reply\"} 0\n"));
}

TEST_F(Metrics, WhatALabelHoldsIsEscaped) {
    m_config.name = BusId("a\"b\\c\nd");
    EXPECT_THAT(metricsText(m_figures),
                HasSubstr("wattill_bus_port_open{bus=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST_F(Metrics, NamePortsAndMetersToNobody) {
    const std::string text = metricsText(m_figures);
    EXPECT_THAT(text, Not(HasSubstr("2026112200")));
    EXPECT_THAT(text, Not(HasSubstr("/dev/")));
}

TEST_F(Metrics, AreWrittenWithAPointInEveryLocale) {
    struct CommaLocale final : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale({}, new CommaLocale));
    const std::string text = metricsText(m_figures);
    std::locale::global(before);
    EXPECT_THAT(text, HasSubstr("wattill_bus_busy_seconds_total{bus=\"bus-1\"} 123.456\n"));
    EXPECT_THAT(text, HasSubstr("wattill_bus_requests_total{bus=\"bus-1\"} 1000\n"));
}

}  // namespace
}  // namespace wattill::node
