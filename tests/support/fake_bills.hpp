#pragma once

#include "payment/bill.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace wattill::testing {

/// Bills as a test lays them out; a day without one is not there yet. Shared by whoever holds it.
struct BillShelf {
    std::mutex guard;
    std::map<LocalDay, Result<payment::Bill>> bills;
    int asked = 0;

    void put(LocalDay day, std::vector<payment::BillLine> lines) {
        const std::lock_guard lock(guard);
        bills.insert_or_assign(
            day, Result<payment::Bill>(payment::Bill{"alipay", day, std::move(lines), "bill.csv"}));
    }
    void fail(LocalDay day, Error error) {
        const std::lock_guard lock(guard);
        bills.insert_or_assign(day, Result<payment::Bill>(std::move(error)));
    }
    [[nodiscard]] int timesAsked() {
        const std::lock_guard lock(guard);
        return asked;
    }
};

class FakeBills final : public payment::BillSource {
  public:
    explicit FakeBills(BillShelf& shelf) : m_shelf(shelf) {}
    [[nodiscard]] std::string_view channel() const override { return "alipay"; }
    Result<payment::Bill> bill(LocalDay day) override {
        const std::lock_guard lock(m_shelf.guard);
        ++m_shelf.asked;
        const auto found = m_shelf.bills.find(day);
        if (found != m_shelf.bills.end()) return found->second;
        return Error{ErrorCode::NotFound, Retry::Later, "the bill is not there yet", {}};
    }

  private:
    BillShelf& m_shelf;
};

}  // namespace wattill::testing
