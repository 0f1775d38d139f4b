#pragma once

#include "base/energy.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wattill::api {

/// The values that cross the API, as openapi.json describes them. Money travels as whole fen
/// (`…Fen`), energy as Wh (`…Wh`), moments as ISO 8601 UTC, days as YYYY-MM-DD, enumerations as the
/// lower-case names of the domain ("awaiting-payment"). Names of tenants are masked by the node.

/// A way to pay that the node has, and that takes no order at present.
struct ClosedChannelView {
    std::string channel;
    std::string why;  ///< a fixed word: "clock-wrong"
};

struct SiteView {
    std::string name;
    std::string hotline;
    std::string terminal;
    std::string timeZone;  ///< "Asia/Shanghai"
    Instant now;
    std::vector<std::string> channels;  ///< "alipay" …, in the order to be shown
    std::vector<Money> presets;
    Money minAmount;
    Money maxAmount;
    std::vector<ClosedChannelView> closed;
};

/// One meter that fits what the tenant typed.
struct MatchView {
    MeterId meter;
    std::string premises;
    std::string building;
    std::string tenant;  ///< masked
    AccountId account;
};

enum class MeterState { Normal, Alarm1, Alarm2, Arrears, KeptOn, Tripped, Lost, NotOpened };
/// "normal", "alarm-1", "kept-on" …
[[nodiscard]] std::string_view name(MeterState state);
[[nodiscard]] std::optional<MeterState> meterStateFrom(std::string_view name);

struct DayView {
    LocalDay day;
    std::optional<Energy> energy;  ///< absent: not known
    /// Only when not the whole day is known: from when to when. The real use is more.
    std::optional<Instant> knownFrom;
    std::optional<Instant> knownTo;
};

struct MeterView {
    MatchView place;
    MeterState state = MeterState::Lost;
    std::optional<Money> balance;  ///< as last read; absent when never read
    std::optional<Instant> readAt;
    bool stale = true;  ///< the reading is too old to be called the present state
    bool relayClosed = false;
    std::uint32_t purchaseCount = 0;
    std::optional<int> lastsDays;  ///< at the use of the last days; absent when it cannot be told
    Money pricePerKwh;             ///< may be finer than a fen: travels as micro-yuan
    std::optional<Energy> today;
    std::optional<Money> todayCost;
    std::vector<DayView> days;  ///< the last 7, today last
    bool sellable = true;       ///< a top-up may be begun
    std::string notSellable;    ///< why not, a fixed word: "not-opened", "held", "locked"
    /// The most that its model takes at once now, by the last reading; absent: no bound is known.
    std::optional<Money> mostAmount;
    std::optional<Energy> total;
    std::string bus;
    std::int64_t address = 0;
    std::string profile;
};

struct NewOrderView {
    std::string request;  ///< client's own key, stored before sending
    MeterId meter;
    Money amount;
    std::string channel;
    std::string terminal;
};

struct RefundView {
    std::string id;
    std::string cause;  ///< order::RefundCause by name
    std::string state;  ///< order::RefundState by name
    Money amount;
    Instant requestedAt;
    std::optional<Instant> endedAt;
    std::string by;    ///< owners only: who wanted it; empty: Wattill by itself
    std::string note;  ///< owners only
};

struct ReversalView {
    std::int64_t number = 1;
    std::string way;    ///< order::ReversalWay by name
    std::string state;  ///< order::ReversalState by name
    Money amount;
    std::string by;
    std::string approvedBy;
    std::string why;
    Instant requestedAt;
    std::optional<Instant> endedAt;
    std::string note;
};

struct OrderView {
    OrderId id;
    MatchView place;
    Money amount;
    std::string channel;
    std::string state;  ///< order::State by name
    std::int64_t version = 0;
    Instant createdAt;
    Instant payBy;
    std::string code;      ///< what the QR code says; empty until there is one
    bool scanned = false;  ///< somebody scanned it, where the channel tells
    std::string trade;
    std::optional<Instant> paidAt;  ///< when we learned of the payment
    bool paidLate = false;          ///< it came when the order had ended
    bool meterSilent = false;
    bool held = false;
    std::string reason;
    std::optional<std::uint32_t> countBefore;
    std::optional<std::uint32_t> purchaseCount;  ///< the one this sale has or will have
    std::optional<Money> balanceBefore;          ///< read off the meter
    std::optional<Money> balanceAfter;           ///< read off the meter
    std::optional<int> lastsDays;                ///< with balanceAfter
    std::optional<Instant> deliveredAt;          ///< when the meter showed the credit
    std::optional<Instant> refundAfter;          ///< when undelivered money is booked for refund
    std::optional<Money> setOff;                 ///< of the amount, what paid a debt
    std::vector<RefundView> refunds;
    std::vector<ReversalView> reversals;  ///< owners only
};

/// What a person, named by themselves, decided about an order, a refund or a reversal.
struct SignedDecisionBody {
    std::string decision;  ///< which there are, see Client
    std::string who;       ///< 1–40 characters
    std::string reason;    ///< 1–200 characters
};
struct ReversalBody {
    std::string request;  ///< client's own key, stored before sending
    Money amount;
    std::string way;     ///< "take-credit" or "book-debt"
    std::string who;     ///< 1–40 characters
    std::string reason;  ///< 1–200 characters
};

struct AlarmView {
    std::int64_t number = 0;
    std::string kind;
    OrderId order;
    MeterId meter;
    Instant raisedAt;
    std::optional<Instant> clearedAt;
    std::string text;
    std::string endedBy;  ///< empty: open, or ended by itself
    std::string endedWhy;
};
/// A person ends an alarm that nothing else ends.
struct AlarmEndBody {
    std::string who;     ///< 1–40 characters
    std::string reason;  ///< 1–200 characters
};

struct LedgerView {
    std::int64_t entries = 0;
    std::string head;
    std::vector<std::string> violations;
    std::vector<std::pair<std::string, Money>> balances;
};

struct ImportReport {
    int meters = 0;
    int days = 0;
    /// Imported all the same, but worth a look; also what was left on each replaced meter.
    std::vector<std::string> warnings;
};

/// The meter that hangs where another hung: on the same line, for the same account.
struct NewMeter {
    MeterId meter;
    std::optional<std::string> profile;   ///< absent: the old one's
    std::optional<std::int64_t> address;  ///< absent: the old one's, or, where that was the old
                                          ///< number, the new number
};

/// A meter that was replaced, and what it showed when it was read last: nothing of it was sent to
/// the new one.
struct ReplacementView {
    MeterId old;
    MeterId meter;  ///< the new one
    std::string premises;
    std::optional<Instant> readAt;  ///< absent: the old one was never read here
    std::optional<Money> balance;   ///< absent, too, where the model keeps none; below 0: owed
};

struct HealthView {
    std::string version;
    Instant startedAt;
    std::vector<std::string> buses;     ///< "bus-1: open, 8 meters, 0 lost"
    std::vector<std::string> gateways;  ///< "alipay: configured"
    std::int64_t openOrders = 0;
    std::int64_t openAlarms = 0;
};

}  // namespace wattill::api
