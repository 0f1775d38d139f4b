#pragma once

#include "base/log.hpp"
#include "node/reconciliation_plan.hpp"
#include "node/worker.hpp"
#include "order/stores.hpp"

#include <functional>
#include <memory>
#include <mutex>

namespace wattill::node {

/// Runs the reconciliation every day by itself, and at once when somebody asks. One thing at a
/// time; the database says what is done, so a restart goes on where it was.
class Reconciler {
  public:
    struct Ports {
        order::Database& database;
        Worker& bills;  ///< bills are fetched there: a long download holds up no payment
        Worker& books;  ///< comparing takes seconds on a large site
        Executor& timer;
        const Clock& clock;
        Log& log;
    };
    using Sources = std::vector<std::unique_ptr<payment::BillSource>>;
    using RunDone = std::function<void(Result<reconciliation::Run>)>;

    Reconciler(Ports ports, Sources sources, ReconciliationTimes times,
               reconciliation::Policy policy);
    /// Begins to look every minute whether something is due. The workers end before this does.
    void start();
    /// Fetches what is missing of the day's bills, then runs it. `done` on any thread. InvalidInput
    /// for a day that is not over; Busy while another run goes on.
    void run(LocalDay day, std::string by, RunDone done);

    /// What a run of the day would look at now.
    [[nodiscard]] Result<reconciliation::Input> input(const order::UnitOfWork& unit,
                                                      LocalDay day) const;
    [[nodiscard]] std::vector<std::string> channels() const;

  private:
    void lookForever();
    void look();
    [[nodiscard]] Result<ReconciliationState> stateIn(const order::UnitOfWork& unit) const;
    void take(const ReconciliationStep& step);
    /// Fetches, keeps, then goes on with `then`. On the bills thread.
    void fetch(const reconciliation::KeptBill& bill, const std::function<void()>& then);
    void fetchMissing(std::vector<reconciliation::KeptBill> missing,
                      const std::function<void()>& then);
    void noteFetch(const reconciliation::KeptBill& bill, const Result<payment::Bill>& result);
    void compare(LocalDay day, const std::string& by, const RunDone& done);
    void runWith(LocalDay day, const std::string& by, const RunDone& done);
    [[nodiscard]] bool begin();
    void end();

    const Ports m_ports;
    const Sources m_sources;
    const ReconciliationTimes m_times;
    const reconciliation::Policy m_policy;
    mutable std::mutex m_guard;
    bool m_busy = false;
    std::map<reconciliation::KeptBill, Instant> m_askedAt;
    struct Unreadable {
        std::string why;
        Instant since;
    };
    std::map<reconciliation::KeptBill, Unreadable> m_unreadable;
    /// The channel's last answer was that it has none of that day.
    std::set<reconciliation::KeptBill> m_none;
};

/// Raises and clears the alarms of reconciliation as the pending cases want it: one for each day
/// with differences, one for each bill that is missing.
Result<void> followCases(order::UnitOfWork& unit, Instant now);

}  // namespace wattill::node
