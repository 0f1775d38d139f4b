// Sheets that people upload: the rows of any CSV, of a sheet of meters and of one of daily use.
// What is read, written again and read once more is the same; a fault names the file and, but for a
// sheet that is empty, the line.

#include "node/sheet.hpp"

#include "base/assertion.hpp"
#include "node/import.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include <fmt/format.h>

namespace {

using namespace wattill;
using namespace wattill::node;
using metering::Protocol;

const std::string kFile = "sheet.csv";

std::string quoted(const std::string& cell) {
    std::string text = "\"";
    for (const char each : cell)
        text += each == '"' ? std::string("\"\"") : std::string(1, each);
    return text + "\"";
}

std::string joined(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells)
        line += (line.empty() ? "" : ",") + quoted(cell);
    return line + "\r\n";
}

void namesItsPlace(const Error& error) {
    WATTILL_ASSERT(error.code == ErrorCode::InvalidInput, "another error");
    const std::string& text = error.message;
    WATTILL_ASSERT(text.rfind(kFile + ":", 0) == 0, "a fault that names no file");
    const std::size_t at = kFile.size() + 1;
    const bool line = text.size() > at && text[at] >= '1' && text[at] <= '9';
    const bool whole = text.rfind(" is empty", at) == at;
    WATTILL_ASSERT(line || whole, "a fault that names no line");
}

void rows(const std::string& text) {
    const auto read = parseCsv(text, kFile);
    if (!read) return namesItsPlace(read.error());
    std::string again;
    int line = 0;
    for (const CsvRow& row : *read) {
        WATTILL_ASSERT(row.line > line && !row.cells.empty(), "lines go back");
        line = row.line;
        again += joined(row.cells);
    }
    const auto second = parseCsv(again, kFile);
    WATTILL_ASSERT(second.ok(), "what was read cannot be read again");
    const auto same = [](const CsvRow& a, const CsvRow& b) { return a.cells == b.cells; };
    WATTILL_ASSERT(std::ranges::equal(*read, *second, same), "a cell changed");
}

SiteInventory inventory() {
    SiteInventory known;
    known.profiles = {"acrel-dtsy1352-nk", "acrel-ddsy1352-nk", "dlt645"};
    known.buses = {"bus-1", "bus-2"};
    known.protocols = {{"bus-2", Protocol::Dlt645}};
    known.speaks = [](const std::string& profile, Protocol protocol) {
        return (profile == "dlt645") == (protocol == Protocol::Dlt645);
    };
    return known;
}

std::string decimal(Money amount) {
    constexpr std::int64_t kMicro = 1'000'000;
    return fmt::format("{}.{:06}", amount.microYuan() / kMicro, amount.microYuan() % kMicro);
}

std::string yuan(Money amount) {
    return fmt::format("{}.{:02}", amount.fen() / 100, amount.fen() % 100);
}

std::string sheetOf(const std::vector<MeterRow>& all) {
    std::string text =
        "replaces,meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,"
        "alarm2,open\n";
    for (const MeterRow& row : all) {
        const tenancy::MeterPlace& place = row.place;
        const bool twelve = place.bus.text() == "bus-2";
        text += joined({row.replaces ? row.replaces->text() : "", place.meter.text(), place.profile,
                        place.bus.text(), fmt::format("{:0{}}", place.address, twelve ? 12 : 1),
                        place.premises, place.building, place.account.text(), place.tenant.expose(),
                        place.phone.expose(), decimal(place.pricePerKwh), yuan(place.alarm1),
                        yuan(place.alarm2), place.open ? "yes" : "no"});
    }
    return text;
}

void sensible(const std::vector<MeterRow>& all) {
    std::set<std::string> meters, addresses, premises;
    for (const MeterRow& row : all) {
        const tenancy::MeterPlace& place = row.place;
        WATTILL_ASSERT(place.meter.text().size() == 12 && place.address > 0, "no meter's place");
        WATTILL_ASSERT(place.pricePerKwh > Money() && place.alarm2 <= place.alarm1, "a price");
        const std::string address = fmt::format("{} {}", place.bus.text(), place.address);
        WATTILL_ASSERT(meters.insert(place.meter.text()).second, "a meter twice");
        WATTILL_ASSERT(addresses.insert(address).second, "an address twice");
        WATTILL_ASSERT(premises.insert(place.premises).second, "premises twice");
    }
    for (const MeterRow& row : all)
        WATTILL_ASSERT(!row.replaces || !meters.contains(row.replaces->text()), "both stay");
}

void meters(const std::string& text) {
    static const SiteInventory known = inventory();
    const auto read = readMeterSheet({kFile, text}, known);
    if (!read) return namesItsPlace(read.error());
    WATTILL_ASSERT(!read->empty(), "a sheet without a row");
    sensible(*read);
    const std::string again = sheetOf(*read);
    const auto second = readMeterSheet({kFile, again}, known);
    WATTILL_ASSERT(second.ok() && sheetOf(*second) == again, "what was read reads differently");
}

void history(const std::string& text) {
    const LocalDay today = *parseDay("2026-11-22");
    const auto read = readHistorySheet({kFile, text}, today);
    if (!read) return namesItsPlace(read.error());
    std::set<std::pair<std::string, LocalDay>> days;
    for (const HistoryRow& row : *read) {
        WATTILL_ASSERT(row.day.day < today && row.day.energy >= Energy(), "a day to come");
        WATTILL_ASSERT(days.emplace(row.meter.text(), row.day.day).second, "a day twice");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'm') {
        meters(text);
    } else if (data[0] == 'h') {
        history(text);
    } else {
        rows(text);
    }
    return 0;
}
