#include "meters/dlt_face.hpp"

#include <algorithm>

namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kBroadcastTime = 0x08;
constexpr std::uint8_t kSecurity = 0x03;
constexpr std::uint8_t kRead = 0x11;
constexpr std::uint8_t kReadOn = 0x12;
constexpr std::uint8_t kReadAddress = 0x13;
constexpr std::uint8_t kWrite = 0x14;
constexpr std::uint8_t kRelay = 0x1C;
constexpr std::uint8_t kMore = 0x20;

// Error bits of a relay command (facts 2.4).
constexpr std::uint8_t kTimeNotValid = 0x10;
constexpr std::uint8_t kPowerIsKept = 0x20;

// A broadcast moves the clock by no more than this.
constexpr Duration kBroadcastReach = 5min;

std::uint8_t yes(std::uint8_t control) {
    return control | 0x80U;
}

Bytes no(std::uint8_t control, std::uint8_t error) {
    return {static_cast<std::uint8_t>(control | 0xC0U), error};
}

std::span<const std::uint8_t> dataOf(const Bytes& request) {
    return std::span(request).subspan(1);
}

/// The part of a block that one frame holds; what is left comes by follow-up.
Bytes readPart(const SimMeter& meter, const Bytes& request) {
    const auto data = dataOf(request);
    const bool follow = request[0] == kReadOn;
    if (data.size() != (follow ? 5U : 4U)) return no(request[0], kDltOther);
    const auto block = dltRead(meter, littleEndian(data.first(4)));
    if (!block) return no(request[0], kDltNoData);
    const auto most = static_cast<std::size_t>(meter.setup().maxBlock);
    const std::size_t from = follow ? data[4] * most : 0;
    if (follow && from >= block->size()) return no(request[0], kDltNoData);
    const std::size_t size = std::min(most, block->size() - from);
    const bool more = from + size < block->size();
    Bytes answer{static_cast<std::uint8_t>(yes(request[0]) | (more ? kMore : 0U))};
    answer.insert(answer.end(), data.begin(), data.begin() + 4);
    const auto begin = block->begin() + static_cast<std::ptrdiff_t>(from);
    answer.insert(answer.end(), begin, begin + static_cast<std::ptrdiff_t>(size));
    if (follow) answer.push_back(data[4]);
    return answer;
}

/// Level, three bytes of password; the operator's four bytes are not looked at. Levels with a
/// cipher or a MAC need keys that only a utility has.
bool authorised(const SimMeter& meter, std::span<const std::uint8_t> bytes) {
    const Bytes password = digitBytes(meter.setup().password);
    return (bytes[0] == 0x02 || bytes[0] == 0x04) &&
           std::equal(password.begin(), password.end(), bytes.begin() + 1);
}

Bytes write(SimMeter& meter, const Bytes& request, Extent extent) {
    const auto data = dataOf(request);
    if (data.size() < 13) return no(kWrite, kDltOther);
    if (!authorised(meter, data.subspan(4, 4))) return no(kWrite, kDltPassword);
    const std::uint32_t id = littleEndian(data.first(4));
    if (extent == Extent::Half) {
        // Of a block the first half; of anything else all of it. Then it says no.
        const auto before = dltRead(meter, id);
        Bytes mixed(data.begin() + 12, data.end());
        if (before && before->size() == mixed.size() && mixed.size() > 4) {
            const auto half = static_cast<std::ptrdiff_t>(mixed.size() / 2);
            std::copy(before->begin() + half, before->end(), mixed.begin() + half);
        }
        [[maybe_unused]] const std::uint8_t ignored = dltWrite(meter, id, mixed);
        return no(kWrite, kDltOther);
    }
    const std::uint8_t error = dltWrite(meter, id, data.subspan(12));
    return error == 0 ? Bytes{yes(kWrite)} : no(kWrite, error);
}

/// The error byte; 0: done.
std::uint8_t switchRelay(SimMeter& meter, int command, int n2) {
    DltMemory& dlt = meter.memory().dlt;
    const bool trip = command == 0x1A || command == 0x1D || command == 0x1E;
    if (trip && dlt.keepPower) return kPowerIsKept;
    if (trip) {
        dlt.tripped = true;
        dlt.permitted = false;
        dlt.returnAt.reset();
        if (command != 0x1A) dlt.returnAt = meter.clock() + n2 * 5min;
        return 0;
    }
    switch (command) {
        case 0x1B:
            dlt.permitted = !meter.anyClosed() && !meter.setup().closesOnPermit;
            dlt.tripped = false;
            return 0;
        case 0x1C:
            dlt.permitted = false;
            dlt.tripped = false;
            return 0;
        case 0x2A:
        case 0x2B:
            dlt.alarm = command == 0x2A;
            return 0;
        case 0x3A:
            dlt.keepPower = true;
            dlt.tripped = false;
            dlt.permitted = false;
            return 0;
        case 0x3B:
            dlt.keepPower = false;
            return 0;
        default:
            return kDltOther;
    }
}

