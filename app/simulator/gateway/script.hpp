#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::sim {

/// One departure from good behaviour; the README of this folder lists them.
struct Rule {
    std::string action;         ///< "lose-after", "pay-twice" …
    std::string channel = "*";  ///< alipay, unionpay
    std::string order = "*";    ///< an order's or a refund's number, or "*" for the next one
    std::string method = "*";   ///< precreate, query …; of notifications: payment, refund
    int times = 1;              ///< 0: until the script is cleared
    std::int64_t ms = 0;
    std::int64_t fen = 0;
    int copies = 1;    ///< notify-times
    int queries = 1;   ///< refund-pending
    std::string code;  ///< respond, respond-after, orig-code
};

/// What a rule may apply to.
struct Moment {
    std::string channel;
    std::string order;
    std::string method = {};
    std::string refund = {};  ///< its number, when there is one
};

enum class Occasion { Answer, Payment, Refund, Notification, Bill, AtOnce };

/// The rules in force. Not thread-safe.
class Script {
  public:
    /// {"do":"lose-after","order":"K1","method":"query"}; also channel, times, ms, amount, copies,
    /// queries, code. Throws std::runtime_error that names what is wrong. The rule that was added;
    /// one that acts at once (`clock` has done so) is not kept.
    Rule add(const std::string& json);
    void clear();
    /// The first rule that fits is used up by one and returned.
    [[nodiscard]] std::optional<Rule> take(Occasion occasion, const Moment& moment);
    [[nodiscard]] std::optional<Rule> takeAction(std::string_view action, const Moment& moment);
    /// Every rule about bills of a channel, each used up by one.
    [[nodiscard]] std::vector<Rule> takeForBill(const std::string& channel);
    /// `clock`: how far the channel's clock is ahead.
    [[nodiscard]] std::int64_t clockOffsetMs() const { return m_clockOffsetMs; }

  private:
    template <class Fits>
    std::optional<Rule> takeIf(Fits fits);
    std::vector<Rule> m_rules;
    std::int64_t m_clockOffsetMs = 0;
};

/// Acts at once and is not kept: `clock`, `certificate-change`.
[[nodiscard]] bool actsAtOnce(const Rule& rule);

}  // namespace wattill::sim
