#pragma once

#include "base/log.hpp"
#include "base/random.hpp"
#include "order/outside.hpp"
#include "order/stores.hpp"
#include "order/transition.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <set>

namespace wattill::order {

struct NewCommands;

struct NewOrder {
    std::string request;  ///< made by the client, stored before sending; 8–64 letters, digits, '-'
    MeterId meter;
    Money amount;
    std::string channel;
    std::string terminal;  ///< 1–8 letters and digits; begins the order number
};

/// Moves orders: takes what happened, applies step() in a transaction, and after the commit makes
/// the calls that are due. It keeps nothing in memory that matters: after a restart recover() and
/// pump() go on from the rows.
///
/// All functions may be called from any thread and return at once; callbacks run on the thread that
/// commits, so they must not block.
class Engine {
  public:
    struct Ports {
        Database& database;
        Outside& outside;
        const Clock& clock;
        Random& random;  ///< used on the committing thread only
        Log& log;
        TimeZone zone;
    };
    using OrderDone = std::function<void(Result<Order>)>;
    using Done = std::function<void(Result<void>)>;

    Engine(Ports ports, Policy policy, StepFunction rules = step);

    /// Calls that were under way when the process ended become CallFailed. Once, before pump().
    void recover(Done done);
    /// Starts every call that is due. From a timer, every 100 ms or so; the engine also does it by
    /// itself after each commit that made something due.
    void pump();

    /// InvalidInput (amount, request key), NotFound (meter, channel), Conflict (same request key
    /// with other content; account not opened; a held order blocks the meter), Unsupported (cannot
    /// be sold to), Refused (the meter would not take so much). A repeated request gives the order
    /// that stands.
    void createOrder(NewOrder request, OrderDone done);
    /// The tenant gives up. Conflict when the order is past that.
    void cancelOrder(OrderId id, OrderDone done);
    /// `done` after the commit: only then may the channel be acknowledged. Refused when it is about
    /// another merchant's money, NotFound for an order that is not ours: both change no order and
    /// raise an alarm. `raw` is kept in the same transaction; without a channel it is not.
    void notified(payment::NotifiedFact fact, Done done, Notice raw = {});
    /// A payment that only the channel's bill tells of. `find` runs in the transaction and gives
    /// it; what it writes there is committed with the order, or not at all. The order's own rules
    /// decide: its first payment is confirmed by the channel and credited or sent back, another one
    /// goes back. NotFound for an order that is not here; Conflict when it is another channel's,
    /// when the trade is known already, while the order waits for its payment, or when it takes
    /// nothing of it.
    using FindBilled = std::function<Result<reconciliation::BilledPayment>(UnitOfWork&)>;
    void bookBilled(FindBilled find, OrderDone done);
    /// Conflict unless the order is held, or suspect, or paid late and not confirmed by the channel
    /// for Policy::lateUnconfirmed; a suspect payment that is not with us cannot
    /// be refunded. Before a held order is refunded its meter is read: Conflict where it has, or
    /// may have, the sale, Busy while what was sent may still arrive.
    void decide(OrderId id, PersonDecided decision, OrderDone done);
    /// NotFound without such a refund; Conflict unless it failed.
    void decideRefund(OrderId id, RefundDecided decision, OrderDone done);
    /// Takes a delivered sale back, whole or in part, and refunds it. Conflict (not delivered, more
    /// than is left to reverse, another one under way), Unsupported (the model gives no credit
    /// back: book a debt instead), InvalidInput, Forbidden (needs two persons, and they cannot be
    /// told apart here).
    void reverse(OrderId id, ReversalRequested request, OrderDone done);
    /// Conflict unless it is proposed, or approved by who asked for it; Forbidden to approve where
    /// two persons cannot be told apart.
    void decideReversal(OrderId id, ReversalDecided decision, OrderDone done);

    /// How a reversal commands the meter: keeps the command in the given transaction. Set before
    /// use.
    using Commander = std::function<Result<void>(UnitOfWork&, const NewCommands&)>;
    void commandThrough(Commander commander) { m_commander = std::move(commander); }
    /// `observer` runs after each commit that changed an order. Set before use.
    void onChanged(std::function<void(const Order&)> observer) { m_observer = std::move(observer); }

    [[nodiscard]] const Policy& policy() const { return m_policy; }

  private:
    struct Batch;
    using Work = std::function<Result<void>(UnitOfWork&, Batch&)>;

    void submit(Work work, Done done);
    void released(const Batch& batch);
    Result<void> pumpIn(UnitOfWork& unit, Batch& batch);
    Result<void> failLostCalls(UnitOfWork& unit, Batch& batch);
    Result<void> claim(UnitOfWork& unit, const Call& call, Batch& batch);
    Result<void> lookAtCommand(UnitOfWork& unit, const Order& order, const Call& call,
                               Batch& batch);
    Result<void> takeCreditBack(UnitOfWork& unit, const Order& order, int number);
    Result<Order> open(UnitOfWork& unit, const NewOrder& request, Batch& batch);
    Result<Order> apply(UnitOfWork& unit, const Order& order, const Event& event, Batch& batch);
    Result<void> applyEffects(UnitOfWork& unit, const Order& order,
                              const std::vector<Effect>& effects, Batch& batch);
    /// Empty: it is taken.
    Result<std::optional<Error>> take(UnitOfWork& unit, const payment::NotifiedFact& told,
                                      Notice raw, Batch& batch);
    /// As the order knows it: what came to us is the order's, whatever name we had at the channel
    /// when it was made.
    [[nodiscard]] payment::PaymentFact ofOrder(payment::PaymentFact fact, const Order& order) const;
    /// What happened, as the order and its meter count.
    [[nodiscard]] Result<Event> completed(const UnitOfWork& unit, const Order& order,
                                          Event event) const;
    [[nodiscard]] std::optional<std::string> merchantFor(const std::optional<Order>& order,
                                                         const std::string& channel) const;
    using Allowed = std::function<Result<void>(const Order&)>;
    void changeOrder(OrderId id, Event event, Allowed allowed, OrderDone done);
    void refundHeld(const Order& order, PersonDecided decision, OrderDone done);
    void decideAsRead(OrderId id, PersonDecided decision, OrderDone done);
    void remember(const Call& call);
    void forget(const Call& call);
    [[nodiscard]] bool isUnderWay(const Call& call) const;
    void callOutside(const Order& order, const Call& call);
    void finished(const Call& call, const Result<OutsideReply>& reply);
    [[nodiscard]] OrderId newOrderId(const std::string& terminal, Instant now);

    Ports m_ports;
    Policy m_policy;
    StepFunction m_rules;
    std::function<void(const Order&)> m_observer;
    Commander m_commander;
    std::atomic<bool> m_pumpQueued{false};
    /// Calls that this process has under way. A started row that is not among them was lost, by a
    /// restart or because its outcome could not be written.
    mutable std::mutex m_underWayGuard;
    std::set<std::int64_t> m_underWay;
};

}  // namespace wattill::order
