#include "reconciliation/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::reconciliation {

using payment::BillKind;
using payment::BillLine;

namespace {
constexpr std::size_t kDigestInKey = 16;

/// One bill of a channel, line by line.
class BillCheck {
  public:
    BillCheck(Comparison& run, const BillIndex& index, const BillDay& bill)
        : m_run(run),
          m_index(index),
          m_day(bill.day),
          m_channel(index.rules().name),
          m_totals(run.totals(m_channel)) {}

    void look(const BillLine& line) {
        if (isToday()) addToBill(line);
        if (m_index.isRepetition(line)) {
            auto difference = of(DifferenceKind::DuplicateLine, line, lineKey(line));
            difference.ours = line.amount;
            return tell(difference, fmt::format("{} is there twice", what(line)));
        }
        if (line.kind == BillKind::Payment) return payment(line);
        refund(line);
    }

    void look(const payment::UnreadRow& row) {
        Difference difference;
        difference.kind = DifferenceKind::BillRowUnread;
        // What is settled is this row, not whatever stands in its place in another edition.
        difference.key = fmt::format("row:{}:{}:{}:{}", m_channel, row.file, row.row,
                                     row.digest.substr(0, kDigestInKey));
        difference.day = m_day;
        difference.channel = m_channel;
        tell(difference, fmt::format("line {} of file {} is not understood and not compared ({}); "
                                     "look at it on the channel's own pages",
                                     row.row, row.file, row.text));
    }

  private:
    [[nodiscard]] bool isToday() const { return m_day == m_run.input.day; }
    [[nodiscard]] std::string lineKey(const BillLine& line) const {
        if (line.kind == BillKind::Payment) {
            return fmt::format("line:{}:payment:{}", m_channel, line.trade);
        }
        return fmt::format("line:{}:refund:{}:{}", m_channel, line.trade, line.refund.text());
    }
    [[nodiscard]] static std::string what(const BillLine& line) {
        const bool payment = line.kind == BillKind::Payment;
        return fmt::format("{} of {} CNY, trade {}, order {}{}{}",
                           payment ? "the payment" : "the refund", line.amount.yuanText(),
                           line.trade, line.order.text(), line.refund.empty() ? "" : ", refund ",
                           line.refund.text());
    }
    [[nodiscard]] Difference of(DifferenceKind kind, const BillLine& line, std::string key) const {
        Difference difference;
        difference.kind = kind;
        difference.key = std::move(key);
        difference.day = m_day;
        difference.channel = m_channel;
        difference.order = line.order;
        difference.theirs = line.amount;
        return difference;
    }
    void tell(Difference& difference, const std::string& text) {
        difference.text = fmt::format("{}'s bill of {}: {}", m_channel, dayText(m_day), text);
        m_run.differ(std::move(difference));
    }

    void addToBill(const BillLine& line) {
        const bool payment = line.kind == BillKind::Payment;
        (payment ? m_totals.billPayments : m_totals.billRefunds).add(line.amount);
        m_totals.fee += line.fee;
        m_totals.net += (payment ? line.amount : -line.amount) - line.fee;
    }
    void matched(const BillLine& line, const KnownOrder& order, Instant ours) {
        if (!isToday()) return;
        const bool payment = line.kind == BillKind::Payment;
        (payment ? m_totals.matchedPayments : m_totals.matchedRefunds).add(line.amount);
        m_run.out.matched.push_back({m_channel, line, order.id, order.meter});
        const LocalDay day = dayOf(m_index.rules(), ours);
        if (day == m_day) return;
        m_totals.carriedIn.add(line.amount);
        m_run.out.carried.push_back({m_channel, line.kind, order.id, line.trade, line.refund,
                                     line.amount, ours, day, m_day});
    }

