#include "meters/sim_meter.hpp"

#include "meters/dlt_face.hpp"
#include "meters/modbus_face.hpp"

#include <algorithm>
#include <numeric>

namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMillisPerHour = 3'600'000;
constexpr Duration kStep = 1min;
constexpr std::int64_t kMillion = 1'000'000;
constexpr std::size_t kPurchasesKept = 10;
constexpr std::size_t kDaysKept = 62;
constexpr std::size_t kMonthsKept = 12;

template <class Value>
void keepNewest(std::vector<Value>& all, Value value, std::size_t most) {
    all.insert(all.begin(), std::move(value));
    if (all.size() > most) all.pop_back();
}

auto dayOf(Instant at) {
    return std::chrono::floor<std::chrono::days>(at + kLocalOffset);
}

}  // namespace

bool speaksDlt(Model model) {
    return model == Model::Dlt645 || model == Model::Dlt645OrderNo;
}

SimMeter::SimMeter(MeterSetup setup, Instant now) : m_setup(std::move(setup)), m_now(now) {
    fresh();
}

void SimMeter::fresh() {
    m_memory = {};
    m_memory.number = m_setup.number;
    m_memory.customer = m_setup.customer;
    m_memory.balance = m_setup.balance;
    m_memory.alarm1 = m_setup.alarm1;
    m_memory.alarm2 = m_setup.alarm2;
    m_memory.overdraft = m_setup.overdraft;
    m_memory.count = m_setup.purchaseCount;
    m_memory.prepaidOn = m_setup.opened && m_setup.model != Model::Adl;
    m_memory.pt = m_setup.pt;
    m_memory.ct = m_setup.ct;
    m_memory.prices.fill(m_setup.pricePerKwh);
    if (m_setup.prices) m_memory.prices = *m_setup.prices;
    m_memory.dlt.sparePrices = m_memory.prices;
    m_memory.dlt.spare = m_memory.timetable;
    // What was used before the story begins, in plausible parts.
    const std::int64_t all = m_setup.energyWh * 1000;
    m_memory.energyMilliWh = all;
    m_memory.rateMilliWh = {all * 22 / 100, all * 30 / 100, all * 38 / 100, 0};
    m_memory.rateMilliWh[3] =
        all - m_memory.rateMilliWh[0] - m_memory.rateMilliWh[1] - m_memory.rateMilliWh[2];
    settle();
}

void SimMeter::advance(Instant now) {
    while (m_now < now) {
        // Steps end with the minutes of the meter's clock: there rates change.
        const auto left = kStep - (clock() - std::chrono::floor<std::chrono::minutes>(clock()));
        const Duration step = std::min<Duration>(left, now - m_now);
        const auto day = dayOf(clock());
        use(watt(), step);
        watchLoad(step);
        m_now += step;
        drift(step);
        if (speaksDlt(m_setup.model)) switchSets();
        if (speaksDlt(m_setup.model) && dayOf(clock()) != day) freeze();
        settle();
    }
}

void SimMeter::drift(Duration time) {
    m_driftRest += time.count() * m_setup.driftPpm;
    m_memory.clockOffsetMs += m_driftRest / kMillion;
    m_driftRest %= kMillion;
}

int SimMeter::load() const {
    return m_fixedWatt ? *m_fixedWatt : powerWatt(m_setup.curve, m_now);
}

std::size_t SimMeter::phases() const {
    return m_setup.model == Model::Dtsy || m_setup.model == Model::Adl ? kPhases : 1;
}

int SimMeter::phaseWatt(std::size_t phase) const {
    return phase < phases() && m_closed[phase] ? load() / static_cast<int>(phases()) : 0;
}

int SimMeter::watt() const {
    const auto live = std::count(m_closed.begin(), m_closed.end(), true);
    return static_cast<int>(load() * live / static_cast<std::int64_t>(phases()));
}

int SimMeter::rate() const {
    const DltMemory& dlt = m_memory.dlt;
    return rateAt(dlt.seasonSet == 0 ? m_memory.timetable : dlt.spare,
                  dlt.daySet == 0 ? m_memory.timetable : dlt.spare, localTime(clock()));
}

