#include "node/metrics.hpp"

#include <algorithm>
#include <functional>

#include <prometheus/text_serializer.h>
#include <sys/resource.h>

namespace wattill::node {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {
double inSeconds(Duration time) {
    return std::chrono::duration<double>(time).count();
}

MetricFamily family(const char* name, const char* help, MetricType type) {
    MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    return family;
}

using Labels = std::vector<ClientMetric::Label>;

void add(MetricFamily& family, Labels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    if (family.type == MetricType::Counter) {
        metric.counter.value = value;
    } else {
        metric.gauge.value = value;
    }
    family.metric.push_back(std::move(metric));
}

/// Families of one value each bus; what has no value yet is left out.
class BusFamilies {
  public:
    explicit BusFamilies(const std::vector<BusFacts>& buses) : m_buses(buses) {}
    using Value = std::function<std::optional<double>(const BusFacts&)>;

    void one(const char* name, const char* help, MetricType type, const Value& value) {
        MetricFamily made = family(name, help, type);
        for (const BusFacts& bus : m_buses) {
            if (const auto known = value(bus)) add(made, label(bus), *known);
        }
        m_families.push_back(std::move(made));
    }
    void keep(MetricFamily made) { m_families.push_back(std::move(made)); }
    static Labels label(const BusFacts& bus) { return {{"bus", bus.config->name.text()}}; }
    static Labels label(const BusFacts& bus, const char* key, const char* value) {
        return {{"bus", bus.config->name.text()}, {key, value}};
    }
    std::vector<MetricFamily> take() { return std::move(m_families); }

