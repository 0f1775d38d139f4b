#pragma once

#include "order/stores.hpp"

#include <memory>
#include <optional>

namespace wattill::simulation {

/// The sabotage of a desk that acts before its rows are committed: each work runs and is rolled
/// back, its effects are let loose, and only then is it written.
class HastyDatabase final : public order::Database {
  public:
    explicit HastyDatabase(order::Database& database) : m_database(database) {}

    void submit(Work work, Done done) override {
        const auto outcome = std::make_shared<std::optional<Result<void>>>();
        const Error rolledBack{ErrorCode::Conflict, Retry::Never, "sabotaged", {}};
        m_database.submit(
            [work, outcome, rolledBack](order::UnitOfWork& unit) -> Result<void> {
                *outcome = work(unit);
                return (*outcome)->ok() ? Result<void>{rolledBack} : **outcome;
            },
            [this, work, outcome, done = std::move(done)](const Result<void>& result) {
                done(outcome->value_or(result));
                const bool ran = outcome->has_value() && (*outcome)->ok();
                if (ran) m_database.submit(work, [](const Result<void>&) {});
            });
    }
    Result<void> read(const ReadWork& work) override { return m_database.read(work); }

  private:
    order::Database& m_database;
};

}  // namespace wattill::simulation
