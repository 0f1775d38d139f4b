#include "meters/modbus_face.hpp"

#include <algorithm>
#include <functional>

namespace wattill::sim {
namespace {

constexpr std::size_t kHead = 6;  // function, command, register count, byte count

/// Reads one field after another, high byte first.
class Fields {
  public:
    explicit Fields(const Bytes& request) : m_request(request) {}
    std::uint32_t take(int bytes) {
        std::uint32_t value = 0;
        for (int i = 0; i < bytes; ++i)
            value = value << 8U | m_request.at(m_at++);
        return value;
    }
    int byte() { return static_cast<int>(take(1)); }
    int word() { return static_cast<int>(take(2)); }
    /// Two's complement, in fen.
    Money money() { return Money::fromFen(static_cast<std::int32_t>(take(4))); }
    /// Of 0.0001 yuan.
    Money price() { return Money::fromMicroYuan(std::int64_t{take(4)} * 100); }

  private:
    const Bytes& m_request;
    std::size_t m_at = kHead;
};

// Only the length of this answer, 15 bytes in all, is known. The layout is this simulator's own:
// command, status (0 done, 1 there already), count, balance in fen, two zero bytes.
Bytes done(const SimMeter& meter, const Bytes& request, std::uint8_t status = 0) {
    const auto fen = static_cast<std::uint32_t>(meter.memory().balance.fenFloor());
    const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(fen >> shift); };
    const std::uint16_t count = meter.memory().count;
    return {0x20,
            request[1],
            request[2],
            status,
            static_cast<std::uint8_t>(count >> 8U),
            static_cast<std::uint8_t>(count),
            byte(24),
            byte(16),
            byte(8),
            byte(0),
            0,
            0};
}

/// What the enable bytes of one command ask for, in the order of the frame.
using Changes = std::vector<std::function<void(SimMeter&)>>;

Bytes apply(SimMeter& meter, const Bytes& request, Extent extent, const Changes& changes) {
    const std::size_t count = extent == Extent::Half ? (changes.size() + 1) / 2 : changes.size();
    for (std::size_t i = 0; i < count; ++i)
        changes[i](meter);
    meter.settle();
    return extent == Extent::Half ? modbusRefusal(request) : done(meter, request);
}

// The purchase-count rule of facts 2.6. How this model says no over Modbus is not known: this one
// answers with exceptions.
Bytes sell(SimMeter& meter, const Bytes& request, Extent extent) {
    Fields fields(request);
    const Money amount = Money::fromFen(fields.take(4));
    const int count = fields.word();
    if (extent == Extent::Half) {
        meter.add(amount);  // the money is there, the count has not moved
        return modbusRefusal(request);
    }
    switch (meter.credit(amount, count)) {
        case Credit::Added:
            return done(meter, request);
        case Credit::Repeated:
            return done(meter, request, 1);
        case Credit::NotOpened:
            return modbusException(request, kDeviceFailure);
        case Credit::WrongCount:
        case Credit::TooMuch:
        case Credit::Nothing:
            break;
    }
    return modbusException(request, kIllegalValue);
}

std::string digits(Fields& fields) {
    std::string number;
    for (int i = 0; i < 6; ++i) {
        const int byte = fields.byte();
        number += static_cast<char>('0' + byte / 16);
        number += static_cast<char>('0' + byte % 16);
    }
    return number;
}

void takePrices(Fields& fields, Changes& changes) {
    const bool enabled = fields.byte() != 0;
    std::array<Money, kRates> prices{};
    for (Money& price : prices)
        price = fields.price();
    if (!enabled) return;
    changes.emplace_back([prices](SimMeter& meter) { meter.memory().prices = prices; });
}

// 60 bytes only come out when both alarms share one enable byte and the four prices another.
Bytes setPrepaid(SimMeter& meter, const Bytes& request, Extent extent) {
    Fields fields(request);
    Changes changes;
    const auto field = [&](auto read, auto write) {
        const bool enabled = fields.byte() != 0;
        const auto value = read();
        if (enabled) changes.emplace_back([=](SimMeter& each) { write(each, value); });
    };
    const auto money = [&] { return fields.money(); };
    const auto centiKwh = [&] { return std::int64_t{fields.take(4)} * 10'000; };
    field([&] { return fields.byte() != 0; },
          [](SimMeter& each, bool on) { each.memory().prepaidOn = on; });
    field(money, [](SimMeter& each, Money value) { each.memory().balance = value; });
    field([&] { return static_cast<std::uint16_t>(fields.word()); },
          [](SimMeter& each, std::uint16_t count) { each.memory().count = count; });
    field(centiKwh, [](SimMeter& each, std::int64_t milliWh) { each.setEnergy(milliWh); });
    field(centiKwh,
          [](SimMeter& each, std::int64_t milliWh) { each.memory().baseMilliWh = milliWh; });
    field(
        [&] {
            return std::array{fields.money(), fields.money()};
        },
        [](SimMeter& each, const std::array<Money, 2>& alarms) {
            each.memory().alarm1 = alarms[0];
            each.memory().alarm2 = alarms[1];
        });
    takePrices(fields, changes);
    field(money, [](SimMeter& each, Money value) { each.memory().overdraft = value; });
    field([&] { return fields.byte(); },
          [](SimMeter& each, int time) { each.memory().recoveryTime = time; });
    field([&] { return digits(fields); },
          [](SimMeter& each, const std::string& number) { each.memory().number = number; });
    return apply(meter, request, extent, changes);
}

Bytes setClock(SimMeter& meter, const Bytes& request) {
    Fields fields(request);
    LocalTime time;
    time.second = fields.byte();
    time.minute = fields.byte();
    time.hour = fields.byte();
    time.weekday = fields.byte();
    time.day = fields.byte();
    time.month = fields.byte();
    time.year = 2000 + fields.byte();
    const auto at = instantOf(time);
    if (!at) return modbusException(request, kIllegalValue);
    meter.setClock(*at);
    return done(meter, request);
}

void takePoints(Fields& fields, std::array<SwitchPoint, 8>& points) {
    for (SwitchPoint& point : points) {
        const int on = fields.byte();
        point = {on != 0, fields.byte(), fields.byte(), false};
        const bool blank = on == 0 && point.minute == 0 && point.hour == 0;
        point.used = !blank && point.minute < 60 && point.hour < 24;
    }
}

Bytes setTimeControl(SimMeter& meter, const Bytes& request) {
    Fields fields(request);
    TimeControl control;
    control.on = fields.byte() != 0;
    for (bool& workDay : control.workDay)
        workDay = fields.byte() != 0;
    takePoints(fields, control.work);
    takePoints(fields, control.free);
    meter.memory().timeControl = control;
    return done(meter, request);
}

/// One set of 26 bytes: which circuit (FFH all), then the enable and value pairs of 1.5's order.
void takeLoadSet(Fields& fields, Changes& changes) {
    const int circuit = fields.byte();
    const auto field = [&](int bytes, auto write) {
        const bool enabled = fields.byte() != 0;
        const int value = static_cast<int>(fields.take(bytes));
        if (!enabled || circuit == 0) return;
        changes.emplace_back([=](SimMeter& meter) {
            for (std::size_t phase = 0; phase < meter.phases(); ++phase) {
                if (circuit == 0xFF || circuit == static_cast<int>(phase) + 1) {
                    write(meter.memory().loads[phase], value);
                }
            }
        });
    };
    field(1, [](LoadControl& load, int value) { load.on = value != 0; });
    field(2, [](LoadControl& load, int value) { load.thresholdWatt = value; });
    field(2, [](LoadControl& load, int value) { load.incrementWatt = value; });
    field(2, [](LoadControl& load, int value) { load.powerFactor = value; });
    field(2, [](LoadControl& load, int value) { load.trips = value; });
    field(2, [](LoadControl& load, int value) { load.allowedTrips = value; });
    field(1, [](LoadControl& load, int value) { load.recoveryMinutes = value; });
    field(1, [](LoadControl& load, int value) { load.waitSeconds = value; });
    fields.take(4);
}

Bytes setLoadControl(SimMeter& meter, const Bytes& request, Extent extent) {
    Fields fields(request);
    Changes changes;
    for (int set = 0; set < wordAt(request, 3) / 13; ++set)
        takeLoadSet(fields, changes);
    return apply(meter, request, extent, changes);
}

Bytes resetTrips(SimMeter& meter, const Bytes& request) {
    Fields fields(request);
    for (std::size_t circuit = 0; circuit < kPhases + 1; ++circuit) {
        const bool enabled = fields.byte() != 0;
        const int count = fields.byte();
        for (std::size_t phase = 0; phase < kPhases; ++phase) {
            if (!enabled || (circuit != kPhases && circuit != phase)) continue;
            meter.memory().loads[phase].trips = count;
            meter.memory().loads[phase].trippedAt.reset();
        }
    }
    return done(meter, request);
}

Bytes forcePhases(SimMeter& meter, const Bytes& request) {
    if (meter.setup().model != Model::Dtsy) return modbusException(request, kIllegalAddress);
    Fields fields(request);
    for (Force& force : meter.memory().forces) {
        const bool enabled = fields.byte() != 0;
        const bool on = fields.byte() != 0;
        const bool closed = fields.byte() != 0;
        if (enabled) force = {on, on && !closed};
    }
    return done(meter, request);
}

}  // namespace

Bytes vendorCommand(SimMeter& meter, const Bytes& request, Extent extent) {
    const int command = wordAt(request, 1);
    const int count = wordAt(request, 3);
    if (command == 0x0100 && count == 4) return sell(meter, request, extent);
    if (command == 0x0200 && count == 30) return setPrepaid(meter, request, extent);
    if (command == 0x0300 && count == 28) return setTimeControl(meter, request);
    if (command == 0x0354 && count == 5) return setClock(meter, request);
    if (command == 0x0400 && count > 0 && count % 13 == 0) {
        return setLoadControl(meter, request, extent);
    }
    if (command == 0x0410 && count == 4) return resetTrips(meter, request);
    if (command == 0x0500 && count == 5) return forcePhases(meter, request);
    return modbusException(request, kIllegalAddress);
}

}  // namespace wattill::sim