    void payment(const BillLine& line) {
        const std::string key = paymentKey(m_channel, line.trade);
        const PaymentPlace* known = m_run.payment(key);
        if (known == nullptr) return unknownPayment(line, key);
        const auto differs = [&](DifferenceKind kind, const std::string& text) {
            Difference difference = of(kind, line, key);
            difference.order = known->order->id;
            difference.meter = known->order->meter;
            difference.ours = known->payment->amount;
            tell(difference, text);
        };
        const KnownOrder& order = *known->order;
        if (!line.order.empty() && line.order != order.id) {
            return differs(DifferenceKind::OrderDiffers,
                           fmt::format("{}, but we booked the trade for order {}", what(line),
                                       order.id.text()));
        }
        if (line.amount != known->payment->amount) {
            return differs(DifferenceKind::AmountDiffers,
                           fmt::format("{}, but we booked {} CNY", what(line),
                                       known->payment->amount.yuanText()));
        }
        const bool elsewhere = m_index.rules().tellsTerminal && !line.terminal.empty() &&
                               line.terminal != order.terminal;
        if (elsewhere) {
            return differs(DifferenceKind::TerminalDiffers,
                           fmt::format("{}, from terminal {}; the order is of terminal {}",
                                       what(line), line.terminal, order.terminal));
        }
        matched(line, order, known->payment->at);
    }

    void unknownPayment(const BillLine& line, const std::string& key) {
        const KnownOrder* order = m_run.order(line.order);
        if (order == nullptr) {
            Difference difference = of(DifferenceKind::UnmatchedIn, line, key);
            return tell(difference, what(line) + ", which is no order of ours");
        }
        const bool extra = !order->payments.empty();
        Difference difference =
            of(extra ? DifferenceKind::ExtraNotBooked : DifferenceKind::UnmatchedIn, line, key);
        difference.meter = order->meter;
        if (extra) difference.ours = order->payments.front().amount;
        const std::string more =
            extra ? fmt::format("; the order was paid by trade {}, this payment is not booked",
                                order->payments.front().trade)
                  : fmt::format("; the order is {} and nothing is booked for it", order->state);
        tell(difference, what(line) + more);
    }

    void refund(const BillLine& line) {
        const RefundPlace* known = line.refund.empty() ? nullptr : m_run.refund(line.refund);
        if (known == nullptr) return unknownRefund(line);
        const KnownRefund& ours = *known->refund;
        const auto differs = [&](DifferenceKind kind, const std::string& text) {
            Difference difference = of(kind, line, refundKey(line.refund));
            difference.order = known->order->id;
            difference.meter = known->order->meter;
            difference.ours = ours.amount;
            tell(difference, text);
        };
        if (known->order->channel != m_channel) {
            return differs(
                DifferenceKind::OrderDiffers,
                fmt::format("{}, but we asked {} for it", what(line), known->order->channel));
        }
        if (line.amount != ours.amount) {
            return differs(
                DifferenceKind::RefundAmountDiffers,
                fmt::format("{}, but ours is {} CNY", what(line), ours.amount.yuanText()));
        }
        if (ours.stage == RefundStage::Failed || ours.stage == RefundStage::Settled) {
            return differs(
                DifferenceKind::RefundStateDiffers,
                fmt::format(
                    "{}, but we have it as {}", what(line),
                    ours.stage == RefundStage::Failed ? "failed" : "given back another way"));
        }
        matched(line, *known->order, ours.endedAt.value_or(ours.requestedAt));
    }

    /// A cancel of ours may have sent the money back: then the refund has no number of ours (facts
    /// 1.11, 1.12).
    void unknownRefund(const BillLine& line) {
        const BookedEntry* back = m_run.entry(returnedKey(m_channel, line.trade));
        const PaymentPlace* paid = m_run.payment(paymentKey(m_channel, line.trade));
        if (paid != nullptr) {
            for (const KnownRefund& each : paid->order->refunds) {
                if (!m_index.isUnnamed(m_run, each, line)) continue;
                return matched(line, *paid->order, each.endedAt.value_or(each.requestedAt));
            }
        }
        const std::string key =
            fmt::format("refund:{}:{}:{}", m_channel, line.trade, line.refund.text());
        if (back != nullptr && paid != nullptr) {
            if (back->amount == line.amount) return matched(line, *paid->order, back->at);
            Difference difference = of(DifferenceKind::RefundAmountDiffers, line, key);
            difference.order = paid->order->id;
            difference.meter = paid->order->meter;
            difference.ours = back->amount;
            return tell(difference, fmt::format("{}, but {} CNY are booked as returned", what(line),
                                                back->amount.yuanText()));
        }
        Difference difference = of(DifferenceKind::RefundNotOurs, line, key);
        if (paid != nullptr) difference.meter = paid->order->meter;
        tell(difference, what(line) + ", which we neither asked for nor booked");
    }

