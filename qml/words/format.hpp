#pragma once

#include "api/types.hpp"

#include <QString>
#include <chrono>
#include <optional>
#include <string>

namespace wattill::kiosk {

/// How figures and names are written on the screen, in the language in force.

[[nodiscard]] QString fromUtf8(const std::string& text);
/// "¥ 1,234.56"; a minus stands before the figure: "¥ −3.20".
[[nodiscard]] QString moneyText(Money amount);
/// "¥ 100" when there are no fen, else as moneyText().
[[nodiscard]] QString shortMoneyText(Money amount);
/// "12.6 度", "12.6 kWh"
[[nodiscard]] QString energyText(Energy energy);
/// "3 天", "1 day"
[[nodiscard]] QString daysText(int days);
/// "2024 1111 0002"
[[nodiscard]] QString meterText(const MeterId& meter);
/// "0002": the most of a meter's number that others may see.
[[nodiscard]] QString meterTail(const MeterId& meter);
/// The number in groups of four, after the terminal's name that it begins with.
[[nodiscard]] QString orderText(const OrderId& order, const std::string& terminal);
/// "1027 · 王*"
[[nodiscard]] QString placeTitle(const api::MatchView& place);
/// "1027 · 王* · 电表尾号 0002"
[[nodiscard]] QString placeLine(const api::MatchView& place);
/// "支付宝"; a channel without a name of ours as the node calls it.
[[nodiscard]] QString channelText(const std::string& channel);
/// "云闪付或银行 App": what a code of the channel is scanned with.
[[nodiscard]] QString channelAppText(const std::string& channel);
/// "支", "银": one letter for the channel's mark; the first of its name where it has none of ours.
[[nodiscard]] QString channelSign(const std::string& channel);
/// "周一", "Mon"
[[nodiscard]] QString weekdayText(LocalDay day);

}  // namespace wattill::kiosk
