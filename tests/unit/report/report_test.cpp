#include "report/csv.hpp"
#include "report/reconciliation_tables.hpp"
#include "report/workbook.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

namespace wattill::report {
namespace {

const TimeZone kZone = *TimeZone::find("Asia/Shanghai");
const Instant kMoment = *parseIso("2026-11-25T16:00:00.000Z");  // midnight there

Table sample() {
    return {"汇总",
            {{"名称", ColumnKind::Text, 20},
             {"金额", ColumnKind::Yuan, 12},
             {"笔数", ColumnKind::Count, 8},
             {"时间", ColumnKind::Moment, 20},
             {"日期", ColumnKind::Day, 12}},
            {{std::string("阳光, \"广场\""), Money::fromFen(-123456), std::int64_t{7}, kMoment,
              *parseDay("2026-11-25")},
             {std::string("=1+1"), Cell(), std::int64_t{0}, Cell(), Cell()}}};
}

TEST(Csv, IsWhatASpreadsheetReadsBack) {
    EXPECT_EQ(csvText(sample(), kZone),
              "\xEF\xBB\xBF名称,金额,笔数,时间,日期\r\n"
              "\"阳光, \"\"广场\"\"\",-1234.56,7,2026-11-26 00:00:00,2026-11-25\r\n"
              "'=1+1,,0,,\r\n");
}

/// The parts of a workbook as unzip gives them.
std::string partOf(const std::string& workbook, const std::string& part) {
    const test::TemporaryFolder folder;
    const std::string path = (folder.path() / "book.xlsx").string();
    const std::string out = (folder.path() / "part").string();
    std::ofstream(path, std::ios::binary) << workbook;
    const std::string script = "import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile('" +
                               path + "').read('" + part + "'))";
    const std::string command = "python3 -c \"" + script + "\" > " + out;
    EXPECT_EQ(std::system(command.c_str()), 0) << part;
    std::ostringstream text;
    text << std::ifstream(out, std::ios::binary).rdbuf();
    return text.str();
}

TEST(Workbook, HoldsNumbersAsNumbersAndFreezesItsHeading) {
    const auto bytes = workbookBytes({sample()}, kZone);
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    const std::string sheet = partOf(*bytes, "xl/worksheets/sheet1.xml");
    EXPECT_NE(sheet.find("<v>-1234.56"), std::string::npos);
    EXPECT_NE(sheet.find("<v>46352</v>"), std::string::npos) << "2026-11-26 00:00 as Excel counts";
    EXPECT_NE(sheet.find("<v>46351</v>"), std::string::npos) << "2026-11-25";
    EXPECT_NE(sheet.find("阳光"), std::string::npos);
    EXPECT_NE(sheet.find("state=\"frozen\""), std::string::npos);
    EXPECT_EQ(sheet.find("<f>"), std::string::npos) << "a text must not become a formula";
    EXPECT_NE(partOf(*bytes, "xl/workbook.xml").find("汇总"), std::string::npos);
    EXPECT_NE(partOf(*bytes, "xl/styles.xml").find("#,##0.00"), std::string::npos);
}

TEST(Workbook, SaysWhyItCannotBeWritten) {
    const auto nowhere = writeWorkbook("/nowhere/book.xlsx", {sample()}, kZone);
    ASSERT_FALSE(nowhere.ok());
    EXPECT_EQ(nowhere.error().code, ErrorCode::Io);
    Table badName = sample();
    badName.title = "a/b";
    const auto refused = workbookBytes({badName}, kZone);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
    Table tooLong = sample();
    tooLong.rows[0][0] = std::string(40'000, 'x');
    EXPECT_FALSE(workbookBytes({tooLong}, kZone).ok());
}

TEST(ReconciliationTables, HaveOneRowForEachThing) {
    reconciliation::Outcome outcome;
    outcome.day = *parseDay("2026-11-25");
    outcome.channels.resize(2);
    outcome.channels[0].channel = "alipay";
    outcome.channels[1].channel = "unionpay";
    outcome.matched.resize(3);
    outcome.carried.resize(1);
    std::vector<reconciliation::Case> cases(2);
    const auto tables = reconciliationTables(outcome, cases);
    ASSERT_EQ(tables.size(), 4U);
    const std::vector<std::size_t> rows{2, 3, 2, 1};
    for (std::size_t at = 0; at < tables.size(); ++at) {
        EXPECT_EQ(tables[at].rows.size(), rows[at]) << tables[at].title;
        for (const auto& row : tables[at].rows)
            EXPECT_EQ(row.size(), tables[at].columns.size()) << tables[at].title;
    }
    EXPECT_TRUE(workbookBytes(tables, kZone).ok());
}

TEST(ReconciliationTables, NameEveryKindInChinese) {
    std::set<std::string> names;
    const int last = static_cast<int>(reconciliation::DifferenceKind::MeterCreditBelow);
    for (int each = 0; each <= last; ++each)
        names.insert(chinese(static_cast<reconciliation::DifferenceKind>(each)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
}

}  // namespace
}  // namespace wattill::report
