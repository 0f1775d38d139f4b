#pragma once

#include "simulation/books.hpp"
#include "simulation/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace wattill::simulation {

/// Accounts that are not at zero, in fen: debits are positive.
using Balances = std::map<std::string, std::int64_t>;

/// A site without weather. A script says who orders and pays, and what goes wrong at which call;
/// everything else goes well. Meters use nothing, so that their balances tell what came to them.
class Stage {
  public:
    static constexpr std::int64_t kFen = 10'000;  ///< of an order, where nothing else is said
    using Way = GatewayModel::Way;

    Stage();

    // ---- time, power, clocks
    void pass(Duration time) { m_world.pass(time); }
    /// False when it did not come about within a minute.
    bool await(const std::function<bool()>& come);
    /// The node's civil clock is off from here on.
    void setClock(Duration off);
    void cutPower();
    void restorePower() { m_world.startNode(); }

    // ---- what goes wrong
    /// Strikes the next `times` it could, at whatever call.
    void strike(Fault fault, int times = 1);
    /// Strikes the next `times` calls of this kind.
    template <class Call>
    void strike(Fault fault, int times = 1) {
        m_strikes.push_back({OutsideCall(Call{}).index(), fault, times});
    }
    static constexpr int kAlways = 1'000'000;
    /// Whatever was to strike does not any more.
    void forgive() { m_strikes.clear(); }
    void changeChannel(const std::string& channel,
                       const std::function<void(GatewayModel::Traits&)>& change);
    [[nodiscard]] GatewayModel& channel(const std::string& name) {
        return m_world.channels().at(name);
    }
    [[nodiscard]] MeterModel& meter(int number = 1) { return m_world.meters().at(meterId(number)); }
    void silenceMeter(Duration time, int number = 1);
    [[nodiscard]] World& world() { return m_world; }

    // ---- tenants
    /// Presses the button; returns when the order is on disk.
    OrderId press(const std::string& channel, int meter = 1, std::int64_t fen = kFen);
    /// And waits for the code.
    OrderId order(const std::string& channel, int meter = 1, std::int64_t fen = kFen);
    /// False when the channel takes no money any more.
    bool pay(const OrderId& order, Way way = Way::Right);
    bool payAgain(const OrderId& order);
    void scan(const OrderId& order);
    void cancel(const OrderId& order);

    // ---- people; empty when it was done, else why not
    std::string decide(const OrderId& order, order::Decision decision);
    std::string decideRefund(const OrderId& order, int number, order::RefundDecision decision);
    std::string reverse(const OrderId& order, const std::string& request, std::int64_t fen,
                        order::ReversalWay way);

    // ---- the channels' bills
    /// What the channel did on one of its days, without the trades of `lost`.
    void bill(const std::string& channel, LocalDay day, const std::vector<std::string>& lost = {});
    struct Compared {
        std::vector<std::string> cases;  ///< the kinds of all that wait then: "unmatched-in"
        std::int64_t carried = 0;
    };
    Compared reconcile(LocalDay day);
    /// A person books the payment of the waiting case of this kind. Empty when it was done.
    std::string book(const std::string& kind);

    // ---- what came of it, as it is on disk
    [[nodiscard]] order::Order at(const OrderId& order);
    [[nodiscard]] std::string state(const OrderId& order);
    /// "returned", "asked" …, of each refund.
    [[nodiscard]] std::vector<std::string> refunds(const OrderId& order);
    [[nodiscard]] Balances balances();
    /// The kinds of the open alarms, by name.
    [[nodiscard]] std::vector<std::string> alarms();
    /// What the meter took of ours, and what it has more than at the beginning.
    [[nodiscard]] std::size_t sales(int meter = 1);
    [[nodiscard]] std::int64_t credit(int meter = 1);
    /// What the channel gave back of all payments of the order.
    [[nodiscard]] std::int64_t wentBack(const OrderId& order);
    /// How often the node made this kind of call.
    template <class Call>
    [[nodiscard]] int calls() const {
        const auto found = m_calls.find(OutsideCall(Call{}).index());
        return found == m_calls.end() ? 0 : found->second;
    }

    /// A day and a half of rest, then the reckoning of every run. Empty when all held.
    [[nodiscard]] std::string settle() { return m_world.settleAndReckon(); }
    /// All that happened, for a person whose test failed.
    [[nodiscard]] const std::string& trace() { return m_world.host().journal.text(); }

  private:
    using OutsideCall = order::OutsideCall;
    struct Strike {
        std::size_t call = 0;
        Fault fault{};
        int times = 0;
    };
    void see(const OutsideCall& call);
    [[nodiscard]] Books books();
    [[nodiscard]] GatewayModel& channelOf(const OrderId& order);
    using Ask = std::function<void(order::Engine&, order::Engine::OrderDone)>;
    Result<order::Order> ask(const Ask& ask);

    World m_world;
    std::vector<Strike> m_strikes;
    std::map<std::size_t, int> m_calls;
    int m_requests = 0;
};

}  // namespace wattill::simulation
