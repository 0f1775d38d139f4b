#include "reconciliation/store.hpp"
#include "simulation/stage.hpp"

#include <algorithm>

namespace wattill::simulation {

using namespace std::chrono_literals;
using payment::BillKind;

namespace {
constexpr std::size_t kMostCases = 1'000;

/// The channels count their days themselves, whatever the node thinks of them: Alipay's ends at
/// midnight in Beijing, UnionPay's an hour before.
LocalDay dayOf(const std::string& channel, Instant at) {
    const Duration ahead = channel == "unionpay" ? 9h : 8h;
    return LocalDay(std::chrono::floor<std::chrono::days>((at + ahead).time_since_epoch()));
}

payment::Bill billOf(const GatewayModel& channel, LocalDay day) {
    const std::string& name = channel.traits().channel;
    payment::Bill bill{name, day, {}, "the model's own trades"};
    for (const auto& [id, trade] : channel.trades()) {
        for (const ReceivedPayment& payment : trade.payments) {
            const payment::PaymentFact& fact = payment.fact;
            const Instant at = NodeClock::at(payment.at);
            if (dayOf(name, at) == day) {
                bill.lines.push_back(
                    {BillKind::Payment, id, fact.trade, {}, fact.amount, {}, "K01", at});
            }
            for (const auto& [number, refund] : payment.refunds) {
                const bool gone = refund.status == payment::RefundStatus::Returned;
                if (!gone || dayOf(name, refund.at) != day) continue;
                bill.lines.push_back({BillKind::Refund,
                                      id,
                                      fact.trade,
                                      number,
                                      refund.amount,
                                      {},
                                      "K01",
                                      refund.at});
            }
        }
    }
    return bill;
}
}  // namespace

void Stage::bill(const std::string& name, LocalDay day, const std::vector<std::string>& lost) {
    payment::Bill bill = billOf(channel(name), day);
    std::erase_if(bill.lines, [&](const payment::BillLine& line) {
        return std::find(lost.begin(), lost.end(), line.trade) != lost.end();
    });
    const Instant now = m_world.host().clock.now();
    Result<void> kept = Error{ErrorCode::Timeout, Retry::Never, "no answer", {}};
    m_world.node().database()->submit(
        [&, now](order::UnitOfWork& unit) { return unit.reconciliation().keepBill(bill, now); },
        [&](const Result<void>& done) { kept = done; });
    pass(50ms);
    WATTILL_ASSERT(kept.ok(), "the bill of the stage cannot be kept");
}

Stage::Compared Stage::reconcile(LocalDay day) {
    const Instant now = m_world.host().clock.now();
    Compared compared;
    Result<void> ran = Error{ErrorCode::Timeout, Retry::Never, "no answer", {}};
    const auto work = [&](order::UnitOfWork& unit) -> Result<void> {
        auto& store = unit.reconciliation();
        const auto input = store.input(day, {"alipay", "unionpay"}, now);
        if (!input.ok()) return input.error();
        const auto run =
            record(store, *input, reconciliation::reconcile(*input), {now, now, "test"});
        if (!run.ok()) return run.error();
        compared.carried = run->carried;
        const auto cases = store.cases({}, kMostCases);
        if (!cases.ok()) return cases.error();
        for (const reconciliation::Case& each : *cases) {
            if (isPending(each.state)) compared.cases.emplace_back(name(each.difference.kind));
        }
        return {};
    };
    m_world.node().database()->submit(work, [&](const Result<void>& done) { ran = done; });
    pass(50ms);
    WATTILL_ASSERT(ran.ok(), "the day of the stage cannot be compared");
    return compared;
}

std::string Stage::book(const std::string& kind) {
    const auto ofKind = [kind](order::UnitOfWork& unit) -> Result<std::int64_t> {
        const auto cases = unit.reconciliation().cases({}, kMostCases);
        if (!cases.ok()) return cases.error();
        for (const reconciliation::Case& each : *cases) {
            if (isPending(each.state) && name(each.difference.kind) == kind) return each.number;
        }
        return notFound("no case of " + kind + " waits");
    };
    const Instant now = m_world.host().clock.now();
    const auto booked = ask([&](order::Engine& engine, auto done) {
        engine.bookBilled(
            [ofKind, now](order::UnitOfWork& unit) -> Result<reconciliation::BilledPayment> {
                const auto number = ofKind(unit);
                if (!number.ok()) return number.error();
                return reconciliation::book(unit.reconciliation(), *number,
                                            {"Wang", "looked at the channel's page"}, now);
            },
            std::move(done));
    });
    return booked.ok() ? "" : booked.error().message;
}

}  // namespace wattill::simulation
