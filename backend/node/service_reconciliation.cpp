#include "node/service_reconciliation.hpp"

#include "node/service_queries.hpp"
#include "report/reconciliation_tables.hpp"
#include "report/workbook.hpp"

#include <fmt/format.h>

namespace wattill::node {

using api::CaseDetailView;
using api::CaseView;
using api::ReconciliationView;
using reconciliation::Case;
using reconciliation::ChannelTotals;
using reconciliation::Outcome;
using reconciliation::Tally;

namespace {
constexpr std::size_t kMostListed = 1000;

api::TallyView tallyView(const Tally& tally) {
    return {tally.count, tally.sum};
}

api::ChannelTotalsView totalsView(const ChannelTotals& totals) {
    api::ChannelTotalsView view;
    view.channel = totals.channel;
    view.billThere = totals.billThere;
    view.billPayments = tallyView(totals.billPayments);
    view.billRefunds = tallyView(totals.billRefunds);
    view.fee = totals.fee;
    view.net = totals.net;
    view.matchedPayments = tallyView(totals.matchedPayments);
    view.matchedRefunds = tallyView(totals.matchedRefunds);
    view.ourPayments = tallyView(totals.ourPayments);
    view.ourRefunds = tallyView(totals.ourRefunds);
    view.carriedIn = tallyView(totals.carriedIn);
    view.carriedOut = tallyView(totals.carriedOut);
    view.differences = totals.differences;
    return view;
}

CaseView caseView(const Case& of) {
    CaseView view;
    const reconciliation::Difference& difference = of.difference;
    view.kind = name(difference.kind);
    view.day = difference.day;
    view.channel = difference.channel;
    view.order = difference.order;
    view.meter = difference.meter;
    view.ours = difference.ours;
    view.theirs = difference.theirs;
    view.text = difference.text;
    view.state = name(of.state);
    view.owner = of.owner;
    view.version = of.version;
    if (of.number == 0) return view;
    view.number = of.number;
    view.openedAt = of.openedAt;
    view.changedAt = of.changedAt;
    return view;
}

api::CarriedView carriedView(const reconciliation::CarriedItem& item) {
    const bool payment = item.kind == payment::BillKind::Payment;
    return {item.channel,
            payment ? "payment" : "refund",
            item.order,
            item.trade,
            item.refund.text(),
            item.amount,
            item.at,
            item.day,
            item.foundOn};
}

/// A day compared anew, and the cases of its differences; one that no run has written down has
/// number 0.
struct Compared {
    Outcome outcome;
    std::vector<Case> cases;
};

Result<Compared> comparedDay(const order::UnitOfWork& unit, const Reconciler& reconciler,
                             LocalDay day) {
    const auto input = reconciler.input(unit, day);
    if (!input) return input.error();
    Compared compared{reconcile(*input), {}};
    for (const reconciliation::Difference& difference : compared.outcome.differences) {
        auto found = unit.reconciliation().find(difference.kind, difference.key);
        if (!found) return found.error();
        Case fresh;
        fresh.difference = difference;
        compared.cases.push_back(*found ? std::move(**found) : std::move(fresh));
    }
    return compared;
}

Result<ReconciliationView> dayView(const order::UnitOfWork& unit, const Reconciler& reconciler,
                                   LocalDay day) {
    const auto compared = comparedDay(unit, reconciler, day);
    if (!compared) return compared.error();
    const auto run = unit.reconciliation().lastRun(day);
    if (!run) return run.error();
    ReconciliationView view;
    view.day = day;
    view.complete = compared->outcome.complete;
    for (const ChannelTotals& each : compared->outcome.channels)
        view.channels.push_back(totalsView(each));
    for (const Case& each : compared->cases)
        view.cases.push_back(caseView(each));
    for (const auto& each : compared->outcome.carried)
        view.carried.push_back(carriedView(each));
    if (!*run) return view;
    view.ranAt = (*run)->finishedAt;
    view.ranBy = (*run)->by;
    for (const auto& each : (*run)->bills)
        view.bills.push_back({each.channel, each.day, each.hash, each.lines});
    return view;
}

Result<CaseDetailView> detailView(const order::UnitOfWork& unit, std::int64_t number) {
    const auto found = unit.reconciliation().find(number);
    if (!found) return found.error();
    if (!*found) {
        return notFound(fmt::format("no case {}; look at: wattill reconcile cases", number));
    }
    const auto history = unit.reconciliation().history(number);
    if (!history) return history.error();
    CaseDetailView view{caseView(**found), {}};
    for (const reconciliation::CaseNote& note : *history) {
        view.history.push_back(
            {note.version, std::string(name(note.state)), note.owner, note.who, note.why, note.at});
    }
    return view;
}
}  // namespace

template <class View>
void ReconciliationAnswers::answer(Worker& worker, Answer<View> reply,
                                   std::function<Result<View>(const order::UnitOfWork&)> query) {
    const bool taken = worker.tryPost([this, reply, query = std::move(query)] {
        std::optional<Result<View>> result;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            result.emplace(query(unit));
            return result->ok() ? Result<void>{} : Result<void>{result->error()};
        });
        if (!read) return reply(read.error());
        reply(std::move(*result));
    });
    if (!taken) reply(tooManyWait());
}

