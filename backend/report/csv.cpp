#include "report/csv.hpp"

namespace wattill::report {

namespace {
std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char each : text) {
        if (each == '"') out += '"';
        out += each;
    }
    return out + '"';
}

struct CellText {
    const TimeZone& zone;
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const {
        const bool formula =
            !text.empty() && std::string_view("=+-@\t").find(text[0]) != std::string_view::npos;
        return quoted(formula ? "'" + text : text);
    }
    std::string operator()(Money amount) const { return amount.yuanText(); }
    std::string operator()(std::int64_t count) const { return std::to_string(count); }
    std::string operator()(Instant at) const { return zone.format("%Y-%m-%d %H:%M:%S", at); }
    std::string operator()(LocalDay day) const { return dayText(day); }
};
}  // namespace

std::string csvText(const Table& table, const TimeZone& zone) {
    std::string out = "\xEF\xBB\xBF";
    const CellText text{zone};
    for (std::size_t at = 0; at < table.columns.size(); ++at)
        out += (at == 0 ? "" : ",") + text(table.columns[at].heading);
    out += "\r\n";
    for (const auto& row : table.rows) {
        for (std::size_t at = 0; at < row.size(); ++at)
            out += (at == 0 ? "" : ",") + std::visit(text, row[at]);
        out += "\r\n";
    }
    return out;
}

}  // namespace wattill::report
