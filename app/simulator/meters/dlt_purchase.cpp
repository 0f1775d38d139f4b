#include "meters/dlt_face.hpp"

#include <algorithm>

#include <fmt/format.h>

// Facts 2.5 and 2.6. MACs are taken as they come: making them needs the utility's keys, and the
// meters that a site of its own can serve do not look at them.
namespace wattill::sim {
namespace {

constexpr std::uint8_t kYes = 0x83;
constexpr std::uint8_t kNo = 0xC3;
constexpr std::uint32_t kOpen = 0x070101FF;
constexpr std::uint32_t kRecharge = 0x070102FF;
constexpr std::uint32_t kInitialise = 0x070103FF;
constexpr std::uint32_t kRefund = 0x070108FF;
constexpr std::size_t kOrdersKept = 100;

// Bits of the refusal.
constexpr std::uint8_t kOther = 0x01;
constexpr std::uint8_t kRepeated = 0x02;
constexpr std::uint8_t kAuthentication = 0x08;
constexpr std::uint8_t kCustomer = 0x10;
constexpr std::uint8_t kCount = 0x20;
constexpr std::uint8_t kHoarding = 0x40;

/// What came after the control code: identifier, operator, payload.
struct Order {
    std::uint32_t id = 0;
    std::span<const std::uint8_t> payload;
    [[nodiscard]] Money amount() const { return Money::fromFen(littleEndian(payload.first(4))); }
};

std::uint8_t bitOf(Credit credit) {
    switch (credit) {
        case Credit::Added:
            return 0;
        case Credit::Repeated:
            return kRepeated;
        case Credit::WrongCount:
            return kCount;
        case Credit::TooMuch:
            return kHoarding;
        case Credit::NotOpened:
        case Credit::Nothing:
            return kOther;
    }
    return kOther;
}

/// Amount, count, MAC, customer, MAC. A first purchase binds the customer.
std::uint8_t recharge(SimMeter& meter, const Order& order) {
    MeterMemory& memory = meter.memory();
    if (order.payload.size() != 22) return kOther;
    const auto customer = fromBcd(order.payload.subspan(12, 6));
    const bool bound = memory.customer.find_first_not_of('0') != std::string::npos;
    if (!customer || (bound && *customer != std::stoll(memory.customer))) return kCustomer;
    const auto count = static_cast<int>(
        std::min<std::uint32_t>(littleEndian(order.payload.subspan(4, 4)), 0x10000));
    const bool wasOpened = memory.prepaidOn;
    std::uint8_t refused = 0;
    if (order.id == kOpen) {
        if (count > 1) return kCount;
        memory.prepaidOn = true;
        if (count != memory.count) refused = bitOf(meter.credit(order.amount(), count));
    } else {
        refused = bitOf(meter.credit(order.amount(), count));
    }
    if (refused != 0) {
        memory.prepaidOn = wasOpened;
        return refused;
    }
    memory.customer = fmt::format("{:012}", *customer);
    return 0;
}

/// Amount, MAC, count, MAC.
std::uint8_t initialise(SimMeter& meter, const Order& order) {
    if (order.payload.size() != 16) return kOther;
    if (littleEndian(order.payload.subspan(8, 4)) != 0) return kCount;
    meter.memory().count = 0;
    meter.setBalance(order.amount());
    return 0;
}

Bytes byCount(SimMeter& meter, const Order& order) {
    std::uint8_t refused = kAuthentication;
    if (order.id == kOpen || order.id == kRecharge) refused = recharge(meter, order);
    if (order.id == kInitialise) refused = initialise(meter, order);
    return refused == 0 ? Bytes{} : Bytes{kNo, refused, 0};
}

/// Amount, order number, MAC, meter number, MAC. The order number is what makes it happen once.
std::uint8_t byOrderNumber(SimMeter& meter, const Order& order) {
    MeterMemory& memory = meter.memory();
    if (order.payload.size() != 26) return kOther;
    const auto number = fromBcd(order.payload.subspan(16, 6));
    if (!number || *number != std::stoll(memory.number)) return kCustomer;
    std::string key;
    for (const std::uint8_t byte : order.payload.subspan(4, 8))
        key += fmt::format("{:02x}", byte);
    auto& seen = memory.dlt.orders;
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        ++memory.repeated;
        return kRepeated;
    }
    const Money amount = order.amount();
    const bool refund = order.id == kRefund;
    const bool tooMuch =
        !refund && !memory.hoarding.isZero() && memory.balance + amount > memory.hoarding;
    if (amount.isZero() || tooMuch || (refund && amount > memory.balance)) {
        ++memory.refused;
        return tooMuch ? kHoarding : kOther;
    }
    seen.insert(seen.begin(), key);
    if (seen.size() > kOrdersKept) seen.pop_back();
    if (refund) {
        memory.totalSold -= amount;
        meter.setBalance(memory.balance - amount);
    } else {
        ++memory.count;
        meter.add(amount);
    }
    return 0;
}

}  // namespace

Bytes dltPurchase(SimMeter& meter, const Bytes& request, Extent extent) {
    const auto data = std::span(request).subspan(1);
    if (data.size() < 12) return dltRefusal(meter.setup().model, request);
    const Order order{littleEndian(data.first(4)), data.subspan(8)};
    if (extent == Extent::Half) {
        meter.add(order.amount());  // the money is there, nothing else has moved
        return dltRefusal(meter.setup().model, request);
    }
    Bytes refusal;
    if (meter.setup().model == Model::Dlt645) {
        refusal = byCount(meter, order);
    } else if (order.id == kRecharge || order.id == kRefund) {
        const std::uint8_t refused = byOrderNumber(meter, order);
        if (refused != 0) refusal = {kNo, refused};
    } else {
        refusal = {kNo, kOther};
    }
    if (!refusal.empty()) return refusal;
    return {kYes, data[0], data[1], data[2], data[3]};
}

}  // namespace wattill::sim