  private:
    const std::vector<BusFacts>& m_buses;
    std::vector<MetricFamily> m_families;
};

MetricFamily loads(const std::vector<BusFacts>& buses) {
    auto made = family("wattill_bus_load_ratio", "Share of the time that the line was taken.",
                       MetricType::Gauge);
    for (const BusFacts& bus : buses) {
        add(made, BusFamilies::label(bus, "window", "1m"), bus.minute.loadPermille / 1000.0);
        add(made, BusFamilies::label(bus, "window", "15m"), bus.quarter.loadPermille / 1000.0);
    }
    return made;
}

MetricFamily frames(const std::vector<BusFacts>& buses) {
    auto made =
        family("wattill_bus_frames_total", "Requests by what came of them.", MetricType::Counter);
    for (const BusFacts& bus : buses) {
        const metering::BusHealth& counts = bus.sinceStart;
        const auto put = [&](const char* result, std::uint64_t value) {
            add(made, BusFamilies::label(bus, "result", result), static_cast<double>(value));
        };
        put("answered", counts.answered - std::min(counts.refused, counts.answered));
        put("refused", counts.refused);
        put("timeout", counts.timeouts);
        put("crc_error", counts.crcErrors);
        put("bad_reply", counts.badReplies - std::min(counts.crcErrors, counts.badReplies));
    }
    return made;
}

/// The middle one of the meters' medians.
std::optional<double> medianAnswer(const BusFacts& bus) {
    std::vector<Duration> times;
    for (const MeterFacts& meter : bus.meters) {
        if (meter.health.medianTime) times.push_back(*meter.health.medianTime);
    }
    if (times.empty()) return std::nullopt;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return inSeconds(*middle);
}

/// The slowest meter's.
std::optional<double> p95Answer(const BusFacts& bus) {
    std::optional<Duration> slowest;
    for (const MeterFacts& meter : bus.meters) {
        if (meter.health.p95Time)
            slowest = std::max(slowest.value_or(Duration{}), *meter.health.p95Time);
    }
    if (!slowest) return std::nullopt;
    return inSeconds(*slowest);
}

std::vector<MetricFamily> busFamilies(const std::vector<BusFacts>& buses) {
    constexpr auto kGauge = MetricType::Gauge;
    constexpr auto kCounter = MetricType::Counter;
    const auto number = [](auto value) { return std::optional(static_cast<double>(value)); };
    BusFamilies all(buses);
    all.one("wattill_bus_port_open", "1 when the port is open.", kGauge,
            [&](const BusFacts& bus) { return number(bus.state.portOpen); });
    all.keep(loads(buses));
    all.one("wattill_bus_busy_seconds_total", "Time that the line was taken.", kCounter,
            [&](const BusFacts& bus) {
                return number(static_cast<double>(bus.sinceStart.busyMs) / 1000.0);
            });
    all.one("wattill_bus_requests_total", "Requests put on the wire.", kCounter,
            [&](const BusFacts& bus) { return number(bus.sinceStart.sent); });
    all.keep(frames(buses));
    all.one("wattill_bus_stray_bytes_total", "Bytes thrown away: late answers, echo, noise.",
            kCounter, [&](const BusFacts& bus) { return number(bus.sinceStart.strayBytes); });
    all.one("wattill_bus_opens_total", "Times that the port was opened.", kCounter,
            [&](const BusFacts& bus) { return number(bus.sinceStart.opened); });
    all.one("wattill_bus_meters", "Meters of the line.", kGauge,
            [&](const BusFacts& bus) { return number(bus.state.meters); });
    all.one("wattill_bus_meters_lost", "Meters that do not answer at present.", kGauge,
            [&](const BusFacts& bus) { return number(bus.state.lost); });
    all.one("wattill_bus_answer_median_seconds",
            "Time from request to answer: the middle meter's median.", kGauge, medianAnswer);
    all.one("wattill_bus_answer_p95_seconds",
            "Time from request to answer: the slowest meter's 95th percentile.", kGauge, p95Answer);
    all.one("wattill_bus_oldest_state_seconds",
            "Age of the oldest state among the meters that answer.", kGauge,
            [](const BusFacts& bus) -> std::optional<double> {
                const auto age = oldestState(bus);
                if (!age) return std::nullopt;
                return inSeconds(*age);
            });
    all.one("wattill_bus_cycle_seconds", "What one round of all meters should take.", kGauge,
            [](const BusFacts& bus) { return std::optional(inSeconds(bus.cycle)); });
    return all.take();
}

void addBooks(const NodeFigures& figures, std::vector<MetricFamily>& all) {
    auto orders = family("wattill_orders_open", "Orders that are not at their end, by state.",
                         MetricType::Gauge);
    for (const auto& [state, count] : figures.openOrders)
        add(orders, {{"state", state}}, static_cast<double>(count));
    all.push_back(std::move(orders));

    auto alarms =
        family("wattill_alarms_open", "Alarms that a person has to see.", MetricType::Gauge);
    add(alarms, {}, static_cast<double>(figures.openAlarms));
    all.push_back(std::move(alarms));

    auto works = family("wattill_writer_works_total", "Transactions by what came of them.",
                        MetricType::Counter);
    add(works, {{"result", "committed"}}, static_cast<double>(figures.writer.committed));
    add(works, {{"result", "failed"}}, static_cast<double>(figures.writer.failed));
    all.push_back(std::move(works));

    auto waiting = family("wattill_writer_waiting", "Transactions that wait for their commit.",
                          MetricType::Gauge);
    add(waiting, {}, static_cast<double>(figures.writer.waiting));
    all.push_back(std::move(waiting));

    auto spent = family("wattill_writer_seconds_total",
                        "Time that transactions took from being asked for to being on the disk.",
                        MetricType::Counter);
    add(spent, {}, inSeconds(figures.writer.spent));
    all.push_back(std::move(spent));
}

void addChannels(const NodeFigures& figures, std::vector<MetricFamily>& all) {
    auto ahead =
        family("wattill_payment_clock_ahead_seconds",
               "This machine's clock minus the channel's, by its last answer.", MetricType::Gauge);
    auto ends =
        family("wattill_payment_key_expires_seconds",
               "Time until a key or certificate ends; negative: it has ended.", MetricType::Gauge);
    for (const auto& [channel, health] : figures.channels) {
        if (health.clockAhead) add(ahead, {{"channel", channel}}, inSeconds(*health.clockAhead));
        for (const payment::Expiry& expiry : health.expiries) {
            add(ends, {{"channel", channel}, {"what", expiry.what}},
                inSeconds(expiry.at - figures.now));
        }
    }
    all.push_back(std::move(ahead));
    all.push_back(std::move(ends));
}

void addProcess(const NodeFigures& figures, std::vector<MetricFamily>& all) {
    auto info = family("wattill_info", "Which program this is.", MetricType::Gauge);
    add(info, {{"version", WATTILL_VERSION}}, 1);
    all.push_back(std::move(info));

    auto started = family("process_start_time_seconds", "When the node started, since 1970.",
                          MetricType::Gauge);
    add(started, {}, inSeconds(figures.startedAt.time_since_epoch()));
    all.push_back(std::move(started));

    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) != 0) return;
    const auto inAll = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    auto cpu = family("process_cpu_seconds_total", "Processor time used.", MetricType::Counter);
    add(cpu, {}, inAll(used.ru_utime) + inAll(used.ru_stime));
    all.push_back(std::move(cpu));

    auto memory =
        family("wattill_process_most_memory_bytes", "Most memory ever held.", MetricType::Gauge);
    add(memory, {}, static_cast<double>(used.ru_maxrss) * 1024);
    all.push_back(std::move(memory));
}
}  // namespace

std::string metricsText(const NodeFigures& figures) {
    std::vector<MetricFamily> all;
    addProcess(figures, all);
    for (MetricFamily& each : busFamilies(figures.buses))
        all.push_back(std::move(each));
    addBooks(figures, all);
    addChannels(figures, all);
    return prometheus::TextSerializer().Serialize(all);
}

}  // namespace wattill::node