bool SimMeter::tripsByMoney() const {
    const bool forced =
        std::all_of(m_memory.forces.begin(), m_memory.forces.begin() + static_cast<int>(phases()),
                    [](const Force& force) { return force.on; });
    return m_memory.prepaidOn && !forced && !m_memory.dlt.keepPower;
}

void SimMeter::use(std::int64_t watt, Duration time) {
    if (watt == 0) return;
    const auto rateNow = static_cast<std::size_t>(rate() - 1);
    m_wattMillis += watt * 1000 * time.count();
    std::int64_t milliWh = m_wattMillis / kMillisPerHour;
    m_wattMillis %= kMillisPerHour;
    const std::int64_t price = m_memory.prepaidOn ? m_memory.prices[rateNow].microYuan() : 0;
    m_costRest += milliWh * price;
    std::int64_t cost = m_costRest / kMillion;
    m_costRest %= kMillion;
    const std::int64_t left = (m_memory.balance + m_memory.overdraft).microYuan();
    if (tripsByMoney() && cost >= left && price > 0) {
        cost = std::max<std::int64_t>(left, 0);
        milliWh = std::min(milliWh, cost * kMillion / price);
    }
    m_memory.energyMilliWh += milliWh;
    m_memory.rateMilliWh[rateNow] += milliWh;
    m_memory.balance -= Money::fromMicroYuan(cost);
    m_memory.totalUsed += Money::fromMicroYuan(cost);
    if (watt > m_memory.maxDemandWatt) {
        m_memory.maxDemandWatt = static_cast<int>(watt);
        m_memory.maxDemandAt = clock();
    }
}

void SimMeter::watchLoad(Duration time) {
    for (std::size_t phase = 0; phase < phases(); ++phase) {
        LoadControl& load = m_memory.loads[phase];
        const bool spent = load.allowedTrips > 0 && load.trips >= load.allowedTrips;
        const auto back = std::chrono::minutes(load.recoveryMinutes);
        if (load.trippedAt && !spent && clock() - *load.trippedAt >= back) load.trippedAt.reset();
        const bool over = load.on && phaseWatt(phase) > load.thresholdWatt;
        load.overMillis = over ? load.overMillis + time.count() : 0;
        if (!over || load.overMillis < load.waitSeconds * 1000LL) continue;
        load.overMillis = 0;
        load.trippedAt = clock();
        ++load.trips;
    }
}

void SimMeter::switchSets() {
    DltMemory& dlt = m_memory.dlt;
    const auto due = [&](std::optional<Instant>& at) {
        if (!at || clock() < *at) return false;
        at.reset();
        return true;
    };
    if (due(dlt.seasonSwitch)) dlt.seasonSet ^= 1;
    if (due(dlt.daySwitch)) dlt.daySet ^= 1;
    if (due(dlt.priceSwitch)) {
        std::swap(m_memory.prices, dlt.sparePrices);
        dlt.priceSet ^= 1;
    }
    if (due(dlt.returnAt)) dlt.tripped = false;
}

void SimMeter::freeze() {
    Freeze now{clock(), {m_memory.energyMilliWh}};
    std::copy(m_memory.rateMilliWh.begin(), m_memory.rateMilliWh.end(), now.milliWh.begin() + 1);
    keepNewest(m_memory.dlt.days, now, kDaysKept);
    if (localTime(clock()).day == 1) keepNewest(m_memory.dlt.months, now, kMonthsKept);
}

void SimMeter::settle() {
    const Money floor = -m_memory.overdraft;
    const Money closesAbove =
        speaksDlt(m_setup.model) ? std::max(floor, m_memory.dlt.permitAmount) : floor;
    if (m_memory.balance <= floor) {
        m_memory.arrears = true;
    } else if (m_memory.balance > closesAbove) {
        m_memory.arrears = false;
    }
    for (std::size_t phase = 0; phase < kPhases; ++phase)
        m_closed[phase] = phase < phases() && decide(phase);
}

bool SimMeter::decide(std::size_t phase) const {
    if (m_setup.model == Model::Adl) return true;
    if (speaksDlt(m_setup.model)) {
        const DltMemory& dlt = m_memory.dlt;
        if (dlt.keepPower) return true;
        return !dlt.tripped && !dlt.permitted && costAllows();
    }
    const Force& force = m_memory.forces[phase];
    if (force.on) return !force.trip;
    return costAllows() && loadAllows(phase) && timeAllows();
}

