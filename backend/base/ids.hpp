#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace wattill {

/// A name that cannot be mistaken for another kind of name.
template <class Tag>
class Id {
  public:
    Id() = default;
    explicit Id(std::string text) : m_text(std::move(text)) {}
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    auto operator<=>(const Id&) const = default;

  private:
    std::string m_text;
};

/// Our number of an order, sent to the gateway as out_trade_no: 8–32 letters and digits.
using OrderId = Id<struct OrderTag>;
/// The number printed on a meter, 12 digits (DL/T 645 and Acrel both use 12 BCD digits).
using MeterId = Id<struct MeterTag>;
/// The property company's number of a tenant's account.
using AccountId = Id<struct AccountTag>;
/// The name of a bus in the configuration.
using BusId = Id<struct BusTag>;

}  // namespace wattill

template <class Tag>
struct std::hash<wattill::Id<Tag>> {
    std::size_t operator()(const wattill::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
