#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::sim {

/// One departure from good behaviour; the README of this folder lists them.
struct Rule {
    std::string action;        ///< "lose-after", "pay-twice" …
    std::string order = "*";   ///< out_trade_no, or "*" for the next that comes along
    std::string method = "*";  ///< precreate, query, cancel; only for actions on answers
    int times = 1;             ///< 0: until the script is cleared
    std::int64_t ms = 0;       ///< delay, pay-late
    std::int64_t fen = 0;      ///< wrong-amount
    int copies = 1;            ///< notify-times
};

enum class Occasion { Answer, Payment, Notification };

/// The rules in force. Not thread-safe.
class Script {
  public:
    /// {"do":"lose-after","order":"K1","method":"query"}; also times, ms, amount, copies.
    /// Throws std::runtime_error that names what is wrong.
    void add(const std::string& json);
    void clear() { m_rules.clear(); }
    /// The first rule that fits is used up by one and returned.
    [[nodiscard]] std::optional<Rule> take(Occasion occasion, const std::string& order,
                                           std::string_view method = {});
    [[nodiscard]] std::optional<Rule> takeAction(std::string_view action, const std::string& order);

  private:
    template <class Fits>
    std::optional<Rule> takeIf(Fits fits);
    std::vector<Rule> m_rules;
};

}  // namespace wattill::sim
