#pragma once

#include "api/client.hpp"
#include "api/reconciliation_types.hpp"

namespace wattill::api {

/// The daily reconciliation from the other side; see Client for errors and threads, and
/// ReconciliationService for what the answers mean. Staff.
class ReconciliationClient {
  public:
    virtual ~ReconciliationClient() = default;
    virtual Result<ReconciliationView> see(LocalDay day) = 0;
    /// Fetches bills that are missing: may take minutes.
    virtual Result<ReconciliationView> run(LocalDay day) = 0;
    /// The bytes of an .xlsx file.
    virtual Result<std::string> workbook(LocalDay day) = 0;
    /// All when `states` is empty.
    virtual Result<std::vector<CaseView>> cases(const std::vector<std::string>& states) = 0;
    virtual Result<CaseDetailView> caseOf(std::int64_t number) = 0;
    virtual Result<CaseDetailView> decide(std::int64_t number, const CaseActionBody& action) = 0;
    /// The payment that a bill has and the books have not becomes the order's: credited or sent
    /// back as its rules want it. Conflict where that cannot be; the message says what to do.
    virtual Result<CaseDetailView> book(std::int64_t number, const CaseBookingBody& booking) = 0;
};

[[nodiscard]] std::unique_ptr<ReconciliationClient> makeReconciliationClient(ClientConfig config);

}  // namespace wattill::api