    Comparison& m_run;
    const BillIndex& m_index;
    const LocalDay m_day;
    const std::string& m_channel;
    ChannelTotals& m_totals;
};

/// Something of ours may be on the day's bill: no other has it. At the border of days that may be
/// something of the day before, too.
bool isAwaited(const Comparison& run, const BillIndex& index) {
    const std::string& channel = index.rules().name;
    const bool waits = std::any_of(
        run.out.carried.begin(), run.out.carried.end(),
        [&](const CarriedItem& each) { return each.channel == channel && !each.foundOn; });
    // Asked for on the day, and nobody knows what came of it.
    const auto open = [&](const KnownRefund& each) {
        return each.stage == RefundStage::Open &&
               dayOf(index.rules(), each.requestedAt) == run.input.day;
    };
    return waits ||
           std::any_of(run.input.orders.begin(), run.input.orders.end(),
                       [&](const KnownOrder& order) {
                           return order.channel == channel &&
                                  std::any_of(order.refunds.begin(), order.refunds.end(), open);
                       });
}

/// Why the bill of the day is a case; empty: it is none.
std::string missingText(const Comparison& run, const BillIndex& index) {
    const LocalDay day = run.input.day;
    const Channel& channel = index.channel();
    const std::string what = fmt::format("{}'s bill of {}", channel.rules.name, dayText(day));
    if (!channel.unreadable.empty()) return what + " cannot be read: " + channel.unreadable;
    const Instant end = beginOf(index.rules(), day + std::chrono::days(1));
    if (run.input.now < end + run.input.policy.billOverdueAfter) return {};
    if (!channel.saysNone) {
        return what +
               " is not there; look at the channel's own pages, and at the node's log for why it "
               "could not be fetched";
    }
    // Not every channel makes a bill of a day without business.
    if (!isAwaited(run, index)) return {};
    return what +
           " is not there: the channel says that it has none, but something of ours is to be on "
           "it; look at the channel's own pages";
}

/// The bill of the day itself: there, readable, in time?
void checkPresenceOf(Comparison& run, const BillIndex& index) {
    const LocalDay day = run.input.day;
    const std::string& channel = index.rules().name;
    run.totals(channel).billThere = index.whole(day) != nullptr;
    if (index.whole(day) != nullptr) return;
    std::string text = missingText(run, index);
    if (text.empty()) return;
    const bool unreadable = !index.channel().unreadable.empty();
    Difference difference;
    difference.kind = unreadable ? DifferenceKind::BillUnreadable : DifferenceKind::BillMissing;
    difference.key = fmt::format("bill:{}:{}", channel, dayText(day));
    difference.day = day;
    difference.channel = channel;
    difference.text = std::move(text);
    run.differ(std::move(difference));
}
}  // namespace

void checkBills(Comparison& run) {
    for (const Channel& channel : run.input.channels) {
        const BillIndex* index = run.bills(channel.rules.name);
        for (const BillDay& bill : channel.bills) {
            if (!bill.whole || !run.judges(bill.day)) continue;
            BillCheck check(run, *index, bill);
            for (const BillLine& line : bill.lines)
                check.look(line);
            for (const payment::UnreadRow& row : bill.unread)
                check.look(row);
        }
    }
}

void checkPresence(Comparison& run) {
    for (const Channel& channel : run.input.channels)
        checkPresenceOf(run, *run.bills(channel.rules.name));
}

}  // namespace wattill::reconciliation
