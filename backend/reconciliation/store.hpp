#pragma once

#include "base/result.hpp"
#include "reconciliation/case.hpp"
#include "reconciliation/reconcile.hpp"

#include <vector>

namespace wattill::reconciliation {

/// A bill that a run looked at, so that the run can be repeated and audited.
struct UsedBill {
    std::string channel;
    LocalDay day;
    std::string hash;  ///< billHash()
    std::int64_t lines = 0;
    bool operator==(const UsedBill&) const = default;
};

struct Run {
    std::int64_t number = 0;  ///< given by the store
    LocalDay day;
    Instant startedAt;
    Instant finishedAt;
    std::string by;  ///< "node" or who asked for it
    bool complete = false;
    std::int64_t differences = 0;
    std::int64_t opened = 0;  ///< cases that were new or came back
    std::int64_t closed = 0;  ///< cases whose difference is gone
    std::int64_t carried = 0;
    std::vector<ChannelTotals> channels;
    std::vector<UsedBill> bills;
};

/// The newest run of a day.
struct DayRun {
    LocalDay day;
    bool billsThere = false;  ///< of every channel: there is none to wait for
    Instant finishedAt;
};

/// A bill that is kept.
struct KeptBill {
    std::string channel;
    LocalDay day;
    auto operator<=>(const KeptBill&) const = default;
};

struct CaseQuery {
    std::vector<CaseState> states;  ///< all when empty
    std::optional<LocalDay> day;
};

/// Bills, runs and cases within one transaction of whoever owns it. Not for use across threads.
class ReconciliationStore {
  public:
    virtual ~ReconciliationStore() = default;
    /// Keeps the bill for ever. The same lines again change nothing; other lines for the same day
    /// are a new edition beside the old one, and the newest counts.
    virtual Result<void> keepBill(const payment::Bill& bill, Instant at) = 0;
    [[nodiscard]] virtual Result<std::optional<payment::Bill>> bill(const std::string& channel,
                                                                    LocalDay day) const = 0;
    /// Of the newest bills, all that is about the channel's trade, by day.
    [[nodiscard]] virtual Result<std::vector<payment::BillLine>> linesOf(
        const std::string& channel, const std::string& trade) const = 0;
    /// Those of days from `from`.
    [[nodiscard]] virtual Result<std::vector<KeptBill>> billsKept(LocalDay from) const = 0;
    /// What a run of the day looks at. `channels`: those that are to have a bill; channels of
    /// orders of these days are looked at, too.
    [[nodiscard]] virtual Result<Input> input(LocalDay day,
                                              const std::vector<std::string>& channels,
                                              Instant now) const = 0;

    /// Gives the number.
    virtual Result<std::int64_t> addRun(const Run& run) = 0;
    [[nodiscard]] virtual Result<std::optional<Run>> lastRun(LocalDay day) const = 0;
    /// Days from `from` that were run, earliest first.
    [[nodiscard]] virtual Result<std::vector<DayRun>> daysRun(LocalDay from) const = 0;

    /// Gives the number. Conflict when a case of this kind and key is there.
    virtual Result<std::int64_t> insert(const Case& fresh, const CaseNote& note) = 0;
    /// Replaces the case whose version is changed.version - 1; Conflict when it is another.
    virtual Result<void> update(const Case& changed, const CaseNote& note) = 0;
    [[nodiscard]] virtual Result<std::optional<Case>> find(std::int64_t number) const = 0;
    [[nodiscard]] virtual Result<std::optional<Case>> find(DifferenceKind kind,
                                                           const std::string& key) const = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<Case>> cases(const CaseQuery& query,
                                                          std::size_t most) const = 0;
    /// Oldest first.
    [[nodiscard]] virtual Result<std::vector<CaseNote>> history(std::int64_t number) const = 0;
};

/// SHA-256 over all that the lines say and which rows could not be read, in hexadecimal.
[[nodiscard]] std::string billHash(const std::vector<payment::BillLine>& lines,
                                   const std::vector<payment::UnreadRow>& unread);

struct RunInfo {
    Instant startedAt;
    Instant finishedAt;
    std::string by;
};
/// Writes down a run and what it means for the cases: new differences become cases, known ones
/// stay, those that are gone close. Recording the same outcome again changes no case.
Result<Run> record(ReconciliationStore& store, const Input& input, const Outcome& outcome,
                   const RunInfo& info);

/// A payment that is on a channel's bill and not in our books.
struct BilledPayment {
    std::string channel;
    payment::BillLine line;
};
struct Booking {
    std::string who;
    std::string why;
};
/// A person has the payment of a case booked: the case is explained, under who and why of
/// `booking`, and whoever asked books what this gives, in the same transaction; the next run of its
/// day closes the case. NotFound without such a case. Conflict when it is about something else, is
/// not pending, or when the bills do not have the payment (any more), have it twice with other
/// figures, or have a refund of it. InvalidInput without a reason.
Result<BilledPayment> book(ReconciliationStore& store, std::int64_t number, const Booking& booking,
                           Instant now);

/// What a person does to a case. NotFound without such a case; else as afterDecision().
Result<Case> decide(ReconciliationStore& store, std::int64_t number, const CaseDecision& decision,
                    Instant now);

}  // namespace wattill::reconciliation
