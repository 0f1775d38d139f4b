#include "node/import.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

const SiteInventory kInventory{{"acrel-ddsy1352-nk", "acrel-dtsy1352-nk"}, {"bus-1", "bus-2"}};
const std::string kHeader =
    "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,open\n";
const std::string kRow =
    "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,王小明,13800001234,0.90,100,30,yes\n";
const std::string kRow2 =
    "202411110002,acrel-dtsy1352-nk,bus-1,2,1027,A,800102,李娜,,0.6125,100.50,0,否\n";

Result<std::vector<MeterRow>> readRows(const std::string& text) {
    return readMeterSheet({"meters.csv", text}, kInventory);
}

Result<std::vector<tenancy::MeterPlace>> read(const std::string& text) {
    const auto rows = readRows(text);
    if (!rows) return rows.error();
    std::vector<tenancy::MeterPlace> places;
    for (const MeterRow& row : *rows)
        places.push_back(row.place);
    return places;
}

std::string with(std::string row, const std::string& what, const std::string& value) {
    const auto at = row.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return row.replace(at, what.size(), value);
}

TEST(MeterSheet, EveryCellArrives) {
    const auto places = read(kHeader + kRow + kRow2);
    ASSERT_TRUE(places.ok()) << places.error().message;
    ASSERT_EQ(places->size(), 2U);
    const auto& second = places->at(1);
    EXPECT_EQ(second.meter.text(), "202411110002");
    EXPECT_EQ(second.profile, "acrel-dtsy1352-nk");
    EXPECT_EQ(second.bus.text(), "bus-1");
    EXPECT_EQ(second.address, 2);
    EXPECT_EQ(second.premises, "1027");
    EXPECT_EQ(second.account.text(), "800102");
    EXPECT_EQ(second.tenant.expose(), "李娜");
    EXPECT_TRUE(second.phone.empty());
    EXPECT_EQ(second.pricePerKwh, Money::fromMicroYuan(612'500));
    EXPECT_EQ(second.alarm1, Money::fromFen(10'050));
    EXPECT_EQ(second.alarm2, Money());
    EXPECT_FALSE(second.open);
    EXPECT_TRUE(places->at(0).open);
}

TEST(MeterSheet, OfASpreadsheetIsRead) {
    std::string windows = "\xEF\xBB\xBF" + kHeader + with(kRow, ",A,", ",\"A, \"\"north\"\"\",");
    for (std::size_t at = 0; (at = windows.find('\n', at)) != std::string::npos; at += 2) {
        windows.replace(at, 1, "\r\n");
    }
    const auto places = read(windows + "\r\n\r\n");
    ASSERT_TRUE(places.ok()) << places.error().message;
    EXPECT_EQ(places->at(0).building, "A, \"north\"");
}

TEST(MeterSheet, ColumnsMayComeInAnyOrder) {
    const auto places = read(
        "open,alarm2,alarm1,price,phone,tenant,account,building,premises,address,bus,profile,"
        "meter\n"
        "yes,30,100,0.90,,Wang,800101,A,1025,7,bus-2,acrel-ddsy1352-nk,202411110001\n");
    ASSERT_TRUE(places.ok()) << places.error().message;
    EXPECT_EQ(places->at(0).address, 7);
}

TEST(MeterSheet, ReadsTwelveDigitsOnADltLineAndRefusesWhatItsBusCannotCarry) {
    SiteInventory inventory = kInventory;
    inventory.protocols = {{"bus-1", metering::Protocol::Dlt645}};
    inventory.speaks = [](const std::string& profile, metering::Protocol protocol) {
        return (profile == "acrel-dtsy1352-nk") == (protocol == metering::Protocol::Dlt645);
    };
    const std::string good = kHeader + with(with(kRow, "acrel-ddsy1352-nk", "acrel-dtsy1352-nk"),
                                            "bus-1,1,", "bus-1,000000000018,");
    const auto places = readMeterSheet({"meters.csv", good}, inventory);
    ASSERT_TRUE(places.ok()) << places.error().message;
    EXPECT_EQ(places->at(0).place.address, 18);
    const auto refused = readMeterSheet({"meters.csv", kHeader + kRow}, inventory);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("does not speak dlt645, as bus bus-1 does"),
              std::string::npos)
        << refused.error().message;
    EXPECT_NE(refused.error().message.find("address \"1\": must be 12 digits"), std::string::npos);
}

TEST(MeterSheet, MoreThan32MetersOnALineAreWorthAWord) {
    std::vector<tenancy::MeterPlace> places(32);
    for (auto& place : places)
        place.bus = BusId("bus-1");
    EXPECT_TRUE(crowdedBuses(places).empty());
    places.push_back(places.front());
    ASSERT_EQ(crowdedBuses(places).size(), 1U);
    EXPECT_NE(crowdedBuses(places).front().find("bus-1 has 33"), std::string::npos);
}

struct Fault {
    std::string name;
    std::string text;
    std::string error;
};
class MeterSheetFault : public testing::TestWithParam<Fault> {};

TEST_P(MeterSheetFault, IsNamedWithFileRowAndColumn) {
    const auto places = read(GetParam().text);
    ASSERT_FALSE(places.ok());
    EXPECT_EQ(places.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(places.error().message.find(GetParam().error), std::string::npos)
        << places.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, MeterSheetFault,
    testing::Values(
        Fault{"Empty", "", "meters.csv: is empty; the first row must be: meter,profile,bus"},
        Fault{"NoRow", kHeader, "no row follows the header"},
        Fault{"ColumnMissing", with(kHeader, ",open", "") + "x\n", "column 'open' is missing"},
        Fault{"ColumnUnknown", with(kHeader, "tenant", "tennant") + kRow,
              "meters.csv:1: no column is called 'tennant'; did you mean 'tenant'?"},
        Fault{"TooFewCells", kHeader + "1,2\n", "meters.csv:2: has 2 cells, the header 13"},
        Fault{"Meter", kHeader + with(kRow, "202411110001", "2.02E+11"),
              "meters.csv:2: meter \"2.02E+11\": must be 12 digits"},
        Fault{"Profile", kHeader + with(kRow, "acrel-ddsy1352-nk", "acrel-ddsy1352"),
              "no meter profile of this name; did you mean 'acrel-ddsy1352-nk'?"},
        Fault{"Bus", kHeader + with(kRow, "bus-1", "bus-9"),
              "meters.csv:2: bus \"bus-9\": no bus of this name; did you mean"},
        Fault{"Address", kHeader + with(kRow, "bus-1,1,", "bus-1,248,"),
              "address \"248\": must be a whole number from 1 to 247"},
        Fault{"Premises", kHeader + with(kRow, "1025", "A-1025"), "premises \"A-1025\": must be"},
        Fault{"Price", kHeader + with(kRow, "0.90", "0,90"), "has 14 cells"},
        Fault{"PriceText", kHeader + with(kRow, "0.90", "cheap"),
              "price \"cheap\": must be a number"},
        Fault{"PriceZero", kHeader + with(kRow, "0.90", "0.00"),
              "price \"0.00\": must be above zero"},
        Fault{"PriceNegative", kHeader + with(kRow, "0.90", "-1"),
              "price \"-1\": must be a number"},
        Fault{"Alarms", kHeader + with(kRow, "100,30", "30,100"),
              "alarm2 \"100\": is above alarm1"},
        Fault{"Open", kHeader + with(kRow, "yes", "maybe"), "open \"maybe\": must be yes or no"},
        Fault{"Phone", kHeader + with(kRow, "13800001234", "call me"),
              "phone \"call me\": may hold"},
        Fault{"MeterTwice", kHeader + kRow + with(kRow, "bus-1,1,1025", "bus-1,2,1026"),
              "meters.csv:3: meter \"202411110001\": is in row 2 already"},
        Fault{"AddressTwice", kHeader + kRow + with(kRow2, "bus-1,2", "bus-1,1"),
              "meters.csv:3: address \"1\": is in row 2 already"},
        Fault{"PremisesTwice", kHeader + kRow + with(kRow2, "1027", "1025"),
              "meters.csv:3: premises \"1025\": is in row 2 already"},
        Fault{"NotUtf8", kHeader + with(kRow, "王小明", "\xCD\xF5"),
              "meters.csv:2: is not UTF-8; save the sheet as"},
        Fault{"OpenQuote", kHeader + kRow + with(kRow2, ",A,", ",\"A,"),
              "meters.csv:3: a quote is opened here and never closed"},
        Fault{"AfterQuote", kHeader + with(kRow, ",A,", ",\"A\"b,"),
              "meters.csv:2: letters follow a closing quote"}),
    [](const auto& each) { return each.param.name; });

TEST(MeterSheet, EveryBadRowIsNamedAtOnce) {
    const auto places = read(kHeader + with(kRow, "yes", "maybe") + with(kRow2, "bus-1", "bus-9"));
    ASSERT_FALSE(places.ok());
    EXPECT_NE(places.error().message.find("meters.csv:2:"), std::string::npos);
    EXPECT_NE(places.error().message.find("meters.csv:3:"), std::string::npos);
    EXPECT_NE(places.error().message.find("nothing was imported"), std::string::npos);
}

TEST(MeterSheet, ThousandsOfBadRowsDoNotMakeAnEndlessMessage) {
    std::string text = kHeader;
    for (int i = 0; i < 5000; ++i)
        text += with(kRow, "yes", "maybe");
    const auto places = read(text);
    ASSERT_FALSE(places.ok());
    EXPECT_LT(places.error().message.size(), 16'384U);
    EXPECT_NE(places.error().message.find(" more"), std::string::npos);
}

/// The sheet with the optional column.
std::string withReplaces(const std::string& first, const std::string& second) {
    const auto cell = [](const std::string& row, const std::string& value) {
        return row.substr(0, row.size() - 1) + "," + value + "\n";
    };
    return cell(kHeader, "replaces") + cell(kRow, first) + cell(kRow2, second);
}

TEST(MeterSheet, NamesTheMeterThatARowReplaces) {
    const auto rows = readRows(withReplaces("", "202311110002"));
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    EXPECT_FALSE(rows->at(0).replaces);
    EXPECT_EQ(rows->at(1).replaces, MeterId("202311110002"));
    EXPECT_EQ(rows->at(1).line, 3);
    const auto without = readRows(kHeader + kRow);
    ASSERT_TRUE(without.ok()) << without.error().message;
    EXPECT_FALSE(without->at(0).replaces);
}

const std::string kOldNumber = "202311110001";
INSTANTIATE_TEST_SUITE_P(
    Replaces, MeterSheetFault,
    testing::Values(Fault{"NoNumber", withReplaces("yes", ""),
                          "meters.csv:2: replaces \"yes\": must be 12 digits"},
                    Fault{"Twice", withReplaces(kOldNumber, kOldNumber),
                          "meters.csv:3: replaces \"202311110001\": is in row 2 already"},
                    Fault{"Itself", withReplaces("202411110001", ""),
                          "meters.csv:2: replaces \"202411110001\": has a row of its own"},
                    Fault{"OneOfTheSheet", withReplaces("202411110002", ""),
                          "meters.csv:2: replaces \"202411110002\": has a row of its own"},
                    Fault{"ColumnMisspelt", with(withReplaces("", ""), "replaces", "replace"),
                          "no column is called 'replace'; did you mean 'replaces'?"}),
    [](const auto& each) { return each.param.name; });

const LocalDay kToday = *parseDay("2026-11-22");

TEST(HistorySheet, EveryDayArrives) {
    const auto rows = readHistorySheet(
        {"history.csv", "meter,day,energy_kwh\n202411110001,2026-11-20,12.5\n"}, kToday);
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    EXPECT_EQ(rows->at(0).day.energy, Energy::fromWh(12'500));
    EXPECT_EQ(dayText(rows->at(0).day.day), "2026-11-20");
}

TEST(HistorySheet, DaysThatAreNotPastOrAreTwiceAreRefused) {
    const auto rows = readHistorySheet({"history.csv",
                                        "meter,day,energy_kwh\n"
                                        "202411110001,2026-11-22,1\n"
                                        "202411110001,2026-11-20,1\n"
                                        "202411110001,2026-11-20,2\n"
                                        "202411110001,20.11.2026,1\n"
                                        "202411110001,2026-11-19,1.2345\n"},
                                       kToday);
    ASSERT_FALSE(rows.ok());
    const std::string& message = rows.error().message;
    EXPECT_NE(message.find("history.csv:2: day \"2026-11-22\": is not past"), std::string::npos);
    EXPECT_NE(message.find("history.csv:4: day"), std::string::npos) << message;
    EXPECT_NE(message.find("history.csv:5: day \"20.11.2026\""), std::string::npos);
    EXPECT_NE(message.find("history.csv:6: energy_kwh \"1.2345\""), std::string::npos);
}

}  // namespace
}  // namespace wattill::node
