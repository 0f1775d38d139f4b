#pragma once

#include "api/bus_service.hpp"
#include "api/command_service.hpp"
#include "api/reconciliation_service.hpp"
#include "api/types.hpp"
#include "metering/meter.hpp"
#include "order/alarm_end.hpp"
#include "order/event.hpp"
#include "payment/gateway.hpp"

#include <functional>
#include <string>
#include <vector>

namespace wattill::api {

/// Takes the answer to one request. It may be called from any thread, also before the function that
/// was given it returns, and also after the server has gone. Only the first call counts. An Error's
/// code and message go to the client, its context goes to nobody.
template <class View>
using Reply = std::function<void(Result<View>)>;

/// The longest that followOrder() may be asked to wait.
inline constexpr Duration kLongestWait{25'000};

/// A sheet as `wattill import` reads it.
struct SheetUpload {
    std::string kind;      ///< "meters" or "history"
    std::string fileName;  ///< for error texts only; never opened
    std::string text;      ///< CSV, UTF-8, at most 4 MiB
};

/// What the routes ask for: one function per route, with checked input. Called on the server's I/O
/// thread only, so no function may block; whatever takes time replies later. Answers mean what
/// Client says about them.
class Service {
  public:
    virtual ~Service() = default;

    // ---- for everybody on the machine
    virtual void site(Reply<SiteView> reply) = 0;
    /// `number` is 1–20 digits.
    virtual void lookup(std::string number, Reply<std::vector<MatchView>> reply) = 0;
    virtual void meter(MeterId meter, Reply<MeterView> reply) = 0;
    /// Asks the meter first; gives what is known when it does not answer within a few seconds.
    virtual void freshMeter(MeterId meter, Reply<MeterView> reply) = 0;
    /// `from` ≤ `to`, at most 366 days.
    virtual void days(MeterId meter, LocalDay from, LocalDay to,
                      Reply<std::vector<DayView>> reply) = 0;
    /// Replies when the order is committed; the code may still be missing: clients follow the
    /// order.
    virtual void createOrder(NewOrderView order, Reply<OrderView> reply) = 0;
    virtual void order(OrderId id, Reply<OrderView> reply) = 0;
    /// Replies once the order's version is above `version`, or after `wait` (at most kLongestWait)
    /// with the order as it is then. The wait is the service's to keep; the server only holds the
    /// reply.
    virtual void followOrder(OrderId id, std::int64_t version, Duration wait,
                             Reply<OrderView> reply) = 0;
    virtual void cancelOrder(OrderId id, Reply<OrderView> reply) = 0;
    /// Newest first.
    virtual void ordersOfMeter(MeterId meter, Reply<std::vector<OrderView>> reply) = 0;

    // ---- staff: the caller's token was checked
    virtual void meters(Reply<std::vector<MeterView>> reply) = 0;
    virtual void readMeter(MeterId meter, Reply<MeterView> reply) = 0;
    /// All states when `states` is empty. Newest first.
    virtual void orders(std::vector<order::State> states, Reply<std::vector<OrderView>> reply) = 0;
    virtual void decideOrder(OrderId id, order::PersonDecided decision, Reply<OrderView> reply) = 0;
    /// See order::Engine for the errors of these.
    virtual void decideRefund(OrderId id, order::RefundDecided decision,
                              Reply<OrderView> reply) = 0;
    virtual void reverseOrder(OrderId id, order::ReversalRequested wish,
                              Reply<OrderView> reply) = 0;
    virtual void decideReversal(OrderId id, order::ReversalDecided decision,
                                Reply<OrderView> reply) = 0;
    virtual void alarms(bool openOnly, Reply<std::vector<AlarmView>> reply) = 0;
    /// See order::endAlarm for the errors.
    virtual void endAlarm(std::int64_t number, order::AlarmEnd end, Reply<AlarmView> reply) = 0;
    virtual void verifyLedger(Reply<LedgerView> reply) = 0;
    /// Conflict while an order for or a command to the old meter is under way.
    virtual void replaceMeter(MeterId old, NewMeter now, Reply<ReplacementView> reply) = 0;
    virtual void importSheet(SheetUpload sheet, Reply<ImportReport> reply) = 0;
    virtual void health(Reply<HealthView> reply) = 0;
    /// What looks at the lines and their meters.
    [[nodiscard]] virtual BusService& lines() = 0;
    /// What is to be done to meters, and what came of it.
    [[nodiscard]] virtual CommandService& commands() = 0;
    /// What compares bills, books and meters.
    [[nodiscard]] virtual ReconciliationService& reconciliations() = 0;

    // ---- the payment channels, on the listener of their own
    /// Replies with the acknowledgement, only after the fact is committed. NotFound for a channel
    /// that is not configured; Unauthorised for a signature that does not fit.
    virtual void notify(std::string channel, payment::Notification notification,
                        Reply<std::string> reply) = 0;
};

}  // namespace wattill::api
