#pragma once

#include "api/types.hpp"
#include "base/result.hpp"

#include <memory>

namespace wattill::api {

/// The node's API from the other side. Blocking; one object per thread. Errors of the node come
/// back as they were there (code and message); a node that is not there is Unreachable, one that
/// does not answer in time is Timeout.
class Client {
  public:
    virtual ~Client() = default;

    // ---- for everybody on the machine
    virtual Result<SiteView> site() = 0;
    virtual Result<std::vector<MatchView>> lookup(const std::string& number) = 0;
    virtual Result<MeterView> meter(const MeterId& meter) = 0;
    /// Asks the meter itself before answering (somebody stands at the kiosk); falls back on what is
    /// known when it does not answer in time.
    virtual Result<MeterView> freshMeter(const MeterId& meter) = 0;
    virtual Result<std::vector<DayView>> days(const MeterId& meter, LocalDay from, LocalDay to) = 0;
    virtual Result<OrderView> createOrder(const NewOrderView& order) = 0;
    virtual Result<OrderView> order(const OrderId& id) = 0;
    /// Answers as soon as the order's version is above `version`, or after `wait` as it is then.
    virtual Result<OrderView> followOrder(const OrderId& id, std::int64_t version,
                                          Duration wait) = 0;
    virtual Result<OrderView> cancelOrder(const OrderId& id) = 0;
    virtual Result<std::vector<OrderView>> ordersOfMeter(const MeterId& meter) = 0;

    // ---- staff: need the token
    virtual Result<std::vector<MeterView>> meters() = 0;
    virtual Result<MeterView> readMeter(const MeterId& meter) = 0;
    /// `now` hangs where `old` hung. Conflict while an order or a command of `old` is under way.
    virtual Result<ReplacementView> replaceMeter(const MeterId& old, const NewMeter& now) = 0;
    virtual Result<std::vector<OrderView>> orders(const std::vector<std::string>& states) = 0;
    /// `decision`: "delivered", "refund", "refund-unproven" or "nothing-to-do".
    virtual Result<OrderView> decideOrder(const OrderId& id,
                                          const SignedDecisionBody& decision) = 0;
    /// `decision`: "again" or "by-hand".
    virtual Result<OrderView> decideRefund(const OrderId& id, const std::string& refund,
                                           const SignedDecisionBody& decision) = 0;
    virtual Result<OrderView> reverseOrder(const OrderId& id, const ReversalBody& wish) = 0;
    /// `decision`: "approve" or "withdraw".
    virtual Result<OrderView> decideReversal(const OrderId& id, std::int64_t number,
                                             const SignedDecisionBody& decision) = 0;
    virtual Result<std::vector<AlarmView>> alarms(bool openOnly) = 0;
    /// Conflict when it is over, or when something else ends it: the message says what.
    virtual Result<AlarmView> endAlarm(std::int64_t number, const AlarmEndBody& end) = 0;
    virtual Result<LedgerView> verifyLedger() = 0;
    /// The text of a sheet (CSV) as `wattill import` reads it; `kind` is "meters" or "history".
    /// All rows or none.
    virtual Result<ImportReport> importSheet(const std::string& kind, const std::string& fileName,
                                             const std::string& text) = 0;
    virtual Result<HealthView> health() = 0;
};

struct ClientConfig {
    std::string socketPath;
    Secret staffToken;  ///< empty: no staff calls
    Duration timeout{10'000};
};

[[nodiscard]] std::unique_ptr<Client> makeClient(ClientConfig config);

}  // namespace wattill::api
