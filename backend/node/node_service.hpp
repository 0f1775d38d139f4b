#pragma once

#include "api/service.hpp"
#include "node/channels.hpp"
#include "node/config.hpp"
#include "node/fleet.hpp"
#include "node/import.hpp"
#include "node/notice_quota.hpp"
#include "node/sale_gate.hpp"
#include "node/views.hpp"
#include "node/waiters.hpp"
#include "node/worker.hpp"
#include "order/engine.hpp"

#include <atomic>

namespace wattill::node {

/// What the API's routes come to: queries on the read thread, orders through the engine, meters
/// through the fleet. It keeps nothing of its own but a quota; every function returns at once.
class NodeService final : public api::Service {
  public:
    struct Ports {
        const Config& config;
        order::Database& database;
        order::Engine& engine;
        Fleet& fleet;
        MeterBoard& board;
        const Channels& channels;
        OrderWaiters& waiters;
        Worker& reads;  ///< short queries
        Worker& books;  ///< what takes long: verifying the ledger, sheets
        Executor& timer;
        const Clock& clock;
        Log& log;
        TimeZone zone;
        Instant startedAt;
        api::BusService& lines;
        api::CommandService& commands;
        api::ReconciliationService& reconciliations;
        const SaleGate& gate;
    };
    explicit NodeService(Ports ports) : m_ports(std::move(ports)) {}

    void site(api::Reply<api::SiteView> reply) override;
    void lookup(std::string number, api::Reply<std::vector<api::MatchView>> reply) override;
    void meter(MeterId meter, api::Reply<api::MeterView> reply) override;
    void freshMeter(MeterId meter, api::Reply<api::MeterView> reply) override;
    void days(MeterId meter, LocalDay from, LocalDay to,
              api::Reply<std::vector<api::DayView>> reply) override;
    void createOrder(api::NewOrderView order, api::Reply<api::OrderView> reply) override;
    void order(OrderId id, api::Reply<api::OrderView> reply) override;
    void followOrder(OrderId id, std::int64_t version, Duration wait,
                     api::Reply<api::OrderView> reply) override;
    void cancelOrder(OrderId id, api::Reply<api::OrderView> reply) override;
    void ordersOfMeter(MeterId meter, api::Reply<std::vector<api::OrderView>> reply) override;

    void meters(api::Reply<std::vector<api::MeterView>> reply) override;
    void readMeter(MeterId meter, api::Reply<api::MeterView> reply) override;
    void orders(std::vector<order::State> states,
                api::Reply<std::vector<api::OrderView>> reply) override;
    void decideOrder(OrderId id, order::PersonDecided decision,
                     api::Reply<api::OrderView> reply) override;
    void decideRefund(OrderId id, order::RefundDecided decision,
                      api::Reply<api::OrderView> reply) override;
    void reverseOrder(OrderId id, order::ReversalRequested wish,
                      api::Reply<api::OrderView> reply) override;
    void decideReversal(OrderId id, order::ReversalDecided decision,
                        api::Reply<api::OrderView> reply) override;
    void alarms(bool openOnly, api::Reply<std::vector<api::AlarmView>> reply) override;
    void endAlarm(std::int64_t number, order::AlarmEnd end,
                  api::Reply<api::AlarmView> reply) override;
    void verifyLedger(api::Reply<api::LedgerView> reply) override;
    void replaceMeter(MeterId old, api::NewMeter now,
                      api::Reply<api::ReplacementView> reply) override;
    void importSheet(api::SheetUpload sheet, api::Reply<api::ImportReport> reply) override;
    void health(api::Reply<api::HealthView> reply) override;
    [[nodiscard]] api::BusService& lines() override { return m_ports.lines; }
    [[nodiscard]] api::CommandService& commands() override { return m_ports.commands; }
    [[nodiscard]] api::ReconciliationService& reconciliations() override {
        return m_ports.reconciliations;
    }

    void notify(std::string channel, payment::Notification notification,
                api::Reply<std::string> reply) override;

  private:
    template <class View>
    using Query = std::function<Result<View>(const order::UnitOfWork&)>;
    /// Runs `query` on the worker and gives its answer to `reply`; Busy when too many wait.
    template <class View>
    void answer(Worker& worker, api::Reply<View> reply, Query<View> query);
    [[nodiscard]] ViewContext context(const order::UnitOfWork& unit) const;
    [[nodiscard]] Result<api::MeterView> viewOf(const order::UnitOfWork& unit,
                                                const MeterId& meter) const;
    [[nodiscard]] Result<api::MeterView> viewOf(const order::UnitOfWork& unit,
                                                const tenancy::MeterPlace& place) const;
    void replyOrder(const Result<order::Order>& order, const api::Reply<api::OrderView>& reply);
    /// `done` with the view once the meter answered, else with the error.
    Fleet::ReadingDone thenView(const MeterId& meter, api::Reply<api::MeterView> reply);
    void importMeterSheet(const api::SheetUpload& sheet,
                          const api::Reply<api::ImportReport>& reply);
    void importHistorySheet(const api::SheetUpload& sheet,
                            const api::Reply<api::ImportReport>& reply);
    /// The place that the new meter takes; InvalidInput when it cannot be there.
    [[nodiscard]] Result<tenancy::MeterPlace> placeAfter(const tenancy::MeterPlace& old,
                                                         const api::NewMeter& now) const;
    void keepRefused(order::Notice notice);
    void noteReplaced(const LeftOver& left) const;
    void takeNewPlaces(api::ImportReport report, const api::Reply<api::ImportReport>& reply);

    const Ports m_ports;
    NoticeQuota m_refusedNotices;
};

}  // namespace wattill::node
