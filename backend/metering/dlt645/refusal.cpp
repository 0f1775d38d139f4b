#include "metering/dlt645/refusal.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

using Words = std::array<std::string_view, 16>;

constexpr Words kError = {"another error",
                          "it has no such value",
                          "wrong password, or not authorised",
                          "the baud rate cannot be changed",
                          "too many seasons",
                          "too many slots in a day",
                          "too many rates"};

constexpr Words kPrepaidError = {"another error",
                                 "this recharge has been done already",
                                 "the security module's check failed",
                                 "authentication failed",
                                 "the customer number is not the meter's",
                                 "the purchase count is not the next one",
                                 "the balance would go beyond the hoarding limit",
                                 "the address in the command is not the meter's",
                                 "prepaid commands are suspended"};

constexpr Words kRelayError = {"relay commands are suspended",
                               "the check code (MAC) is wrong",
                               "wrong password, or not authorised",
                               "the authentication timed out",
                               "the command's expiry is not valid by the meter's clock; set its "
                               "clock, then send again",
                               "a trip is refused while power is kept on (保电); release that "
                               "first"};

constexpr unsigned kRepeatedBit = 1;

std::string inWords(unsigned error, const Words& words) {
    std::string text;
    for (std::size_t bit = 0; bit < words.size(); ++bit) {
        if ((error >> bit & 1U) == 0) continue;
        if (!text.empty()) text += "; ";
        text += words[bit].empty() ? fmt::format("bit {}, which nobody explains", bit)
                                   : std::string(words[bit]);
    }
    return text.empty() ? "no reason given" : text;
}

}  // namespace

Refusal refusalOf(const Message& message) {
    const Bytes& data = message.data;
    const std::string raw = fmt::format("{:02X}", fmt::join(data, " "));
    if (data.empty() || data.size() > 2) {
        return {fmt::format("an error that is not known here ({})", raw), false};
    }
    const unsigned error = data[0] | (data.size() == 2 ? data[1] * 256U : 0U);
    const bool isWordOfPrepaid = message.function() == function::kPrepaid && data.size() == 2;
    const Words* words = &kError;
    if (message.function() == function::kRelay) words = &kRelayError;
    if (isWordOfPrepaid) words = &kPrepaidError;
    return {fmt::format("{} (error {})", inWords(error, *words), raw),
            isWordOfPrepaid && error == 1U << kRepeatedBit};
}

}  // namespace wattill::metering::dlt645