void ReconciliationAnswers::see(LocalDay day, Answer<ReconciliationView> reply) {
    answer<ReconciliationView>(m_ports.books, std::move(reply),
                               [this, day](const order::UnitOfWork& unit) {
                                   return dayView(unit, m_ports.reconciler, day);
                               });
}

void ReconciliationAnswers::run(LocalDay day, Answer<ReconciliationView> reply) {
    const auto done = [this, day, reply](const Result<reconciliation::Run>& run) {
        if (!run) return reply(run.error());
        see(day, reply);
    };
    const bool taken =
        m_ports.reads.tryPost([this, day, done] { m_ports.reconciler.run(day, "staff", done); });
    if (!taken) reply(tooManyWait());
}

void ReconciliationAnswers::workbook(LocalDay day, Answer<std::string> reply) {
    answer<std::string>(m_ports.books, std::move(reply),
                        [this, day](const order::UnitOfWork& unit) -> Result<std::string> {
                            const auto compared = comparedDay(unit, m_ports.reconciler, day);
                            if (!compared) return compared.error();
                            return report::workbookBytes(
                                report::reconciliationTables(compared->outcome, compared->cases),
                                m_ports.zone);
                        });
}

void ReconciliationAnswers::cases(reconciliation::CaseQuery query,
                                  Answer<std::vector<CaseView>> reply) {
    using Views = std::vector<CaseView>;
    answer<Views>(m_ports.reads, std::move(reply),
                  [query = std::move(query)](const order::UnitOfWork& unit) -> Result<Views> {
                      const auto found = unit.reconciliation().cases(query, kMostListed);
                      if (!found) return found.error();
                      Views views;
                      for (const Case& each : *found)
                          views.push_back(caseView(each));
                      return views;
                  });
}

void ReconciliationAnswers::caseOf(std::int64_t number, Answer<CaseDetailView> reply) {
    answer<CaseDetailView>(
        m_ports.reads, std::move(reply),
        [number](const order::UnitOfWork& unit) { return detailView(unit, number); });
}

void ReconciliationAnswers::decide(std::int64_t number, reconciliation::CaseDecision decision,
                                   Answer<CaseDetailView> reply) {
    const Instant now = m_ports.clock.now();
    m_ports.database.submit(
        [number, decision = std::move(decision), now](order::UnitOfWork& unit) -> Result<void> {
            const auto decided =
                reconciliation::decide(unit.reconciliation(), number, decision, now);
            if (!decided) return decided.error();
            return followCases(unit, now);
        },
        [this, number, reply](const Result<void>& done) {
            if (!done.ok()) return reply(done.error());
            caseOf(number, reply);
        });
}

void ReconciliationAnswers::book(std::int64_t number, reconciliation::Booking booking,
                                 Answer<CaseDetailView> reply) {
    const Instant now = m_ports.clock.now();
    m_ports.log.info("case-booking", {{"case", number}, {"who", booking.who}});
    m_ports.engine.bookBilled(
        [number, booking = std::move(booking), now](order::UnitOfWork& unit) {
            return reconciliation::book(unit.reconciliation(), number, booking, now);
        },
        [this, number, reply](const Result<order::Order>& booked) {
            if (!booked.ok()) return reply(booked.error());
            caseOf(number, reply);
        });
}

}  // namespace wattill::node
