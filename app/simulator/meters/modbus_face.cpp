#include "meters/modbus_face.hpp"

#include "meters/register_image.hpp"

#include <map>

namespace wattill::sim {
namespace {

constexpr std::size_t kModbusSeasons = 4;

/// Function, address, register count, byte count: the layout that 10H and 20H share.
bool wellFormed(const Bytes& request) {
    return request.size() >= 6 && request[5] == 2 * wordAt(request, 3) &&
           request.size() == 6U + request[5];
}

Bytes readRegisters(const SimMeter& meter, const Bytes& request) {
    if (request.size() != 5) return modbusException(request, kIllegalValue);
    const int count = wordAt(request, 3);
    if (count < 1 || count > meter.setup().maxRead) return modbusException(request, kIllegalValue);
    const auto data = RegisterImage(meter).read(wordAt(request, 1), count);
    if (!data) return modbusException(request, kIllegalAddress);
    Bytes answer{0x03, static_cast<std::uint8_t>(2 * count)};
    answer.insert(answer.end(), data->begin(), data->end());
    return answer;
}

/// The registers of one request, taken off as somebody recognises them.
class Words {
  public:
    explicit Words(const Bytes& request, Extent extent) {
        int count = wordAt(request, 3);
        if (extent == Extent::Half) count /= 2;
        for (int i = 0; i < count; ++i) {
            m_words[wordAt(request, 1) + i] = wordAt(request, static_cast<std::size_t>(6 + 2 * i));
        }
    }
    [[nodiscard]] bool empty() const { return m_words.empty(); }
    std::optional<int> take(int at) {
        const auto found = m_words.find(at);
        if (found == m_words.end()) return std::nullopt;
        const int value = found->second;
        m_words.erase(found);
        return value;
    }
    /// Lays what is told over `bytes`, which stand from register `start` on.
    void overlay(int start, Bytes& bytes) {
        for (std::size_t i = 0; i < bytes.size() / 2; ++i) {
            const auto told = take(start + static_cast<int>(i));
            if (!told) continue;
            bytes[2 * i] = static_cast<std::uint8_t>(*told >> 8);
            bytes[2 * i + 1] = static_cast<std::uint8_t>(*told);
        }
    }

  private:
    std::map<int, int> m_words;
};

bool readSeasons(const Bytes& bytes, bool monthFirst, Timetable& into) {
    for (std::size_t i = 0; i < kModbusSeasons; ++i) {
        const int a = bytes[3 * i];
        const int b = bytes[3 * i + 1];
        const int c = bytes[3 * i + 2];
        into.seasons[i] = monthFirst ? Season{a, b, c} : Season{c, b, a};
        if (!Timetable::valid(into.seasons[i], 2)) return false;
    }
    return true;
}

bool readDay(const Bytes& bytes, DayTable& into) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = {bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]};
        if (!Timetable::valid(into[i])) return false;
    }
    return true;
}

/// False: a value that no timetable has.
bool writeTables(SimMeter& meter, Words& words) {
    const TableRegisters place = tableRegisters(meter.setup().model);
    Timetable timetable = meter.memory().timetable;
    Bytes seasons = seasonBytes(meter);
    words.overlay(place.seasons, seasons);
    bool good = readSeasons(seasons, meter.setup().seasonMonthFirst, timetable);
    for (std::size_t table = 0; table < place.days.size(); ++table) {
        Bytes day = dayBytes(meter, table);
        words.overlay(place.days[table], day);
        good = readDay(day, timetable.tables[table]) && good;
    }
    if (good) meter.memory().timetable = timetable;
    return good;
}

bool writeForce(SimMeter& meter, Words& words) {
    const auto on = words.take(0x0057);
    const auto trip = words.take(0x0058);
    if (!on || !trip) return false;
    if (*on > 1 || *trip > 1) return false;
    for (Force& force : meter.memory().forces)
        force = {*on == 1, *trip == 1};
    return true;
}

