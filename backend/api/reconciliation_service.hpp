#pragma once

#include "api/reconciliation_types.hpp"
#include "base/result.hpp"
#include "reconciliation/store.hpp"

#include <functional>

namespace wattill::api {

/// The part of Service that compares books. Same rules: called on the I/O thread, must not block,
/// replies from any thread. Staff.
class ReconciliationService {
  public:
    template <class View>
    using Answer = std::function<void(Result<View>)>;

    virtual ~ReconciliationService() = default;

    /// Compares anew and changes nothing.
    virtual void see(LocalDay day, Answer<ReconciliationView> reply) = 0;
    /// Fetches missing bills, runs the day and writes it down. Busy while another run goes on.
    virtual void run(LocalDay day, Answer<ReconciliationView> reply) = 0;
    /// The day as an Excel workbook: its bytes.
    virtual void workbook(LocalDay day, Answer<std::string> reply) = 0;
    /// Newest first.
    virtual void cases(reconciliation::CaseQuery query, Answer<std::vector<CaseView>> reply) = 0;
    virtual void caseOf(std::int64_t number, Answer<CaseDetailView> reply) = 0;
    virtual void decide(std::int64_t number, reconciliation::CaseDecision decision,
                        Answer<CaseDetailView> reply) = 0;
    /// See reconciliation::book and order::Engine::bookBilled for the errors.
    virtual void book(std::int64_t number, reconciliation::Booking booking,
                      Answer<CaseDetailView> reply) = 0;
};

}  // namespace wattill::api
