#pragma once

#include "base/random.hpp"
#include "reconciliation/reconcile.hpp"

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace wattill::reconciliation {

using Identity = std::pair<DifferenceKind, std::string>;

/// A month of a large site, made up under a seed: orders over two channels, late payments, payments
/// around the channels' midnights, refunds whole, reversals in parts, extra payments, cancels that
/// sent money back, debts that payments set off. All of it agrees, until errors are planted.
class Month {
  public:
    static constexpr int kDays = 30;

    Month(std::uint64_t seed, int orders, int length = kDays);

    /// Errors of every kind, so many of each; what they must be called is in planted().
    void plant(int ofEach);
    [[nodiscard]] const std::set<Identity>& planted() const { return m_planted; }

    [[nodiscard]] LocalDay firstDay() const { return m_first; }
    /// What the node knows on the morning after the day, when the bill of the day has come.
    [[nodiscard]] Input morningAfter(LocalDay day) const;
    /// Payments that the node had not learned of when the bill of their day came.
    [[nodiscard]] std::int64_t learnedAfterTheBill() const;
    [[nodiscard]] std::size_t orders() const { return m_orders.size(); }

  private:
    using Lines = std::vector<payment::BillLine>;
    struct Paid {
        std::string trade;
        Money amount;
        Instant at;  ///< by the channel's clock
    };

    void makeOrder(int number);
    void deliver(KnownOrder& order, Instant at);
    void payBack(KnownOrder& order, const Paid& paid);
    void reverseInParts(KnownOrder& order, const Paid& paid);
    void setOff(KnownOrder& order, Instant at);
    void payTwice(KnownOrder& order, const Paid& paid);
    void sendBackByCancel(KnownOrder& order, const Paid& paid);
    void addRefund(KnownOrder& order, const std::string& trade, Money amount, Instant at);
    void makeMeters();
    [[nodiscard]] Instant someMoment(const ChannelRules& rules);
    [[nodiscard]] Duration someDelay();
    [[nodiscard]] std::string newTrade();
    void book(const std::string& key, const OrderId& order, Money amount, Instant at);
    Lines& linesOf(const ChannelRules& rules, Instant at) {
        return m_bills[rules.name][dayOf(rules, at)];
    }
    void onBill(const KnownOrder& order, const Paid& paid);

    /// Orders that the bills of the day and the two before it name.
    [[nodiscard]] std::unordered_set<std::string> namedAround(LocalDay day) const;
    [[nodiscard]] Channel channelUntil(LocalDay day, const std::string& name,
                                       const std::unordered_set<std::string>& orders) const;
    [[nodiscard]] static KnownOrder seenAt(const KnownOrder& order, Instant now);

    // ---- planting
    enum class Plain { Delivered, Refunded, Reversed, SetOff, SetOffUndone };
    [[nodiscard]] static bool is(Plain what, const KnownOrder& order);
    /// An order that nothing else was done to, neither at the edges of the month nor learned of
    /// late.
    KnownOrder& take(Plain what, const std::string& channel = {});
    [[nodiscard]] payment::BillLine& lineOf(const KnownOrder& order, payment::BillKind kind);
    void removeLine(const KnownOrder& order, payment::BillKind kind);
    void removeEntry(const std::string& key);
    [[nodiscard]] BookedEntry& entryOf(const std::string& key);
    void expect(DifferenceKind kind, std::string key) { m_planted.emplace(kind, std::move(key)); }
    void plantInPayments(int round);
    void plantInLines(int round);
    void plantInRefunds(int round);
    void plantInJournal(int round);
    void plantInFates(int round);
    /// Three orders whose entry of this kind is missing, has another amount, or is for nothing.
    void plantInEntries(Plain has, Plain hasNot, std::string (*keyOf)(const KnownOrder&));
    void plantInMeters(int round);

    SeededRandom m_random;
    const LocalDay m_first;
    const int m_days;
    std::vector<KnownOrder> m_orders;
    std::unordered_map<std::string, std::size_t> m_byId;
    std::map<std::string, std::map<LocalDay, Lines>> m_bills;
    std::vector<BookedEntry> m_entries;
    std::unordered_map<std::string, std::size_t> m_entryByKey;
    std::vector<KnownMeter> m_meters;
    std::unordered_set<std::string> m_gone;   ///< keys of entries that were taken out again
    std::set<std::string> m_taken;            ///< orders that an error was planted in
    std::map<std::string, Instant> m_paidAt;  ///< by the channel's clock, by order
    std::set<Identity> m_planted;
    int m_trades = 0;
    std::size_t m_cursor = 0;
    std::size_t m_meterCursor = 0;
};

}  // namespace wattill::reconciliation
