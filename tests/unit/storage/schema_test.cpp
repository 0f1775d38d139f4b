#include "storage/schema.hpp"

#include "store_fixture.hpp"

#include <fstream>

namespace wattill::storage {
namespace {

const Instant kNow = fromMillis(1'790'000'000'000);

class SchemaTest : public testing::Test {
  protected:
    SchemaTest() : m_path((m_folder.path() / "site.db").string()) {
        m_connection = std::move(*Connection::open({m_path, {}, false}));
    }
    std::string value(const std::string& sql) { return *m_connection->value(sql); }
    std::string refusal(const std::vector<Migration>& steps) {
        const auto refused = migrate(*m_connection, steps, kNow);
        EXPECT_EQ(codeOf(refused), ErrorCode::Unsupported);
        return refused.ok() ? "" : refused.error().message;
    }

    const std::vector<Migration> m_steps{{1, "first", "CREATE TABLE a (x INTEGER) STRICT"},
                                         {2, "second", "INSERT INTO a VALUES (7)"}};
    test::TemporaryFolder m_folder;
    std::string m_path;
    std::unique_ptr<Connection> m_connection;
};

TEST_F(SchemaTest, EveryStepRunsOnce) {
    ASSERT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
    ASSERT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
    EXPECT_EQ(value("SELECT group_concat(x) FROM a"), "7");
    EXPECT_EQ(value("SELECT group_concat(version || ' ' || name || ' ' || applied_at_ms) "
                    "FROM schema_migration"),
              "1 first 1790000000000,2 second 1790000000000");
}

TEST_F(SchemaTest, NewStepsComeOnTopOfOldOnes) {
    ASSERT_TRUE(migrate(*m_connection, {m_steps[0]}, kNow).ok());
    EXPECT_FALSE(requireNewestSchema(*m_connection, m_steps).ok());
    ASSERT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
    EXPECT_TRUE(requireNewestSchema(*m_connection, m_steps).ok());
    EXPECT_EQ(value("SELECT x FROM a"), "7");
}

TEST_F(SchemaTest, FailingStepLeavesNothingBehind) {
    auto steps = m_steps;
    steps[1].sql = "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO nowhere VALUES (1)";
    const auto failed = migrate(*m_connection, steps, kNow);
    ASSERT_FALSE(failed.ok());
    EXPECT_NE(failed.error().message.find("second"), std::string::npos);
    EXPECT_EQ(value("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), "0");
    EXPECT_EQ(value("SELECT max(version) FROM schema_migration"), "1");
    EXPECT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
}

TEST_F(SchemaTest, SchemaOfANewerProgramIsRefused) {
    ASSERT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
    const std::string message = refusal({m_steps[0]});
    EXPECT_NE(message.find(m_path), std::string::npos);
    EXPECT_NE(message.find("newer"), std::string::npos);
}

TEST_F(SchemaTest, StepThatWasChangedAfterwardsIsRefused) {
    ASSERT_TRUE(migrate(*m_connection, m_steps, kNow).ok());
    auto changed = m_steps;
    changed[0].sql += " ";
    EXPECT_NE(refusal(changed).find("step 1 (first)"), std::string::npos);
}

TEST_F(SchemaTest, DatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
    ASSERT_TRUE(m_connection->run("CREATE TABLE theirs (x)").ok());
    EXPECT_NE(refusal(m_steps).find("another program"), std::string::npos);
    EXPECT_EQ(value("SELECT group_concat(name) FROM sqlite_schema"), "theirs");
}

TEST_F(SchemaTest, ShippedStepsAreNumberedWithoutAGap) {
    const auto steps = migrations();
    ASSERT_FALSE(steps.empty());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_EQ(steps[i].version, static_cast<int>(i) + 1);
        EXPECT_FALSE(steps[i].name.empty());
    }
}

TEST_F(SchemaTest, EveryTableIsStrict) {
    ASSERT_TRUE(migrate(*m_connection, migrations(), kNow).ok());
    EXPECT_EQ(value("SELECT group_concat(name) FROM pragma_table_list "
                    "WHERE schema = 'main' AND type = 'table' AND NOT strict "
                    "AND name NOT LIKE 'sqlite_%'"),
              "");
    EXPECT_NE(value("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), "0");
}

}  // namespace
}  // namespace wattill::storage
