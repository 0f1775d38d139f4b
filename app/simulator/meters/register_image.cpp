#include "meters/register_image.hpp"

namespace wattill::sim {
namespace {

constexpr int kDeciVolt = 2304;
constexpr int kPowerFactor = 960;  // per mille

std::int64_t centiKwh(std::int64_t milliWh) {
    return milliWh / 10'000;
}

int bcd(int value) {
    return value / 10 * 16 + value % 10;
}

}  // namespace

RegisterImage::RegisterImage(const SimMeter& meter) {
    energies(0x0000, meter);
    identity(meter);
    prepaid(meter);
    live(meter);
    readBack(meter);
}

std::optional<Bytes> RegisterImage::read(int start, int count) const {
    Bytes bytes;
    for (int at = start; at < start + count; ++at) {
        const auto found = m_words.find(at);
        if (found == m_words.end()) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(found->second >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(found->second & 0xFFU));
    }
    return bytes;
}

void RegisterImage::word(int at, std::int64_t value) {
    m_words[at] = static_cast<std::uint16_t>(value & 0xFFFF);
}

void RegisterImage::pair(int at, std::int64_t value) {
    word(at, value >> 16);
    word(at + 1, value);
}

void RegisterImage::energies(int at, const SimMeter& meter) {
    pair(at, centiKwh(meter.m_energyMilliWh));
    for (std::size_t rate = 0; rate < 4; ++rate) {
        pair(at + 2 + 2 * static_cast<int>(rate), centiKwh(meter.m_rateMilliWh[rate]));
    }
}

void RegisterImage::identity(const SimMeter& meter) {
    word(0x0022, 1 << 6);  // prepaid, not encrypted
    word(0x0037, 1);
    word(0x0038, 1);
    const std::string& number = meter.m_setup.number;
    for (int i = 0; i < 3; ++i) {
        const int digits = std::stoi(number.substr(static_cast<std::size_t>(4 * i), 4));
        word(0x0043 + i, bcd(digits / 100) * 256 + bcd(digits % 100));
    }
}

void RegisterImage::live(const SimMeter& meter) {
    for (int at = 0x0200; at < 0x0230; ++at)
        word(at, 0);
    word(0x0200, meter.m_setup.model == Model::Dtsy ? 5 : 7);
    liveElectric(meter);
    word(0x0213, 1);
    word(0x0214, 1);
    energies(0x0215, meter);
    pair(0x021F, meter.m_balance.fenFloor());
    word(0x0221, meter.m_count);

    const int phases = meter.phaseBits();
    const int relays = meter.m_closed ? phases << 5 : 0;
    int low = 0;
    if (meter.m_forceOn) low |= 0x08 | (meter.m_forceTrip ? 0 : phases);
    if (meter.m_balance <= Money()) low |= 0x20;
    if (meter.m_balance < meter.m_setup.alarm1) low |= 0x40;
    if (meter.m_balance < meter.m_setup.alarm2) low |= 0x80;
    word(0x0224, relays * 256 + low);
    const int cost = (meter.m_balance > Money() ? phases : 0) | 0x08;
    word(0x0225, cost);
    liveClock(meter.m_now);
}

void RegisterImage::liveElectric(const SimMeter& meter) {
    const int watt = meter.m_closed ? powerWatt(meter.m_setup.curve, meter.m_now) : 0;
    const int phases = meter.m_setup.model == Model::Dtsy ? 3 : 1;
    for (int phase = 0; phase < phases; ++phase) {
        const int share = watt / phases;
        word(0x0201 + phase, kDeciVolt + 3 * phase);
        word(0x0204 + phase, std::int64_t{share} * 1'000'000 / kDeciVolt / kPowerFactor);
        word(0x0207 + phase, share);
        word(0x020B + phase, share * 7 / 24);
        word(0x020F + phase, kPowerFactor);
    }
    word(0x020A, watt);
    word(0x020E, watt * 7 / 24);
    word(0x0212, kPowerFactor);
}

void RegisterImage::liveClock(Instant now) {
    const auto local = now + kLocalOffset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(local - day)};
    const auto weekday = std::chrono::weekday{day}.c_encoding();
    word(0x0228, static_cast<int>(date.year()) % 100 * 256 +
                     static_cast<std::int64_t>(static_cast<unsigned>(date.month())));
    word(0x0229, static_cast<std::int64_t>(static_cast<unsigned>(date.day()) * 256 + weekday));
    word(0x022A, time.hours().count() * 256 + time.minutes().count());
    word(0x022B, time.seconds().count() * 256);
}

void RegisterImage::prepaid(const SimMeter& meter) {
    for (int at = 0x0046; at < 0x0062; ++at)
        word(at, 0);
    pair(0x0046, meter.m_setup.alarm1.fenFloor());
    pair(0x0048, meter.m_setup.alarm2.fenFloor());
    word(0x004E, meter.m_count);
    pair(0x004F, meter.m_balance.fenFloor());
    word(0x0055, 3 * 256);
    word(0x0057, meter.m_forceOn ? 1 : 0);
    word(0x0058, meter.m_forceTrip ? 1 : 0);
    for (int rate = 0; rate < 4; ++rate) {
        pair(0x0059 + 2 * rate, meter.m_setup.pricePerKwh.microYuan() / 100);
    }
    word(0x0061, 9999);
}

void RegisterImage::readBack(const SimMeter& meter) {
    for (int at = 0x0400; at < 0x0419; ++at)
        word(at, 0);
    word(0x0400, 1);
    word(0x0401, meter.m_count);
    for (int rate = 0; rate < 4; ++rate) {
        pair(0x0402 + 2 * rate, meter.m_setup.pricePerKwh.microYuan() / 100);
    }
    pair(0x040A, meter.m_setup.alarm1.fenFloor());
    pair(0x040C, meter.m_setup.alarm2.fenFloor());
    pair(0x0412, centiKwh(meter.m_energyMilliWh));
    pair(0x0414, meter.m_balance.fenFloor());
}

}  // namespace wattill::sim
