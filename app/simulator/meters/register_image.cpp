#include "meters/register_image.hpp"

#include "meters/modbus_face.hpp"

#include <algorithm>

namespace wattill::sim {
namespace {

constexpr int kDeciVolt = 2304;
constexpr int kPowerFactor = 960;                // per mille
constexpr std::int64_t kRollOver = 100'000'000;  // 1,000,000.00 kWh

std::int64_t centiKwh(std::int64_t milliWh) {
    return milliWh / 10'000 % kRollOver;
}

int bcd(int value) {
    return value / 10 * 16 + value % 10;
}

std::int64_t tenThousandths(Money price) {
    return price.microYuan() / 100;
}

std::int64_t centiAmpere(std::int64_t watt) {
    return watt * 1'000'000 / kDeciVolt / kPowerFactor;
}

bool has(const MeterSetup& setup, int at) {
    return std::none_of(setup.missing.begin(), setup.missing.end(),
                        [&](const auto& range) { return at >= range.first && at <= range.second; });
}

}  // namespace

struct RegisterImage::Block {
    int start;
    int count;
    void (RegisterImage::*fill)(int at);
    bool dtsy;
    bool ddsy;
    bool adl;
};

void RegisterImage::fill(const Block& block) {
    (this->*block.fill)(block.start);
}

std::optional<Bytes> RegisterImage::read(int start, int count) {
    using Image = RegisterImage;
    static const std::array<Block, 23> kBlocks = {{
        {0x0000, 10, &Image::energies, true, true, false},
        {0x0000, 30, &Image::adlEnergies, false, false, true},
        {0x000A, 1, &Image::code, false, true, false},
        {0x000B, 6, &Image::singlePhase, false, true, false},
        {0x0022, 1, &Image::runMode, true, true, false},
        {0x0028, kSeasonRegisters, &Image::seasons, true, false, false},
        {0x0037, 2, &Image::ratios, true, true, true},
        {0x003C, 3, &Image::adlClock, false, false, true},
        {0x0043, 3, &Image::number, true, true, false},
        {0x0046, 28, &Image::prepaid, true, true, false},
        {0x0061, 23, &Image::adlElectric, false, false, true},
        {0x0063, 1, &Image::relayOutput, true, true, false},
        {0x0200, 48, &Image::live, true, true, false},
        {0x0360, 5, &Image::serialPort, true, true, false},
        {0x0365, 5, &Image::serialPort, true, true, false},
        {0x0400, 25, &Image::readBack, true, true, false},
        {0x0480, 7, &Image::loadControl, false, true, false},
        {0x0480, 19, &Image::loadControl, true, false, false},
        {0x2000, kSeasonRegisters, &Image::seasons, false, true, false},
        {0x2006, kDayRegisters, &Image::dayTable, false, true, false},
        {0x201B, kDayRegisters, &Image::dayTable, false, true, false},
        {0x2000, kDayRegisters, &Image::dayTable, true, false, false},
        {0x2015, kDayRegisters, &Image::dayTable, true, false, false},
    }};
    const Model model = m_meter.setup().model;
    for (const Block& block : kBlocks) {
        const bool mine = (block.dtsy && model == Model::Dtsy) ||
                          (block.ddsy && model == Model::Ddsy) ||
                          (block.adl && model == Model::Adl);
        const bool asked = block.start < start + count && start < block.start + block.count;
        if (mine && asked) fill(block);
    }
    Bytes read;
    for (int at = start; at < start + count; ++at) {
        const auto found = m_words.find(at);
        if (found == m_words.end() || !has(m_meter.setup(), at)) return std::nullopt;
        read.push_back(static_cast<std::uint8_t>(found->second >> 8U));
        read.push_back(static_cast<std::uint8_t>(found->second & 0xFFU));
    }
    return read;
}

void RegisterImage::pair(int at, std::int64_t value) {
    word(at, value >> 16);
    word(at + 1, value);
}

void RegisterImage::bytes(int at, const Bytes& values) {
    for (std::size_t i = 0; i + 1 < values.size(); i += 2)
        word(at + static_cast<int>(i / 2), values[i] * 256 + values[i + 1]);
}

void RegisterImage::energies(int at) {
    const MeterMemory& memory = m_meter.memory();
    pair(at, centiKwh(memory.energyMilliWh));
    for (std::size_t rate = 0; rate < kRates; ++rate)
        pair(at + 2 + 2 * static_cast<int>(rate), centiKwh(memory.rateMilliWh[rate]));
}

void RegisterImage::code(int at) {
    word(at, m_meter.memory().programmingCode);
}

void RegisterImage::singlePhase(int at) {
    const int watt = m_meter.watt();
    word(at, kDeciVolt);
    word(at + 1, centiAmpere(watt));
    word(at + 2, watt);
    word(at + 3, watt * 7 / 24);
    word(at + 4, watt * 1000 / kPowerFactor);
    word(at + 5, kPowerFactor);
}

void RegisterImage::runMode(int at) {
    // Multi-rate and prepaid, not encrypted.
    word(at, 1 | 1 << 6);
}

void RegisterImage::ratios(int at) {
    word(at, m_meter.memory().pt);
    word(at + 1, m_meter.memory().ct);
}

void RegisterImage::number(int at) {
    const std::string& number = m_meter.memory().number;
    for (int i = 0; i < 3; ++i) {
        const int digits = std::stoi(number.substr(static_cast<std::size_t>(4 * i), 4));
        word(at + i, bcd(digits / 100) * 256 + bcd(digits % 100));
    }
}

void RegisterImage::relayOutput(int at) {
    word(at, 0);
}

void RegisterImage::live(int at) {
    for (int i = 0; i < 48; ++i)
        word(at + i, 0);
    word(0x0200, m_meter.setup().model == Model::Dtsy ? 5 : 7);
    liveElectric();
    ratios(0x0213);
    energies(0x0215);
    pair(0x021F, m_meter.memory().balance.fenFloor());
    word(0x0221, m_meter.memory().count);
    word(0x0222, m_meter.memory().loads[0].trips);
    word(0x0223, m_meter.memory().loads[0].allowedTrips);
    liveStates();
    pair(0x0226, centiKwh(m_meter.memory().baseMilliWh));
    liveClock();
}

void RegisterImage::liveElectric() {
    const int phases = static_cast<int>(m_meter.phases());
    for (int phase = 0; phase < phases; ++phase) {
        const int share = m_meter.phaseWatt(static_cast<std::size_t>(phase));
        word(0x0201 + phase, kDeciVolt + 3 * phase);
        word(0x0204 + phase, centiAmpere(share));
        word(0x0207 + phase, share);
        word(0x020B + phase, share * 7 / 24);
        word(0x020F + phase, kPowerFactor);
    }
    const int watt = m_meter.watt();
    word(0x020A, watt);
    word(0x020E, watt * 7 / 24);
    word(0x0212, kPowerFactor);
}

void RegisterImage::liveStates() {
    const MeterMemory& memory = m_meter.memory();
    int relays = 0;
    int forced = 0;
    int load = 0;
    int cost = 0;
    int time = 0;
    bool overLimit = false;
    for (std::size_t phase = 0; phase < m_meter.phases(); ++phase) {
        const int bit = 1 << phase;
        if (m_meter.closed(phase)) relays |= bit;
        const Force& force = memory.forces[phase];
        if (force.on) forced |= 0x08 | (force.trip ? 0 : bit);
        if (m_meter.loadAllows(phase)) load |= bit;
        if (memory.loads[phase].on) load |= 0x08;
        overLimit = overLimit || memory.loads[phase].overMillis > 0 || !m_meter.loadAllows(phase);
        if (m_meter.costAllows()) cost |= bit;
        if (m_meter.timeAllows()) time |= bit;
    }
    int low = forced;
    if (overLimit) low |= 0x10;
    if (memory.prepaidOn) {
        if (memory.balance <= Money()) low |= 0x20;
        if (memory.balance < memory.alarm1) low |= 0x40;
        if (memory.balance < memory.alarm2) low |= 0x80;
        cost |= 0x08;
    }
    if (memory.timeControl.on) time |= 0x08;
    word(0x0224, (relays << 5) * 256 + low);
    word(0x0225, load * 256 + (time << 4) + cost);
}

void RegisterImage::liveClock() {
    const LocalTime now = localTime(m_meter.clock());
    const MeterMemory& memory = m_meter.memory();
    const LocalTime demand = localTime(memory.maxDemandAt);
    const auto high = static_cast<std::uint8_t>(memory.maxDemandWatt / 256);
    const auto low = static_cast<std::uint8_t>(memory.maxDemandWatt);
    Bytes clock;
    for (const int value :
         {now.year % 100, now.month, now.day, now.weekday, now.hour, now.minute, now.second})
        clock.push_back(static_cast<std::uint8_t>(value));
    clock.insert(clock.end(), {high, low});
    for (const int value : {demand.minute, demand.hour, demand.day, demand.month, 0})
        clock.push_back(static_cast<std::uint8_t>(value));
    bytes(0x0228, clock);
}

void RegisterImage::prepaid(int at) {
    const MeterMemory& memory = m_meter.memory();
    for (int i = 0; i < 28; ++i)
        word(at + i, 0);
    pair(0x0046, memory.alarm1.fenFloor());
    pair(0x0048, memory.alarm2.fenFloor());
    pair(0x004A, memory.overdraft.fenFloor());
    word(0x004E, memory.count);
    pair(0x004F, memory.balance.fenFloor());
    word(0x0055, memory.prepaidOn ? 3 * 256 : 0);
    word(0x0057, memory.forces[0].on ? 1 : 0);
    word(0x0058, memory.forces[0].trip ? 1 : 0);
    for (int rate = 0; rate < 4; ++rate)
        pair(0x0059 + 2 * rate, tenThousandths(memory.prices[static_cast<std::size_t>(rate)]));
    word(0x0061, memory.loads[0].thresholdWatt);
}

void RegisterImage::readBack(int at) {
    const MeterMemory& memory = m_meter.memory();
    word(at, memory.prepaidOn ? 1 : 0);
    word(at + 1, memory.count);
    for (int rate = 0; rate < 4; ++rate)
        pair(at + 2 + 2 * rate, tenThousandths(memory.prices[static_cast<std::size_t>(rate)]));
    pair(at + 10, memory.alarm1.fenFloor());
    pair(at + 12, memory.alarm2.fenFloor());
    pair(at + 14, memory.overdraft.fenFloor());
    pair(at + 16, 0);
    pair(at + 18, centiKwh(memory.energyMilliWh));
    pair(at + 20, memory.balance.fenFloor());
    pair(at + 22, centiKwh(memory.baseMilliWh));
    word(at + 24, memory.recoveryTime);
}

void RegisterImage::loadControl(int at) {
    const MeterMemory& memory = m_meter.memory();
    int state = memory.loads[0].on ? 1 : 0;
    if (m_meter.phases() == kPhases) {
        // One means off: bit 3 all circuits, 2 to 0 the circuits.
        state = 0;
        for (std::size_t phase = 0; phase < kPhases; ++phase)
            state |= memory.loads[phase].on ? 0 : 4 >> phase;
        if (state == 7) state = 0x0F;
    }
    word(at, state);
    for (std::size_t phase = 0; phase < m_meter.phases(); ++phase) {
        const LoadControl& load = memory.loads[phase];
        const int start = at + 1 + 6 * static_cast<int>(phase);
        word(start, load.thresholdWatt);
        word(start + 1, load.incrementWatt);
        word(start + 2, load.powerFactor);
        word(start + 3, load.trips);
        word(start + 4, load.allowedTrips);
        word(start + 5, load.recoveryMinutes * 256 + load.waitSeconds);
    }
}

void RegisterImage::serialPort(int at) {
    word(at, m_meter.setup().address * 256 + 3);  // 9600
    word(at + 1, 0);                              // no parity, one stop bit
    number(at + 2);
}

void RegisterImage::seasons(int at) {
    bytes(at, seasonBytes(m_meter));
}

void RegisterImage::dayTable(int at) {
    const auto days = tableRegisters(m_meter.setup().model).days;
    bytes(at, dayBytes(m_meter, at == days[0] ? 0 : 1));
}

// Total, forward and reverse energy, each with its four rates; what the ratios make of it is up to
// the reader.
void RegisterImage::adlEnergies(int at) {
    const MeterMemory& memory = m_meter.memory();
    const std::int64_t ratio = std::int64_t{memory.pt} * memory.ct;
    for (const int block : {at, at + 10}) {
        pair(block, centiKwh(memory.energyMilliWh / ratio));
        for (std::size_t rate = 0; rate < kRates; ++rate) {
            pair(block + 2 + 2 * static_cast<int>(rate),
                 centiKwh(memory.rateMilliWh[rate] / ratio));
        }
    }
    for (int i = 0; i < 10; ++i)
        word(at + 20 + i, 0);
}

void RegisterImage::adlClock(int at) {
    const LocalTime now = localTime(m_meter.clock());
    word(at, now.year % 100 * 256 + now.month);
    word(at + 1, now.day * 256 + now.hour);
    word(at + 2, now.minute * 256 + now.second);
}

void RegisterImage::adlElectric(int at) {
    const std::int64_t ratio = std::int64_t{m_meter.memory().pt} * m_meter.memory().ct;
    const auto of = [&](int watt) { return static_cast<int>(watt / ratio); };
    for (int phase = 0; phase < 3; ++phase) {
        const int share = of(m_meter.phaseWatt(static_cast<std::size_t>(phase)));
        word(at + phase, kDeciVolt + 3 * phase);
        word(at + 3 + phase, centiAmpere(share));
        word(at + 6 + phase, share);
        word(at + 10 + phase, share * 7 / 24);
        word(at + 14 + phase, share * 1000 / kPowerFactor);
        word(at + 18 + phase, kPowerFactor);
    }
    const int watt = of(m_meter.watt());
    word(at + 9, watt);
    word(at + 13, watt * 7 / 24);
    word(at + 17, watt * 1000 / kPowerFactor);
    word(at + 21, kPowerFactor);
    word(at + 22, 5000);  // 50.00 Hz
}

}  // namespace wattill::sim
