#pragma once

#include "api/reconciliation_service.hpp"
#include "node/reconciler.hpp"
#include "node/worker.hpp"
#include "order/engine.hpp"

namespace wattill::node {

/// What the API's questions about the reconciliation come to. It keeps nothing of its own; every
/// function returns at once.
class ReconciliationAnswers final : public api::ReconciliationService {
  public:
    struct Ports {
        order::Database& database;
        order::Engine& engine;
        Reconciler& reconciler;
        Worker& reads;  ///< short queries
        Worker& books;  ///< comparing
        const Clock& clock;
        Log& log;
        TimeZone zone;
    };
    explicit ReconciliationAnswers(Ports ports) : m_ports(ports) {}

    void see(LocalDay day, Answer<api::ReconciliationView> reply) override;
    void run(LocalDay day, Answer<api::ReconciliationView> reply) override;
    void workbook(LocalDay day, Answer<std::string> reply) override;
    void cases(reconciliation::CaseQuery query, Answer<std::vector<api::CaseView>> reply) override;
    void caseOf(std::int64_t number, Answer<api::CaseDetailView> reply) override;
    void decide(std::int64_t number, reconciliation::CaseDecision decision,
                Answer<api::CaseDetailView> reply) override;
    void book(std::int64_t number, reconciliation::Booking booking,
              Answer<api::CaseDetailView> reply) override;

  private:
    template <class View>
    void answer(Worker& worker, Answer<View> reply,
                std::function<Result<View>(const order::UnitOfWork&)> query);

    const Ports m_ports;
};

}  // namespace wattill::node
