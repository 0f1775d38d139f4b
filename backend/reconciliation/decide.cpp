#include "reconciliation/comparison.hpp"
#include "reconciliation/store.hpp"

#include <fmt/format.h>

namespace wattill::reconciliation {

using payment::BillKind;
using payment::BillLine;

namespace {
Error conflict(const Case& of, std::string_view why) {
    return wattill::conflict(fmt::format("case {}: {}", of.number, why));
}

Result<Case> required(const ReconciliationStore& store, std::int64_t number) {
    auto found = store.find(number);
    if (!found) return found.error();
    if (*found) return std::move(**found);
    return notFound(fmt::format("no case {}; look at: wattill reconcile cases", number));
}

bool isPaymentNotBooked(DifferenceKind kind) {
    return kind == DifferenceKind::UnmatchedIn || kind == DifferenceKind::ExtraNotBooked;
}

/// The payment, where the lines about its trade leave no doubt that it came and stayed.
Result<BillLine> paymentIn(const Case& of, const std::vector<BillLine>& lines) {
    const BillLine* payment = nullptr;
    for (const BillLine& line : lines) {
        if (line.kind == BillKind::Refund) {
            return conflict(of, fmt::format("a bill has a refund of {} CNY of this payment; "
                                            "explain or settle the case",
                                            line.amount.yuanText()));
        }
        const bool differs =
            payment != nullptr && (payment->amount != line.amount || payment->order != line.order);
        if (differs) {
            return conflict(of,
                            "the bills have this payment twice, with other figures; look at "
                            "it on the channel's own pages");
        }
        payment = &line;
    }
    if (payment != nullptr) return *payment;
    return conflict(of, "the newest bill has no such payment any more; run the day again");
}
}  // namespace

Result<Case> decide(ReconciliationStore& store, std::int64_t number, const CaseDecision& decision,
                    Instant now) {
    const auto before = required(store, number);
    if (!before) return before.error();
    const auto after = afterDecision(*before, decision, now);
    if (!after) return after.error();
    const auto kept = store.update(*after, noteOf(*after, decision.who, decision.why, now));
    if (!kept) return kept.error();
    return *after;
}

Result<BilledPayment> book(ReconciliationStore& store, std::int64_t number, const Booking& booking,
                           Instant now) {
    const auto of = required(store, number);
    if (!of) return of.error();
    const Difference& difference = of->difference;
    const auto what = channelTradeOf(difference.key);
    if (!isPaymentNotBooked(difference.kind) || !what || what->trade.empty()) {
        return conflict(*of, fmt::format("it is {}; only a payment that a bill has and the books "
                                         "have not can be booked",
                                         name(difference.kind)));
    }
    const auto lines = store.linesOf(what->channel, what->trade);
    if (!lines) return lines.error();
    auto line = paymentIn(*of, *lines);
    if (!line) return line.error();
    const CaseDecision explained{CaseAction::Explain, {}, booking.who, booking.why};
    const auto after = afterDecision(*of, explained, now);
    if (!after) return after.error();
    const auto kept =
        store.update(*after, noteOf(*after, booking.who, "booked: " + booking.why, now));
    if (!kept) return kept.error();
    return BilledPayment{what->channel, std::move(*line)};
}

}  // namespace wattill::reconciliation
