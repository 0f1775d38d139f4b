#include "api/command_client.hpp"
#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// Commands to meters, through every program there is.
namespace wattill::e2e {

namespace {

using namespace std::chrono_literals;
using metering::RelayCommand;

class Commands : public testing::Test {
  protected:
    Commands() { connect(); }
    void connect() {
        m_client = api::makeCommandClient({(m_site.folder() / "node.sock").string(),
                                           Secret(readText(m_site.folder() / "staff-token")),
                                           Duration(10s)});
    }
    api::CommandBatchView ask(RelayCommand command) {
        api::NewCommandsBody wish;
        wish.request = "request-0001";
        wish.meters = {kMeter};
        wish.command = {command};
        wish.operatedBy = "test";
        const auto batch = m_client->request(wish);
        EXPECT_TRUE(batch.ok()) << batch.error().message;
        return batch.ok() ? *batch : api::CommandBatchView{};
    }
    /// The only command of the batch, once `wanted` of it, or after 40 s.
    template <class Wanted>
    api::CommandView follow(api::CommandBatchView batch, Wanted wanted) {
        const auto deadline = std::chrono::steady_clock::now() + 40s;
        while (true) {
            const auto command = m_client->find(batch.id.text() + "-1");
            EXPECT_TRUE(command.ok()) << command.error().message;
            if (!command.ok() || wanted(*command) || std::chrono::steady_clock::now() > deadline) {
                return command.ok() ? *command : api::CommandView{};
            }
            const auto next = m_client->follow(batch.id.text(), batch.progress.version, 2s);
            if (next.ok()) batch = *next;
        }
    }

    const MeterId kMeter{"202411110001"};
    Site m_site;
    std::unique_ptr<api::CommandClient> m_client;
};

bool isDone(const api::CommandView& command) {
    return command.state == "done";
}

}  // namespace

TEST_F(Commands, ATripIsShownWithItsProof) {
    const auto ended = test::runToEnd(
        {program("wattill"), "--socket", m_site.folder() / "node.sock", "--token-file",
         m_site.folder() / "staff-token", "meter", "trip", kMeter.text(), "--reason", "test"});
    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_NE(ended.output.find("done"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("POINT"), std::string::npos) << ended.output;
    const auto fresh = m_site.client().readMeter(kMeter);
    ASSERT_TRUE(fresh.ok()) << fresh.error().message;
    EXPECT_FALSE(fresh->relayClosed);
}

TEST_F(Commands, ANodeThatIsKilledWhileATripIsUnderWayKnowsAfterwardsWhatBecameOfIt) {
    // The meter trips, and says nothing: the node waits for its answer when the power goes.
    m_site.meters("fault " + kMeter.text() + " lose-after always on writes");
    const auto batch = ask(RelayCommand::Trip);
    const auto sent = follow(batch, [](const auto& seen) { return seen.attempts > 0; });
    EXPECT_EQ(sent.attempts, 1);
    m_site.killNode();
    m_site.meters("fault " + kMeter.text() + " none");
    m_site.startNode();
    connect();
    const auto done = follow(batch, isDone);
    EXPECT_EQ(done.state, "done") << done.note;
    ASSERT_TRUE(done.proof);
    EXPECT_EQ(ask(RelayCommand::Trip).id, batch.id) << "the same key is the same request";
    const auto fresh = m_site.client().readMeter(kMeter);
    ASSERT_TRUE(fresh.ok()) << fresh.error().message;
    EXPECT_FALSE(fresh->relayClosed);
    const auto alarms = m_site.client().alarms(true);
    ASSERT_TRUE(alarms.ok());
    EXPECT_TRUE(alarms->empty());
}

TEST_F(Commands, ATripThatNeverReachedTheMeterIsSentAgainAfterTheRestart) {
    m_site.meters("fault " + kMeter.text() + " lose-before always on writes");
    const auto batch = ask(RelayCommand::Trip);
    follow(batch, [](const auto& seen) { return seen.attempts > 0; });
    m_site.killNode();
    m_site.meters("fault " + kMeter.text() + " none");
    m_site.startNode();
    connect();
    const auto done = follow(batch, isDone);
    EXPECT_EQ(done.state, "done") << done.note;
    EXPECT_GE(done.attempts, 2);
}

}  // namespace wattill::e2e
