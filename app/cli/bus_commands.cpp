#include "bus_commands.hpp"

#include "api/bus_client.hpp"
#include "table.hpp"
#include "trace_text.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
constexpr auto kWatchEvery = std::chrono::seconds(2);
constexpr auto kFetchEvery = std::chrono::milliseconds(500);

std::string percent(std::int64_t permille) {
    return fmt::format("{}.{} %", permille / 10, permille % 10);
}
std::string seconds(std::int64_t ms) {
    return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
}
std::string maybe(const std::optional<std::int64_t>& value) {
    return value ? std::to_string(*value) : "-";
}

std::string busTable(const std::vector<api::BusView>& buses) {
    Table table({"BUS", "PORT", "LINE", "OPEN", "METERS", "LOST", "LOAD 1m", "15m", "TIME-OUTS 15m",
                 "CRC", "BAD", "STRAY", "ROUND", "OLDEST"});
    table.alignRight({4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
    for (const auto& bus : buses) {
        const auto& counts = bus.lastQuarter.counts;
        table.add({bus.name, bus.port, bus.protocol + (bus.line.empty() ? "" : " " + bus.line),
                   bus.portOpen ? "yes" : "NO", std::to_string(bus.meters),
                   std::to_string(bus.lost), percent(bus.lastMinute.loadPermille),
                   percent(bus.lastQuarter.loadPermille), std::to_string(counts.timeouts),
                   std::to_string(counts.crcErrors), std::to_string(counts.badReplies),
                   std::to_string(counts.strayBytes), seconds(bus.cycleMs),
                   bus.oldestStateMs ? seconds(*bus.oldestStateMs) : "-"});
    }
    std::string text = table.text();
    for (const auto& bus : buses) {
        for (const auto& note : bus.notes)
            text += bus.name + ": " + printable(note) + "\n";
    }
    return text;
}

std::string countsText(const char* when, const api::BusCountsView& counts) {
    return fmt::format(
        "{}: {} sent, {} answered, {} refused, {} time-outs, {} CRC errors, "
        "{} broken, {} stray bytes\n",
        when, counts.sent, counts.answered, counts.refused, counts.timeouts, counts.crcErrors,
        counts.badReplies, counts.strayBytes);
}

std::string detailText(Session& session, const api::BusDetailView& detail) {
    std::string text = busTable({detail.bus});
    text += countsText("last minute", detail.bus.lastMinute.counts);
    text += countsText("last 15 min", detail.bus.lastQuarter.counts);
    text += countsText("since start", detail.bus.sinceStart);
    const bool long12 = detail.bus.protocol == "dlt645";
    Table table({"METER", "ADDRESS", "PROFILE", "STATE", "LAST ms", "MEDIAN", "P95", "SENT",
                 "TIME-OUTS", "CRC", "BAD", "REFUSED", "LAST GOOD", "NEXT TRY", "CLOCK"});
    table.alignRight({1, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14});
    for (const auto& meter : detail.meters) {
        table.add({meter.meter.text(), fmt::format("{:0{}}", meter.address, long12 ? 12 : 1),
                   meter.profile, meter.lost ? "LOST" : "answers", maybe(meter.lastMs),
                   maybe(meter.medianMs), maybe(meter.p95Ms), std::to_string(meter.sent),
                   std::to_string(meter.timeouts), std::to_string(meter.crcErrors),
                   std::to_string(meter.badReplies), std::to_string(meter.refused),
                   meter.lastGoodAt ? session.time(*meter.lastGoodAt) : "never",
                   seconds(meter.nextTryMs),
                   meter.clockAheadMs ? fmt::format("{:+} s", *meter.clockAheadMs / 1000) : "-"});
    }
    return text + table.text();
}

int statusOnce(Session& session, api::BusClient& node, const std::string& bus) {
    if (bus.empty()) {
        return session.show<std::vector<api::BusView>>(node.buses(), busTable);
    }
    return session.show<api::BusDetailView>(
        node.bus(BusId(bus)), [&](const auto& detail) { return detailText(session, detail); });
}

/// Where the frames of a trace go, as they come.
class TraceOutput {
  public:
    TraceOutput(Session& session, const BusTraceArguments& arguments) : m_session(session) {
        if (!arguments.pcapFile.empty()) {
            m_pcap.open(arguments.pcapFile, std::ios::binary | std::ios::trunc);
            m_pcap << pcapHead();
        }
        if (!arguments.textFile.empty()) m_text.open(arguments.textFile, std::ios::trunc);
    }
    /// False: a file cannot be written.
    bool take(const api::TraceFrameView& frame) {
        ++m_count;
        const std::string clock =
            fmt::format("{}.{:03}", m_session.time(frame.at), toMillis(frame.at) % 1000);
        const std::string line = traceLine(frame, clock);
        if (m_text.is_open()) {
            m_text << line << std::flush;
        } else if (!m_session.json()) {
            m_session.print(line);
            std::fflush(stdout);
        }
        if (m_pcap.is_open()) m_pcap << pcapFrame(frame) << std::flush;
        return good();
    }
    [[nodiscard]] bool good() const { return m_text.good() && m_pcap.good(); }
    [[nodiscard]] std::size_t count() const { return m_count; }

  private:
    Session& m_session;
    std::ofstream m_pcap;
    std::ofstream m_text;
    std::size_t m_count = 0;
};

Error cannotWrite(const BusTraceArguments& arguments) {
    return {ErrorCode::Io,
            Retry::Never,
            fmt::format("{}{}{}: cannot be written; look at the folder and the disk",
                        arguments.pcapFile,
                        arguments.pcapFile.empty() || arguments.textFile.empty() ? "" : ", ",
                        arguments.textFile),
            {}};
}

/// Everything that comes until the time is over.
Result<api::TraceView> follow(api::BusClient& node, const BusTraceArguments& arguments,
                              TraceOutput& output) {
    api::TraceView all;
    std::int64_t last = 0;
    for (bool running = true; running;) {
        std::this_thread::sleep_for(kFetchEvery);
        auto page = node.trace(BusId(arguments.bus), last);
        if (!page) return page.error();
        running = page->running || page->frames.size() > 0;
        all.bus = page->bus;
        all.protocol = page->protocol;
        all.missed += page->missed;
        for (auto& frame : page->frames) {
            last = frame.number;
            if (!output.take(frame)) return cannotWrite(arguments);
            all.frames.push_back(std::move(frame));
        }
    }
    return all;
}
}  // namespace

int busStatus(Session& session, const BusStatusArguments& arguments) {
    const auto node = session.lines();
    if (!node) return session.fail(node.error());
    int status = statusOnce(session, **node, arguments.bus);
    while (arguments.watch && status == kDone) {
        std::fflush(stdout);
        std::this_thread::sleep_for(kWatchEvery);
        if (!session.json()) session.print("\n");
        status = statusOnce(session, **node, arguments.bus);
    }
    return status;
}

int busTrace(Session& session, const BusTraceArguments& arguments) {
    const auto node = session.lines();
    if (!node) return session.fail(node.error());
    const auto detail = (*node)->bus(BusId(arguments.bus));
    if (!detail) return session.fail(detail.error());
    if (!arguments.pcapFile.empty() && detail->bus.protocol == "modbus-tcp") {
        return session.fail(invalidInput(
            "--pcap: a Modbus TCP line has packets of its own, and none are made up here; capture "
            "them with: tcpdump -w FILE host GATEWAY and port PORT"));
    }
    TraceOutput output(session, arguments);
    if (!output.good()) return session.fail(cannotWrite(arguments));
    const auto started =
        (*node)->startTrace(BusId(arguments.bus), std::chrono::seconds(arguments.seconds));
    if (!started) return session.fail(started.error());
    const auto all = follow(**node, arguments, output);
    return session.show<api::TraceView>(all, [&](const api::TraceView& trace) {
        return fmt::format(
            "{} frames{}\n", trace.frames.size(),
            trace.missed > 0 ? fmt::format(", {} more came too fast", trace.missed) : "");
    });
}

}  // namespace wattill::cli
