// Power loss as a process sees it: SIGKILL at any moment. What was acknowledged is there
// afterwards, and the chain is whole.
#include "base/random.hpp"
#include "storage/writer_thread.hpp"
#include "store_fixture.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wattill::storage {
namespace {

ledger::NewEntry entryNumber(std::int64_t number) {
    return {"entry:" + std::to_string(number),
            ledger::EntryKind::PaymentReceived,
            std::to_string(number),
            fromMillis(number),
            {{ledger::channelAccount("alipay"), Money::fromFen(number + 1)},
             {ledger::refundPayableAccount(), -Money::fromFen(number + 1)}}};
}

/// Appends entries from `first` on, for ever, and writes the number of each to `pipe` once `done`
/// said that it is on disk. Several wait at a time, so that commits are shared.
[[noreturn]] void appendUntilKilled(const std::string& path, std::int64_t first, int pipe) {
    SqliteOptions options;
    options.path = path;
    auto store = SqliteStore::open(options);
    if (!store) _exit(2);
    const auto database = makeWriterThread(std::move(*store), {.queueLimit = 16, .batchLimit = 5});
    for (std::int64_t number = first;; ++number) {
        // A refused one is lost to nobody: it was never acknowledged.
        database->submit(
            [number](order::UnitOfWork& unit) -> Result<void> {
                const auto booked = unit.ledger().append(entryNumber(number));
                if (!booked) return booked.error();
                return {};
            },
            [number, pipe](const Result<void>& result) {
                if (!result) return;
                if (write(pipe, &number, sizeof number) != sizeof number) _exit(3);
            });
    }
}

class KillTest : public testing::Test {
  protected:
    /// Runs a writer, kills it after it acknowledged `enough` entries and a little more.
    void runAndKill(std::int64_t enough, std::chrono::microseconds littleMore) {
        int pipe[2] = {-1, -1};
        ASSERT_EQ(::pipe(pipe), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(pipe[0]);
            appendUntilKilled(m_path, m_first, pipe[1]);
        }
        close(pipe[1]);
        for (std::int64_t i = 0; i < enough; ++i)
            ASSERT_TRUE(acknowledged(pipe[0]));
        // Not to wait for something: to hit another place of the writer's work in every round.
        const auto end = std::chrono::steady_clock::now() + littleMore;
        while (std::chrono::steady_clock::now() < end) {
        }
        kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFSIGNALED(status));
        while (acknowledged(pipe[0])) {
        }
        close(pipe[0]);
        m_first = m_acknowledged.back() + 100'000;
    }
    bool acknowledged(int pipe) {
        std::int64_t number = 0;
        if (::read(pipe, &number, sizeof number) != sizeof number) return false;
        m_acknowledged.push_back(number);
        return true;
    }
    void expectAllThereAndProven() {
        SqliteOptions options;
        options.path = m_path;
        auto store = SqliteStore::open(options);
        ASSERT_TRUE(store.ok()) << store.error().message;
        const auto read = (*store)->read([&](const order::UnitOfWork& unit) -> Result<void> {
            for (const std::int64_t number : m_acknowledged) {
                const auto found = unit.ledger().find(entryNumber(number).key);
                if (!found) return found.error();
                EXPECT_TRUE(found->has_value()) << "acknowledged entry " << number << " is lost";
            }
            const auto proof = verify(unit.ledger());
            if (!proof) return proof.error();
            EXPECT_THAT(proof->violations, testing::IsEmpty());
            EXPECT_GE(proof->entries, static_cast<std::int64_t>(m_acknowledged.size()));
            return {};
        });
        EXPECT_TRUE(read.ok()) << read.error().message;
    }

    test::TemporaryFolder m_folder;
    std::string m_path = (m_folder.path() / "site.db").string();
    std::int64_t m_first = 0;
    std::vector<std::int64_t> m_acknowledged;
};

TEST_F(KillTest, AcknowledgedEntriesSurviveAndTheChainIsWhole) {
    SeededRandom random(20'261'122);
    for (int round = 0; round < 12; ++round) {
        ASSERT_NO_FATAL_FAILURE(runAndKill(1 + static_cast<std::int64_t>(random.below(60)),
                                           std::chrono::microseconds(random.below(3'000))));
        ASSERT_NO_FATAL_FAILURE(expectAllThereAndProven());
    }
}

}  // namespace
}  // namespace wattill::storage