bool SimMeter::loadAllows(std::size_t phase) const {
    const LoadControl& load = m_memory.loads[phase];
    return !load.on || !load.trippedAt;
}

bool SimMeter::timeAllows() const {
    const TimeControl& control = m_memory.timeControl;
    if (!control.on) return true;
    const LocalTime now = localTime(clock());
    const auto& points =
        control.workDay[static_cast<std::size_t>(now.weekday)] ? control.work : control.free;
    bool on = true;
    int latest = -1;
    for (const SwitchPoint& point : points) {
        const int at = point.hour * 60 + point.minute;
        if (!point.used || at > now.hour * 60 + now.minute || at < latest) continue;
        on = point.on;
        latest = at;
    }
    return on;
}

bool SimMeter::anyClosed() const {
    return std::count(m_closed.begin(), m_closed.end(), true) > 0;
}

Credit SimMeter::credit(Money amount, int count) {
    Credit outcome = Credit::Added;
    if (!m_memory.prepaidOn) {
        outcome = Credit::NotOpened;
    } else if (count == m_memory.count) {
        outcome = Credit::Repeated;
    } else if (count != m_memory.count + 1) {
        outcome = Credit::WrongCount;
    } else if (amount.isZero()) {
        outcome = Credit::Nothing;
    } else if (!m_memory.hoarding.isZero() && m_memory.balance + amount > m_memory.hoarding) {
        outcome = Credit::TooMuch;
    }
    if (outcome == Credit::Repeated) ++m_memory.repeated;
    if (outcome == Credit::Added) {
        m_memory.count = static_cast<std::uint16_t>(count);
        add(amount);
    } else if (outcome != Credit::Repeated) {
        ++m_memory.refused;
    }
    return outcome;
}

void SimMeter::add(Money amount) {
    const Money before = m_memory.balance;
    m_memory.balance += amount;
    m_memory.totalSold += amount;
    ++m_memory.sales;
    keepNewest(
        m_memory.dlt.purchases,
        Purchase{clock(), m_memory.count, amount, before, m_memory.balance, m_memory.totalSold},
        kPurchasesKept);
    settle();
}

void SimMeter::setClock(Instant clock) {
    m_memory.clockOffsetMs = (clock - m_now).count();
    settle();
}

void SimMeter::setBalance(Money balance) {
    m_memory.balance = balance;
    settle();
}

void SimMeter::setEnergy(std::int64_t milliWh) {
    const std::int64_t parts =
        std::accumulate(m_memory.rateMilliWh.begin(), m_memory.rateMilliWh.end(), std::int64_t{0});
    std::int64_t rest = milliWh;
    for (std::size_t rate = 0; rate + 1 < kRates; ++rate) {
        // By kilowatt-hours, so that the product stays within 64 bits.
        const std::int64_t share =
            parts < kMillion ? 0
                             : m_memory.rateMilliWh[rate] / kMillion * 1000 / (parts / kMillion);
        m_memory.rateMilliWh[rate] = milliWh / 1000 * share;
        rest -= m_memory.rateMilliWh[rate];
    }
    m_memory.rateMilliWh[kRates - 1] = rest;
    m_memory.energyMilliWh = milliWh;
}

void SimMeter::press() {
    m_memory.dlt.permitted = false;
    settle();
}

void SimMeter::swap(const std::string& number) {
    const MeterSetup before = m_setup;
    m_setup.energyWh = 0;
    m_setup.balance = {};
    m_setup.purchaseCount = 0;
    fresh();
    m_setup = before;
    m_memory.number = number;
}

Bytes SimMeter::handle(const Bytes& request, Extent extent) {
    if (request.empty()) return {};
    Bytes answer = speaksDlt(m_setup.model) ? dltAnswer(*this, request, extent)
                                            : modbusAnswer(*this, request, extent);
    settle();
    return answer;
}

Errand SimMeter::errand(const Bytes& request) const {
    return speaksDlt(m_setup.model) ? dltErrand(request) : modbusErrand(request);
}

Bytes SimMeter::refusal(const Bytes& request) const {
    return speaksDlt(m_setup.model) ? dltRefusal(m_setup.model, request) : modbusRefusal(request);
}

}  // namespace wattill::sim
