// A month of a large site: what agrees makes no case, and of what was planted none is missed.
#include "month.hpp"

#include "reconciliation/store.hpp"
#include "storage/sqlite_store.hpp"
#include "support/process.hpp"

#include <ctime>
#include <iostream>

#include <gtest/gtest.h>

namespace wattill::reconciliation {
namespace {
using std::chrono::days;

constexpr std::uint64_t kSeed = 20261126;

std::int64_t millis(std::clock_t processorTime) {
    return static_cast<std::int64_t>(processorTime) * 1000 / CLOCKS_PER_SEC;
}

/// Runs the days of a month one after another, as a node does, and keeps the cases.
class Books {
  public:
    Books() {
        storage::SqliteOptions options;
        options.path = (m_folder.path() / "site.db").string();
        options.clock = &m_clock;
        auto opened = storage::SqliteStore::open(options);
        EXPECT_TRUE(opened.ok()) << opened.error().message;
        m_store = std::move(*opened);
    }

    Outcome run(const Input& input) {
        const std::clock_t started = std::clock();
        Outcome outcome = reconcile(input);
        compared += std::clock() - started;
        const auto kept =
            m_store
                ->runBatch({{[&](order::UnitOfWork& unit) -> Result<void> {
                                 const auto run = record(unit.reconciliation(), input, outcome,
                                                         {input.now, input.now, "test"});
                                 return run ? Result<void>{} : Result<void>{run.error()};
                             },
                             {}}})
                .at(0);
        EXPECT_TRUE(kept.ok()) << kept.error().message;
        return outcome;
    }

    std::vector<Case> cases(const std::vector<CaseState>& states) {
        std::vector<Case> found;
        const auto read = m_store->read([&](const order::UnitOfWork& unit) -> Result<void> {
            auto listed = unit.reconciliation().cases({states, {}}, 100'000);
            if (!listed) return listed.error();
            found = std::move(*listed);
            return {};
        });
        EXPECT_TRUE(read.ok());
        return found;
    }
    std::set<Identity> open() {
        std::set<Identity> found;
        for (const Case& each : cases({CaseState::Open}))
            found.emplace(each.difference.kind, each.difference.key);
        return found;
    }

    std::clock_t compared = 0;  ///< processor time

  private:
    test::TemporaryFolder m_folder;
    SystemClock m_clock;
    std::unique_ptr<storage::SqliteStore> m_store;
};

void expectSame(const std::set<Identity>& found, const std::set<Identity>& planted) {
    for (const auto& [kind, key] : found) {
        EXPECT_TRUE(planted.contains({kind, key})) << "false case: " << name(kind) << " " << key;
    }
    for (const auto& [kind, key] : planted) {
        EXPECT_TRUE(found.contains({kind, key})) << "missed: " << name(kind) << " " << key;
    }
}

std::string textOf(const CarriedItem& item) {
    return item.channel + " " + item.trade + " " + item.refund.text();
}

TEST(MonthOfReconciliation, OfHundredThousandOrdersEveryPlantedErrorIsFoundAndNothingElse) {
    Month month(kSeed, 100'000);
    constexpr int kOfEach = 9;
    month.plant(kOfEach);
    std::set<DifferenceKind> kinds;
    for (const auto& [kind, key] : month.planted())
        kinds.insert(kind);
    ASSERT_EQ(kinds.size(), 19U) << "every kind but those of a missing or unreadable bill";

    Books books;
    std::set<std::string> waiting;
    std::int64_t carried = 0;
    std::int64_t matched = 0;
    for (int at = 0; at < Month::kDays; ++at) {
        const Outcome outcome = books.run(month.morningAfter(month.firstDay() + days(at)));
        matched += static_cast<std::int64_t>(outcome.matched.size());
        EXPECT_TRUE(outcome.complete);
        // What was carried over yesterday is on today's bill, or has become a case.
        for (const CarriedItem& item : outcome.carried) {
            if (item.foundOn) waiting.erase(textOf(item));
        }
        for (const Difference& each : outcome.differences) {
            std::erase_if(waiting, [&](const std::string& text) {
                return each.key.find(text.substr(text.find(' ') + 1, 22)) != std::string::npos ||
                       text.find(each.key.substr(each.key.rfind(':') + 1)) != std::string::npos;
            });
        }
        EXPECT_TRUE(waiting.empty()) << *waiting.begin() << " was carried over and forgotten";
        waiting.clear();
        for (const CarriedItem& item : outcome.carried) {
            if (item.foundOn) continue;
            waiting.insert(textOf(item));
            ++carried;
        }
    }
    expectSame(books.open(), month.planted());
    const auto closed = books.cases({CaseState::Closed});
    EXPECT_GT(carried, 30);
    EXPECT_GT(month.learnedAfterTheBill(), 10);
    // What was learned after its bill was a case for a day, and closed by itself.
    for (const Case& each : closed) {
        EXPECT_TRUE(each.difference.kind == DifferenceKind::UnmatchedIn ||
                    each.difference.kind == DifferenceKind::ExtraNotBooked ||
                    each.difference.kind == DifferenceKind::RefundNotOurs)
            << name(each.difference.kind) << " " << each.difference.text;
    }
    std::cout << month.orders() << " orders, " << matched << " lines matched, " << carried
              << " carried over, " << month.planted().size() << " errors planted, " << closed.size()
              << " cases closed by themselves, compared in " << millis(books.compared) << " ms\n";
}

TEST(MonthOfReconciliation, HundredThousandOrdersOfTwoDaysTakeASecondOrSo) {
    const Month month(kSeed + 4, 100'000, 2);
    const Input input = month.morningAfter(month.firstDay() + days(1));
    const std::clock_t started = std::clock();
    const Outcome outcome = reconcile(input);
    const auto took = millis(std::clock() - started);
    std::cout << input.orders.size() << " orders in one run: " << took << " ms\n";
    EXPECT_GT(outcome.matched.size(), 40'000U);
    // Generous: a loop within a loop would take minutes.
    EXPECT_LT(took, 20'000);
}

TEST(MonthOfReconciliation, WithoutErrorsThereIsNoCase) {
    const Month month(kSeed + 1, 20'000);
    Books books;
    for (int at = 0; at < Month::kDays; ++at)
        books.run(month.morningAfter(month.firstDay() + days(at)));
    expectSame(books.open(), {});
}

TEST(MonthOfReconciliation, RunningADayAgainChangesNothing) {
    Month month(kSeed + 2, 10'000);
    month.plant(2);
    Books books;
    for (int at = 0; at < Month::kDays; ++at)
        books.run(month.morningAfter(month.firstDay() + days(at)));
    const auto before = books.cases({});
    for (const int at : {Month::kDays - 1, 12, Month::kDays - 1})
        books.run(month.morningAfter(month.firstDay() + days(at)));
    const auto after = books.cases({});
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t at = 0; at < before.size(); ++at) {
        if (isStanding(before[at].difference.kind)) continue;
        EXPECT_EQ(before[at], after[at]) << before[at].difference.text;
    }
}

TEST(MonthOfReconciliation, TheFiguresOfADayAddUp) {
    const Month month(kSeed + 3, 20'000);
    for (int at = 2; at < Month::kDays - 1; ++at) {
        for (const ChannelTotals& totals :
             reconcile(month.morningAfter(month.firstDay() + days(at))).channels) {
            EXPECT_EQ(totals.net, totals.billPayments.sum - totals.billRefunds.sum - totals.fee);
            EXPECT_GT(totals.matchedPayments.count, 100);
        }
    }
}

}  // namespace
}  // namespace wattill::reconciliation
