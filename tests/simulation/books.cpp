#include "simulation/books.hpp"

namespace wattill::simulation {

namespace {
constexpr std::size_t kAll = 1'000'000;

Result<void> readRest(const order::UnitOfWork& unit, Books& books) {
    const auto alarms = unit.alarms().list(true, kAll);
    if (!alarms.ok()) return alarms.error();
    for (const order::Alarm& alarm : *alarms)
        books.openAlarms[alarm.order].insert(alarm.kind);
    const auto verified = ledger::verify(unit.ledger());
    if (!verified.ok()) return verified.error();
    books.verification = *verified;
    return unit.ledger().forEach([&](const ledger::Entry& entry) {
        Money& sum = books.booked[entry.key];
        for (const ledger::Posting& posting : entry.postings)
            sum += std::max(posting.amount, Money());
        return true;
    });
}
}  // namespace

Result<Books> Books::readFrom(const order::UnitOfWork& unit, bool everything) {
    Books books;
    const auto orders = unit.orders().list({}, kAll);
    if (!orders.ok()) return orders.error();
    for (const order::Order& order : *orders)
        books.orders.emplace(order.id, order);
    const auto balances = unit.ledger().trialBalance();
    if (!balances.ok()) return balances.error();
    books.balances.insert(balances->begin(), balances->end());
    if (!everything) return books;
    const auto rest = readRest(unit, books);
    return rest.ok() ? Result<Books>(std::move(books)) : Result<Books>(rest.error());
}

Money Books::balance(const ledger::LedgerAccount& account) const {
    const auto found = balances.find(account);
    return found == balances.end() ? Money() : found->second;
}

Money Books::bookedUnder(const std::string& key) const {
    const auto found = booked.find(key);
    return found == booked.end() ? Money() : found->second;
}

}  // namespace wattill::simulation
