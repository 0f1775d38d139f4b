#include "meters/sim_meter.hpp"

#include "meters/register_image.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::sim {
namespace {

using std::chrono::floor;
using std::chrono::hours;

constexpr std::int64_t kMillisPerHour = 3'600'000;
constexpr Duration kStep = std::chrono::minutes(1);
constexpr std::uint8_t kIllegalFunction = 1;
constexpr std::uint8_t kIllegalAddress = 2;
constexpr std::uint8_t kIllegalValue = 3;
constexpr std::uint8_t kDeviceFailure = 4;

int word(const Bytes& bytes, std::size_t at) {
    return bytes[at] << 8U | bytes[at + 1];
}

Bytes exception(const Bytes& request, std::uint8_t code) {
    return {static_cast<std::uint8_t>(request[0] | 0x80U), code};
}

/// 0 sharp, 1 peak, 2 flat, 3 valley, by the hour on the wall.
std::size_t rateAt(Instant at) {
    const auto local = at + kLocalOffset;
    const auto hour = floor<hours>(local - floor<std::chrono::days>(local)).count();
    if (hour >= 23 || hour < 7) return 3;
    if (hour >= 18 && hour < 21) return 0;
    return hour >= 8 && hour < 12 ? 1 : 2;
}

/// Function, address, register count, byte count: the layout that 10H and 20H share.
bool wellFormed(const Bytes& request) {
    return request.size() >= 6 && request[5] == 2 * word(request, 3) &&
           request.size() == 6U + request[5];
}

}  // namespace

SimMeter::SimMeter(MeterSetup setup, Instant now)
    : m_setup(std::move(setup)),
      m_now(now),
      m_energyMilliWh(m_setup.energyWh * 1000),
      m_balance(m_setup.balance),
      m_count(m_setup.purchaseCount) {
    // What was used before the story begins, in plausible parts.
    m_rateMilliWh = {m_energyMilliWh * 22 / 100, m_energyMilliWh * 30 / 100,
                     m_energyMilliWh * 38 / 100, 0};
    m_rateMilliWh[3] = m_energyMilliWh - m_rateMilliWh[0] - m_rateMilliWh[1] - m_rateMilliWh[2];
    decideRelay();
}

void SimMeter::advance(Instant now) {
    while (m_now < now) {
        const Duration step = std::min(kStep, now - m_now);
        if (m_closed) use(powerWatt(m_setup.curve, m_now), step, m_now);
        m_now += step;
    }
}

void SimMeter::use(std::int64_t watt, Duration time, Instant at) {
    m_wattMillis += watt * 1000 * time.count();
    std::int64_t milliWh = m_wattMillis / kMillisPerHour;
    m_wattMillis %= kMillisPerHour;
    const std::int64_t price = m_setup.pricePerKwh.microYuan();
    m_costRest += milliWh * price;
    std::int64_t cost = m_costRest / 1'000'000;
    m_costRest %= 1'000'000;
    const bool tripsByItself = !m_forceOn;
    if (tripsByItself && cost >= m_balance.microYuan() && price > 0) {
        cost = std::max<std::int64_t>(m_balance.microYuan(), 0);
        milliWh = std::min(milliWh, cost * 1'000'000 / price);
    }
    m_energyMilliWh += milliWh;
    m_rateMilliWh[rateAt(at)] += milliWh;
    m_balance -= Money::fromMicroYuan(cost);
    m_totalUsed += Money::fromMicroYuan(cost);
    decideRelay();
}

void SimMeter::decideRelay() {
    m_closed = m_forceOn ? !m_forceTrip : m_balance > Money();
}

std::uint8_t SimMeter::phaseBits() const {
    return m_setup.model == Model::Dtsy ? 0x07 : 0x01;
}

Errand SimMeter::errand(const Bytes& request) {
    if (request[0] == 0x03) return Errand::Read;
    return request[0] == 0x20 && request.size() > 2 && word(request, 1) == 0x0100 ? Errand::Sale
                                                                                  : Errand::Write;
}

Bytes SimMeter::refusal(const Bytes& request) {
    return exception(request, kDeviceFailure);
}

Bytes SimMeter::handle(const Bytes& request) {
    if (request.empty()) return {};
    switch (request[0]) {
        case 0x03:
            return readRegisters(request);
        case 0x10:
            return writeForce(request);
        case 0x20:
            return sell(request);
        default:
            return exception(request, kIllegalFunction);
    }
}

Bytes SimMeter::readRegisters(const Bytes& request) const {
    if (request.size() != 5) return exception(request, kIllegalValue);
    const int count = word(request, 3);
    if (count < 1 || count > 125) return exception(request, kIllegalValue);
    const auto data = RegisterImage(*this).read(word(request, 1), count);
    if (!data) return exception(request, kIllegalAddress);
    Bytes answer{0x03, static_cast<std::uint8_t>(2 * count)};
    answer.insert(answer.end(), data->begin(), data->end());
    return answer;
}

