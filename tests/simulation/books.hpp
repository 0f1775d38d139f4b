#pragma once

#include "ledger/store.hpp"
#include "order/stores.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace wattill::simulation {

/// Everything the node has on disk, for the reckoning.
struct Books {
    std::map<OrderId, order::Order> orders;
    std::map<ledger::LedgerAccount, Money> balances;
    // with everything only
    std::map<OrderId, std::set<order::AlarmKind>> openAlarms;
    std::map<std::string, Money> booked;  ///< the entries' keys and sums
    ledger::Verification verification;

    /// Orders and balances, or all of it.
    static Result<Books> readFrom(const order::UnitOfWork& unit, bool everything);

    [[nodiscard]] bool alarmed(const OrderId& order) const { return openAlarms.contains(order); }
    [[nodiscard]] bool alarmed(const OrderId& order, order::AlarmKind kind) const {
        const auto found = openAlarms.find(order);
        return found != openAlarms.end() && found->second.contains(kind);
    }
    /// Zero when nothing was ever posted to it.
    [[nodiscard]] Money balance(const ledger::LedgerAccount& account) const;
    /// Zero when nothing is booked under the key.
    [[nodiscard]] Money bookedUnder(const std::string& key) const;
};

}  // namespace wattill::simulation
