#pragma once

#include "ledger/store.hpp"
#include "metering/reading_store.hpp"
#include "order/command_store.hpp"
#include "order/event.hpp"
#include "order/notice.hpp"
#include "reconciliation/store.hpp"
#include "tenancy/site.hpp"

#include <functional>
#include <vector>

namespace wattill::order {

class OrderStore {
  public:
    virtual ~OrderStore() = default;
    /// Conflict when the id or the request key is taken.
    virtual Result<void> insert(const Order& order) = 0;
    /// Replaces the order whose version is order.version - 1; Conflict when it is another. Conflict
    /// too when the order would own a meter that another one owns.
    virtual Result<void> update(const Order& order) = 0;
    [[nodiscard]] virtual Result<std::optional<Order>> find(const OrderId& id) const = 0;
    [[nodiscard]] virtual Result<std::optional<Order>> findByRequest(
        const std::string& request) const = 0;
    /// The order that owns the meter (ownsMeter), if any.
    [[nodiscard]] virtual Result<std::optional<OrderId>> ownerOf(const MeterId& meter) const = 0;
    /// The highest purchase count that an order of this meter ever had for its sale; 0 without one.
    [[nodiscard]] virtual Result<std::uint32_t> lastSaleCount(const MeterId& meter) const = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<Order>> ofMeter(const MeterId& meter,
                                                             std::size_t most) const = 0;
    /// Newest first; all states when `states` is empty.
    [[nodiscard]] virtual Result<std::vector<Order>> list(const std::vector<State>& states,
                                                          std::size_t most) const = 0;
};

/// A call that an order wants or has under way.
struct Call {
    std::int64_t id = 0;
    OrderId order;
    CallKind kind{};
    Instant dueAt;
    int attempt = 0;
    std::optional<Instant> startedAt;  ///< set: under way, or lost in a restart
};

class CallStore {
  public:
    virtual ~CallStore() = default;
    /// Adds a waiting call, or moves the waiting one of that kind to the earlier of both times.
    virtual Result<void> schedule(const OrderId& order, const Schedule& what) = 0;
    virtual Result<void> drop(const OrderId& order, CallKind kind) = 0;
    /// Moves one waiting call.
    virtual Result<void> postpone(std::int64_t id, Instant dueAt) = 0;
    virtual Result<void> markStarted(std::int64_t id, Instant at) = 0;
    virtual Result<void> remove(std::int64_t id) = 0;
    [[nodiscard]] virtual Result<std::optional<Call>> find(std::int64_t id) const = 0;
    /// Waiting calls due at `now` or before, earliest first.
    [[nodiscard]] virtual Result<std::vector<Call>> due(Instant now, std::size_t most) const = 0;
    [[nodiscard]] virtual Result<std::vector<Call>> started() const = 0;
    [[nodiscard]] virtual Result<std::vector<Call>> ofOrder(const OrderId& order) const = 0;
};

struct Alarm {
    std::int64_t id = 0;
    AlarmKind kind{};
    OrderId order;  ///< or the number of the command, or the name of the channel, it is about
    MeterId meter;
    Instant raisedAt;
    std::optional<Instant> clearedAt;
    std::string text;
    std::string endedBy = {};  ///< empty: it is open, or ended by itself
    std::string endedWhy = {};
};

class AlarmStore {
  public:
    virtual ~AlarmStore() = default;
    /// Nothing happens when the same kind is open for the order already.
    virtual Result<void> raise(const Alarm& alarm) = 0;
    virtual Result<void> clear(const OrderId& order, AlarmKind kind, Instant at) = 0;
    /// Clears one alarm, by a person. Conflict when it is not open.
    virtual Result<void> end(std::int64_t id, const std::string& who, const std::string& why,
                             Instant at) = 0;
    [[nodiscard]] virtual Result<std::optional<Alarm>> find(std::int64_t id) const = 0;
    /// Newest first; only those not cleared when `openOnly`.
    [[nodiscard]] virtual Result<std::vector<Alarm>> list(bool openOnly,
                                                          std::size_t most) const = 0;
};

/// Everything that one transaction may touch. Valid only inside the work it was given to.
class UnitOfWork {
  public:
    virtual ~UnitOfWork() = default;
    virtual OrderStore& orders() = 0;
    virtual CallStore& calls() = 0;
    virtual AlarmStore& alarms() = 0;
    virtual CommandStore& commands() = 0;
    virtual ledger::LedgerStore& ledger() = 0;
    virtual tenancy::TenancyStore& tenancy() = 0;
    virtual metering::ReadingStore& readings() = 0;
    virtual reconciliation::ReconciliationStore& reconciliation() = 0;
    virtual NoticeStore& notices() = 0;
    [[nodiscard]] virtual const OrderStore& orders() const = 0;
    [[nodiscard]] virtual const CallStore& calls() const = 0;
    [[nodiscard]] virtual const AlarmStore& alarms() const = 0;
    [[nodiscard]] virtual const CommandStore& commands() const = 0;
    [[nodiscard]] virtual const ledger::LedgerStore& ledger() const = 0;
    [[nodiscard]] virtual const tenancy::TenancyStore& tenancy() const = 0;
    [[nodiscard]] virtual const metering::ReadingStore& readings() const = 0;
    [[nodiscard]] virtual const reconciliation::ReconciliationStore& reconciliation() const = 0;
    [[nodiscard]] virtual const NoticeStore& notices() const = 0;
};

/// One writer, many readers.
class Database {
  public:
    using Work = std::function<Result<void>(UnitOfWork&)>;
    using Done = std::function<void(Result<void>)>;
    using ReadWork = std::function<Result<void>(const UnitOfWork&)>;
    virtual ~Database() = default;
    /// Queues `work`; returns at once; any thread. It runs in a savepoint of its own and shares one
    /// commit with whatever else waits. `done` runs after that commit reached the disk, or, with
    /// the error, after the work's savepoint or the whole commit was rolled back. A full queue:
    /// `done` runs at once with Busy.
    virtual void submit(Work work, Done done) = 0;
    /// Runs `work` on this thread against a snapshot of what is committed; blocks for the query.
    virtual Result<void> read(const ReadWork& work) = 0;
};

}  // namespace wattill::order