bool writeRatios(SimMeter& meter, Words& words) {
    const auto pt = words.take(0x0037);
    const auto ct = words.take(0x0038);
    const auto fits = [](std::optional<int> ratio) {
        return !ratio || (*ratio >= 1 && *ratio <= 9999);
    };
    if (!fits(pt) || !fits(ct)) return false;
    if (pt) meter.memory().pt = *pt;
    if (ct) meter.memory().ct = *ct;
    return true;
}

bool writeAdlClock(SimMeter& meter, Words& words) {
    const int date = words.take(0x003C).value_or(0);
    const int dayHour = words.take(0x003D).value_or(0);
    const int minuteSecond = words.take(0x003E).value_or(0);
    const auto at = instantOf({2000 + date / 256, date % 256, dayHour / 256, 0, dayHour % 256,
                               minuteSecond / 256, minuteSecond % 256});
    if (at) meter.setClock(*at);
    return at.has_value();
}

Bytes writeRegisters(SimMeter& meter, const Bytes& request, Extent extent) {
    if (!wellFormed(request)) return modbusException(request, kIllegalValue);
    const int start = wordAt(request, 1);
    Words words(request, extent);
    const bool adl = meter.setup().model == Model::Adl;
    bool good = true;
    if (start == 0x0057 && !adl && extent == Extent::Whole) {
        good = writeForce(meter, words);
    } else if (start == 0x0037 || start == 0x0038) {
        good = writeRatios(meter, words);
    } else if (adl) {
        good = start != 0x003C || writeAdlClock(meter, words);
    } else {
        good = writeTables(meter, words);
    }
    if (!good) return modbusException(request, kIllegalValue);
    if (!words.empty()) return modbusException(request, kIllegalAddress);
    if (extent == Extent::Half) return modbusRefusal(request);
    return {request.begin(), request.begin() + 5};
}

}  // namespace

Bytes modbusAnswer(SimMeter& meter, const Bytes& request, Extent extent) {
    switch (request[0]) {
        case 0x03:
            return readRegisters(meter, request);
        case 0x10:
            return writeRegisters(meter, request, extent);
        case 0x20:
            if (meter.setup().model == Model::Adl) break;
            if (!wellFormed(request)) return modbusException(request, kIllegalValue);
            return vendorCommand(meter, request, extent);
        default:
            break;
    }
    return modbusException(request, kIllegalFunction);
}

Errand modbusErrand(const Bytes& request) {
    if (request[0] == 0x03) return Errand::Read;
    const bool sale = request[0] == 0x20 && request.size() > 2 && wordAt(request, 1) == 0x0100;
    return sale ? Errand::Sale : Errand::Write;
}

Bytes modbusException(const Bytes& request, std::uint8_t code) {
    return {static_cast<std::uint8_t>(request[0] | 0x80U), code};
}

Bytes modbusRefusal(const Bytes& request) {
    return modbusException(request, kDeviceFailure);
}

TableRegisters tableRegisters(Model model) {
    if (model == Model::Dtsy) return {0x0028, {0x2000, 0x2015}};
    return {0x2000, {0x2006, 0x201B}};
}

Bytes seasonBytes(const SimMeter& meter) {
    Bytes bytes;
    for (std::size_t i = 0; i < kModbusSeasons; ++i) {
        const Season& season = meter.memory().timetable.seasons[i];
        const bool monthFirst = meter.setup().seasonMonthFirst;
        for (const int value : {monthFirst ? season.month : season.table, season.day,
                                monthFirst ? season.table : season.month})
            bytes.push_back(static_cast<std::uint8_t>(value));
    }
    return bytes;
}

Bytes dayBytes(const SimMeter& meter, std::size_t table) {
    Bytes bytes;
    for (const DaySlot& slot : meter.memory().timetable.tables.at(table)) {
        for (const int value : {slot.rate, slot.minute, slot.hour})
            bytes.push_back(static_cast<std::uint8_t>(value));
    }
    return bytes;
}

}  // namespace wattill::sim