Bytes relay(SimMeter& meter, const Bytes& request) {
    const auto data = dataOf(request);
    if (data.size() != 16) return no(kRelay, kDltOther);
    if (!authorised(meter, data.first(4))) return no(kRelay, kDltPassword);
    const auto expiry = momentOf(data.subspan(10, 6));
    if (!expiry || *expiry < meter.clock()) return no(kRelay, kTimeNotValid);
    const std::uint8_t error = switchRelay(meter, data[8], data[9]);
    return error == 0 ? Bytes{yes(kRelay)} : no(kRelay, error);
}

void hearTime(SimMeter& meter, const Bytes& request) {
    const auto told = request.size() == 7 ? momentOf(dataOf(request)) : std::nullopt;
    if (told && std::chrono::abs(*told - meter.clock()) <= kBroadcastReach) meter.setClock(*told);
}

}  // namespace

Bytes dltAnswer(SimMeter& meter, const Bytes& request, Extent extent) {
    switch (request[0]) {
        case kBroadcastTime:
            hearTime(meter, request);
            return {};
        case kSecurity:
            return dltPurchase(meter, request, extent);
        case kRead:
        case kReadOn:
            return readPart(meter, request);
        case kReadAddress: {
            Bytes answer = digitBytes(meter.memory().number);
            answer.insert(answer.begin(), yes(kReadAddress));
            return answer;
        }
        case kWrite:
            return write(meter, request, extent);
        case kRelay:
            return relay(meter, request);
        default:
            return no(request[0], kDltOther);
    }
}

Errand dltErrand(const Bytes& request) {
    const std::uint8_t control = request[0];
    if (control == kRead || control == kReadOn || control == kReadAddress) return Errand::Read;
    if (control != kSecurity || request.size() < 5) return Errand::Write;
    const std::uint32_t id = littleEndian(std::span(request).subspan(1, 4));
    const bool sale = id == 0x070101FF || id == 0x070102FF || id == 0x070108FF;
    return sale ? Errand::Sale : Errand::Write;
}

Bytes dltRefusal(Model model, const Bytes& request) {
    Bytes answer = no(request[0], kDltOther);
    if (request[0] == kSecurity && model == Model::Dlt645) answer.push_back(0);
    return answer;
}

Bytes toBcd(std::int64_t value, std::size_t bytes) {
    Bytes all;
    for (std::size_t i = 0; i < bytes; ++i) {
        all.push_back(static_cast<std::uint8_t>(value / 10 % 10 * 16 + value % 10));
        value /= 100;
    }
    return all;
}

std::optional<std::int64_t> fromBcd(std::span<const std::uint8_t> bytes) {
    std::int64_t value = 0;
    for (auto it = bytes.rbegin(); it != bytes.rend(); ++it) {
        if (*it / 16 > 9 || *it % 16 > 9) return std::nullopt;
        value = value * 100 + *it / 16 * 10 + *it % 16;
    }
    return value;
}

std::uint32_t littleEndian(std::span<const std::uint8_t> bytes) {
    std::uint32_t value = 0;
    for (auto it = bytes.rbegin(); it != bytes.rend(); ++it)
        value = value << 8U | *it;
    return value;
}

Bytes digitBytes(const std::string& digits) {
    return toBcd(std::stoll(digits), digits.size() / 2);
}

Bytes toMinute(Instant at) {
    const LocalTime time = localTime(at);
    Bytes all;
    for (const int value : {time.minute, time.hour, time.day, time.month, time.year % 100})
        all.push_back(toBcd(value, 1)[0]);
    return all;
}

std::optional<Instant> momentOf(std::span<const std::uint8_t> bytes) {
    std::array<int, 6> parts{};  // second … year
    const std::size_t skip = 6 - bytes.size();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto part = fromBcd(bytes.subspan(i, 1));
        if (!part) return std::nullopt;
        parts[skip + i] = static_cast<int>(*part);
    }
    return instantOf({2000 + parts[5], parts[4], parts[3], 0, parts[2], parts[1], parts[0]});
}

}  // namespace wattill::sim
