#pragma once

#include "api/service.hpp"
#include "bus_samples.hpp"
#include "command_samples.hpp"
#include "reconciliation_samples.hpp"
#include "samples.hpp"

#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace wattill::api {

/// Answers every call with the sample of its kind, or with `fail`, and notes what it was asked.
/// followOrder() holds its reply until release().
class FakeService final : public Service,
                          private BusService,
                          private CommandService,
                          private ReconciliationService {
  public:
    [[nodiscard]] BusService& lines() override { return *this; }
    [[nodiscard]] CommandService& commands() override { return *this; }
    [[nodiscard]] ReconciliationService& reconciliations() override { return *this; }

    void site(Reply<SiteView> reply) override { answer("site", reply, samples::site()); }
    void lookup(std::string number, Reply<std::vector<MatchView>> reply) override {
        answer("lookup " + number, reply, std::vector{samples::match()});
    }
    void meter(MeterId meter, Reply<MeterView> reply) override {
        answer("meter " + meter.text(), reply, samples::meter());
    }
    void freshMeter(MeterId meter, Reply<MeterView> reply) override {
        answer("fresh " + meter.text(), reply, samples::meter());
    }
    void days(MeterId meter, LocalDay from, LocalDay to,
              Reply<std::vector<DayView>> reply) override {
        answer(fmt::format("days {} {} {}", meter.text(), dayText(from), dayText(to)), reply,
               samples::meter().days);
    }
    void createOrder(NewOrderView order, Reply<OrderView> reply) override {
        answer(fmt::format("create {} {}", order.request, order.amount.fen()), reply,
               samples::order());
    }
    void order(OrderId id, Reply<OrderView> reply) override {
        answer("order " + id.text(), reply, samples::order());
    }
    void followOrder(OrderId id, std::int64_t version, Duration wait,
                     Reply<OrderView> reply) override {
        const std::lock_guard lock(m_mutex);
        m_asked = fmt::format("follow {} {} {}", id.text(), version, wait.count());
        m_held.push_back(std::move(reply));
        m_changed.notify_all();
    }
    void cancelOrder(OrderId id, Reply<OrderView> reply) override {
        answer("cancel " + id.text(), reply, samples::order());
    }
    void ordersOfMeter(MeterId meter, Reply<std::vector<OrderView>> reply) override {
        answer("orders of " + meter.text(), reply, std::vector{samples::order()});
    }
    void meters(Reply<std::vector<MeterView>> reply) override {
        answer("meters", reply, std::vector{samples::meter(), samples::meter()});
    }
    void readMeter(MeterId meter, Reply<MeterView> reply) override {
        answer("read " + meter.text(), reply, samples::meter());
    }
    void replaceMeter(MeterId old, NewMeter now, Reply<ReplacementView> reply) override {
        answer(fmt::format("replace {} {} {} {}", old.text(), now.meter.text(),
                           now.profile.value_or("-"), now.address.value_or(0)),
               reply, samples::replacement());
    }
    void orders(std::vector<order::State> states, Reply<std::vector<OrderView>> reply) override {
        std::string asked = "orders";
        for (const auto state : states)
            asked += fmt::format(" {}", order::name(state));
        answer(asked, reply, std::vector{samples::order()});
    }
    void decideOrder(OrderId id, order::PersonDecided decision, Reply<OrderView> reply) override {
        const bool refund = decision.decision == order::Decision::Refund;
        answer(fmt::format("decide {} {} {} {}", id.text(), refund ? "refund" : "delivered",
                           decision.who, decision.why),
               reply, samples::order());
    }
    void decideRefund(OrderId id, order::RefundDecided decision, Reply<OrderView> reply) override {
        const bool again = decision.decision == order::RefundDecision::Again;
        answer(fmt::format("refund {} {} {} {} {}", id.text(), decision.refund.text(),
                           again ? "again" : "by-hand", decision.who, decision.why),
               reply, samples::order());
    }
    void reverseOrder(OrderId id, order::ReversalRequested wish, Reply<OrderView> reply) override {
        answer(fmt::format("reverse {} {} {} {} {}", id.text(), wish.amount.yuanText(),
                           order::name(wish.way), wish.who, wish.why),
               reply, samples::order());
    }
    void decideReversal(OrderId id, order::ReversalDecided decision,
                        Reply<OrderView> reply) override {
        answer(fmt::format("reversal {} {} {} {} {}", id.text(), decision.number,
                           decision.approved ? "approve" : "withdraw", decision.who, decision.why),
               reply, samples::order());
    }
    void alarms(bool openOnly, Reply<std::vector<AlarmView>> reply) override {
        answer(openOnly ? "open alarms" : "all alarms", reply, std::vector{samples::alarm()});
    }
    void endAlarm(std::int64_t number, order::AlarmEnd end, Reply<AlarmView> reply) override {
        answer(fmt::format("end alarm {} {} {}", number, end.who, end.why), reply,
               samples::alarm());
    }
    void verifyLedger(Reply<LedgerView> reply) override {
        answer("verify", reply, samples::ledger());
    }
    void importSheet(SheetUpload sheet, Reply<ImportReport> reply) override {
        answer(fmt::format("import {} {} {}", sheet.kind, sheet.fileName, sheet.text.size()), reply,
               ImportReport{8, 0, {}});
    }
    void health(Reply<HealthView> reply) override { answer("health", reply, samples::health()); }
    void notify(std::string channel, payment::Notification notification,
                Reply<std::string> reply) override {
        answer(fmt::format("notify {} {} {} from {}", channel, notification.contentType,
                           notification.body, notification.remote),
               reply, std::string("success"));
    }

    void fail(Error error) {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
    }
    /// What bus() tells from now on.
    void show(BusDetailView detail) {
        const std::lock_guard lock(m_mutex);
        m_detail = std::move(detail);
    }
    /// What was asked for last; the site, asked for its time, does not count.
    [[nodiscard]] std::string wish() const {
        const std::lock_guard lock(m_mutex);
        return m_wish;
    }
    /// What the last call was.
    [[nodiscard]] std::string asked() const {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }
    /// False when not so many polls came within 10 s.
    [[nodiscard]] bool waitForHeld(std::size_t count) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10),
                                  [&] { return m_held.size() >= count; });
    }
    /// Answers every held poll, from this thread.
    void release(const OrderView& order) {
        std::list<Reply<OrderView>> held;
        {
            const std::lock_guard lock(m_mutex);
            held.swap(m_held);
        }
        for (const auto& reply : held)
            reply(order);
    }

  private:
    // ---- CommandService
    template <class View>
    using Told = std::function<void(Result<View>)>;
    void request(order::NewCommands wish, Told<CommandBatchView> reply) override {
        answer(fmt::format("command {} {} {} {}", wish.request, order::commandText(wish.command),
                           wish.meters.size(), wish.operatedBy),
               reply, samples::commandBatch());
    }
    void list(order::TicketQuery query, Told<std::vector<CommandView>> reply) override {
        answer(fmt::format("commands {} {} {}", query.states.size(),
                           query.batch ? query.batch->text() : "-", query.attentionOnly),
               reply, std::vector{samples::command()});
    }
    void find(order::TicketId id, Told<CommandView> reply) override {
        answer("find command " + id.text(), reply, samples::command());
    }
    void cancel(order::TicketId id, Told<CommandView> reply) override {
        answer("cancel command " + id.text(), reply, samples::command());
    }
    void resolve(order::TicketId id, order::TicketResolved found,
                 Told<CommandView> reply) override {
        answer(fmt::format("resolve {} {} {} {}", id.text(), order::name(found.verdict), found.who,
                           found.why),
               reply, samples::command());
    }
    void batch(order::BatchId id, Told<CommandBatchView> reply) override {
        answer("batch " + id.text(), reply, samples::commandBatch());
    }
    void follow(order::BatchId id, std::int64_t version, Duration wait,
                Told<CommandBatchView> reply) override {
        answer(fmt::format("follow {} {} {}", id.text(), version, wait.count()), reply,
               samples::commandBatch());
    }
    void cancelBatch(order::BatchId id, Told<CommandBatchView> reply) override {
        answer("cancel batch " + id.text(), reply, samples::commandBatch());
    }

    // ---- ReconciliationService
    void see(LocalDay day, Told<ReconciliationView> reply) override {
        answer("see reconciliation " + dayText(day), reply, samples::reconciliation());
    }
    void run(LocalDay day, Told<ReconciliationView> reply) override {
        answer("reconcile " + dayText(day), reply, samples::reconciliation());
    }
    void workbook(LocalDay day, Told<std::string> reply) override {
        answer("workbook " + dayText(day), reply, std::string("PK\0\1", 4));
    }
    void cases(reconciliation::CaseQuery query, Told<std::vector<CaseView>> reply) override {
        answer(fmt::format("cases {}", query.states.size()), reply,
               std::vector{samples::reconciliationCase()});
    }
    void caseOf(std::int64_t number, Told<CaseDetailView> reply) override {
        answer(fmt::format("case {}", number), reply, samples::caseDetail());
    }
    void decide(std::int64_t number, reconciliation::CaseDecision decision,
                Told<CaseDetailView> reply) override {
        answer(fmt::format("decide case {} {} {} {}", number, decision.owner, decision.who,
                           decision.why),
               reply, samples::caseDetail());
    }
    void book(std::int64_t number, reconciliation::Booking booking,
              Told<CaseDetailView> reply) override {
        answer(fmt::format("book case {} {} {}", number, booking.who, booking.why), reply,
               samples::caseDetail());
    }

    // ---- BusService
    void metrics(BusService::Answer<std::string> reply) override {
        answer("metrics", reply, std::string("wattill_up 1\n"));
    }
    void buses(BusService::Answer<std::vector<BusView>> reply) override {
        answer("buses", reply, std::vector{samples::bus()});
    }
    void bus(BusId bus, BusService::Answer<BusDetailView> reply) override {
        std::unique_lock lock(m_mutex);
        BusDetailView detail = m_detail;
        lock.unlock();
        answer("bus " + bus.text(), reply, std::move(detail));
    }
    void startTrace(BusId bus, Duration time, BusService::Answer<TraceView> reply) override {
        answer(fmt::format("start trace {} {}", bus.text(), time.count()), reply, samples::trace());
    }
    void trace(BusId bus, std::int64_t after, BusService::Answer<TraceView> reply) override {
        answer(fmt::format("trace {} {}", bus.text(), after), reply, samples::trace());
    }
    void probe(BusId bus, ProbeBody what, BusService::Answer<ProbeView> reply) override {
        answer(fmt::format("probe {} {} {}", bus.text(), what.address, what.profile.value_or("-")),
               reply, samples::probe());
    }

    template <class View>
    void answer(const std::string& asked, const Reply<View>& reply, View view) {
        std::optional<Error> error;
        {
            const std::lock_guard lock(m_mutex);
            m_asked = asked;
            if (asked != "site") m_wish = asked;
            error = m_error;
        }
        if (error) return reply(*error);
        reply(std::move(view));
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_asked;
    std::string m_wish;
    std::optional<Error> m_error;
    BusDetailView m_detail = samples::busDetail();
    std::list<Reply<OrderView>> m_held;
};

}  // namespace wattill::api