Bytes SimMeter::writeForce(const Bytes& request) {
    if (!wellFormed(request)) return exception(request, kIllegalValue);
    if (word(request, 1) != 0x0057 || word(request, 3) != 2) {
        return exception(request, kIllegalAddress);
    }
    const int on = word(request, 6);
    const int trip = word(request, 8);
    if (on > 1 || trip > 1) return exception(request, kIllegalValue);
    m_forceOn = on == 1;
    m_forceTrip = trip == 1;
    decideRelay();
    return {request.begin(), request.begin() + 5};
}

// The purchase-count rule of facts 2.6. How this model says no over Modbus is not known: this one
// answers a wrong count with an exception.
Bytes SimMeter::sell(const Bytes& request) {
    if (!wellFormed(request)) return exception(request, kIllegalValue);
    if (word(request, 1) != 0x0100 || word(request, 3) != 4) {
        return exception(request, kIllegalAddress);
    }
    const std::int64_t fen = (std::int64_t{word(request, 6)} << 16U) | word(request, 8);
    const int count = word(request, 10);
    if (count == m_count) {
        ++m_repeated;
        return sellAnswer(1);
    }
    if (count != m_count + 1 || fen == 0) {
        ++m_refused;
        return exception(request, kIllegalValue);
    }
    m_count = static_cast<std::uint16_t>(count);
    m_balance += Money::fromFen(fen);
    m_totalSold += Money::fromFen(fen);
    ++m_sales;
    decideRelay();
    return sellAnswer(0);
}

// Only the length of this answer, 15 bytes in all, is known. The layout is this simulator's own:
// command, status (0 added, 1 there already), count, balance in fen, two zero bytes.
Bytes SimMeter::sellAnswer(std::uint8_t status) const {
    const auto fen = static_cast<std::uint32_t>(m_balance.fenFloor());
    const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(fen >> shift); };
    return {0x20,
            0x01,
            0x00,
            status,
            static_cast<std::uint8_t>(m_count >> 8U),
            static_cast<std::uint8_t>(m_count),
            byte(24),
            byte(16),
            byte(8),
            byte(0),
            0x00,
            0x00};
}

void SimMeter::setBalance(Money balance) {
    m_balance = balance;
    decideRelay();
}

nlohmann::json SimMeter::state() const {
    return {{"meter", m_setup.number},
            {"address", m_setup.address},
            {"model", m_setup.model == Model::Dtsy ? "dtsy1352-nk" : "ddsy1352-nk"},
            {"count", m_count},
            {"balance", m_balance.yuanText()},
            {"relay", m_closed ? "closed" : "open"},
            {"control", !m_forceOn ? "prepaid" : (m_forceTrip ? "forced-open" : "forced-closed")},
            {"energy_kwh",
             fmt::format("{}.{:02}", m_energyMilliWh / 1'000'000, m_energyMilliWh / 10'000 % 100)},
            {"power_w", m_closed ? powerWatt(m_setup.curve, m_now) : 0},
            {"total_sold", m_totalSold.yuanText()},
            {"sales", m_sales},
            {"repeated", m_repeated},
            {"refused", m_refused}};
}

nlohmann::json SimMeter::memory() const {
    return {{"energy_mwh", m_energyMilliWh},
            {"rates_mwh", m_rateMilliWh},
            {"balance", m_balance.microYuan()},
            {"sold", m_totalSold.microYuan()},
            {"used", m_totalUsed.microYuan()},
            {"count", m_count},
            {"sales", m_sales},
            {"repeated", m_repeated},
            {"refused", m_refused},
            {"force_on", m_forceOn},
            {"force_trip", m_forceTrip}};
}

bool SimMeter::restore(const nlohmann::json& memory) {
    try {
        SimMeter meter = *this;
        meter.m_energyMilliWh = memory.at("energy_mwh").get<std::int64_t>();
        meter.m_rateMilliWh = memory.at("rates_mwh").get<std::array<std::int64_t, 4>>();
        meter.m_balance = Money::fromMicroYuan(memory.at("balance").get<std::int64_t>());
        meter.m_totalSold = Money::fromMicroYuan(memory.at("sold").get<std::int64_t>());
        meter.m_totalUsed = Money::fromMicroYuan(memory.at("used").get<std::int64_t>());
        meter.m_count = memory.at("count").get<std::uint16_t>();
        meter.m_sales = memory.at("sales").get<std::int64_t>();
        meter.m_repeated = memory.at("repeated").get<std::int64_t>();
        meter.m_refused = memory.at("refused").get<std::int64_t>();
        meter.m_forceOn = memory.at("force_on").get<bool>();
        meter.m_forceTrip = memory.at("force_trip").get<bool>();
        meter.decideRelay();
        *this = meter;
        return true;
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

}  // namespace wattill::sim
