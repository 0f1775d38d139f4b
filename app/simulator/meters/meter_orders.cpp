#include "meters/meter_orders.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace wattill::sim {
namespace {

const std::string kOk = "ok";

std::optional<std::int64_t> whole(const std::string& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return value;
}

std::string setBalance(SimMeter& meter, const std::string& word) {
    const auto balance = Money::parseYuan(word);
    if (!balance) return "error: " + balance.error().message;
    meter.setBalance(*balance);
    return kOk;
}

/// Somebody else sells: a card, a handheld, a second server.
std::string sell(SimMeter& meter, const std::string& word) {
    const auto amount = Money::parseYuan(word);
    if (!amount) return "error: " + amount.error().message;
    ++meter.memory().count;
    meter.add(*amount);
    return kOk;
}

std::string setCount(SimMeter& meter, const std::string& word) {
    const auto count = whole(word);
    if (!count || *count < 0 || *count > 0xFFFF) return "error: count M 0 … 65535";
    meter.memory().count = static_cast<std::uint16_t>(*count);
    return kOk;
}

/// A number with two decimals at most is read like an amount.
std::string setEnergy(SimMeter& meter, const std::string& word) {
    const auto kwh = Money::parseYuan(word);
    if (!kwh || kwh->isNegative()) return "error: energy M KWH, two decimals at most";
    meter.setEnergy(kwh->microYuan());
    return kOk;
}

std::string setPower(SimMeter& meter, const std::string& word) {
    const auto watt = whole(word);
    if (word != "curve" && (!watt || *watt < 0 || *watt > 60'000)) {
        return "error: power M 0 … 60000, or curve";
    }
    meter.setPower(watt ? std::optional(static_cast<int>(*watt)) : std::nullopt);
    return kOk;
}

std::string setClock(SimMeter& meter, const std::string& word) {
    const auto seconds = whole(word);
    if (!seconds) return "error: clock M SECONDS, how far it is ahead";
    meter.memory().clockOffsetMs = *seconds * 1000;
    meter.settle();
    return kOk;
}

std::string setDrift(SimMeter& meter, const std::string& word) {
    const auto ppm = whole(word);
    if (!ppm || *ppm < -100'000 || *ppm > 100'000) return "error: drift M -100000 … 100000";
    meter.setDrift(static_cast<int>(*ppm));
    return kOk;
}

std::string swapFor(SimMeter& meter, const std::string& word) {
    const bool digits = std::all_of(word.begin(), word.end(),
                                    [](char letter) { return letter >= '0' && letter <= '9'; });
    if (word.size() != 12 || !digits) return "error: swap M [NUMBER], 12 digits";
    meter.swap(word);
    return kOk;
}

struct Order {
    std::string_view verb;
    std::string (*carryOut)(SimMeter& meter, const std::string& word);
};
constexpr std::array<Order, 8> kOrders = {{{"balance", setBalance},
                                           {"sell", sell},
                                           {"count", setCount},
                                           {"energy", setEnergy},
                                           {"power", setPower},
                                           {"clock", setClock},
                                           {"drift", setDrift},
                                           {"swap", swapFor}}};

}  // namespace

std::optional<std::string> handleMeter(SimMeter& meter, const std::vector<std::string>& words) {
    if (words[0] == "press" && words.size() == 2) {
        meter.press();
        return kOk;
    }
    if (words[0] == "swap" && words.size() == 2) return swapFor(meter, meter.memory().number);
    for (const Order& order : kOrders) {
        if (order.verb == words[0] && words.size() == 3) return order.carryOut(meter, words[2]);
    }
    return std::nullopt;
}

}  // namespace wattill::sim
