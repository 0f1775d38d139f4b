#include "report/workbook.hpp"

#include "base/assertion.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

namespace wattill::report {

namespace {
/// Excel counts days from the end of 1899; 1970-01-01 is day 25569.
constexpr double kExcelEpoch = 25'569;

struct Formats {
    explicit Formats(lxw_workbook* workbook)
        : heading(made(workbook, "@")),
          text(made(workbook, "@")),
          yuan(made(workbook, "#,##0.00")),
          count(made(workbook, "#,##0")),
          moment(made(workbook, "yyyy-mm-dd hh:mm:ss")),
          day(made(workbook, "yyyy-mm-dd")) {
        format_set_bold(heading);
        format_set_bottom(heading, LXW_BORDER_THIN);
    }
    static lxw_format* made(lxw_workbook* workbook, const char* pattern) {
        lxw_format* format = workbook_add_format(workbook);
        format_set_num_format(format, pattern);
        return format;
    }
    [[nodiscard]] lxw_format* of(ColumnKind kind) const {
        switch (kind) {
            case ColumnKind::Text:
                return text;
            case ColumnKind::Yuan:
                return yuan;
            case ColumnKind::Count:
                return count;
            case ColumnKind::Moment:
                return moment;
            case ColumnKind::Day:
                return day;
        }
        return text;
    }

    lxw_format* heading;
    lxw_format* text;
    lxw_format* yuan;
    lxw_format* count;
    lxw_format* moment;
    lxw_format* day;
};

struct CellWriter {
    lxw_worksheet* sheet;
    lxw_row_t row;
    lxw_col_t column;
    lxw_format* format;
    const TimeZone& zone;

    lxw_error operator()(std::monostate) const { return LXW_NO_ERROR; }
    lxw_error operator()(const std::string& text) const {
        return worksheet_write_string(sheet, row, column, text.c_str(), format);
    }
    lxw_error operator()(Money amount) const {
        // Exact in a double up to 90,000,000,000,000 yuan.
        return number(static_cast<double>(amount.fenFloor()) / 100.0);
    }
    lxw_error operator()(std::int64_t count) const { return number(static_cast<double>(count)); }
    lxw_error operator()(Instant at) const {
        const LocalDay day = zone.dayOf(at);
        const auto into = static_cast<double>((at - zone.startOf(day)).count());
        return number(serial(day) + into / 86'400'000.0);
    }
    lxw_error operator()(LocalDay day) const { return number(serial(day)); }

    [[nodiscard]] lxw_error number(double value) const {
        return worksheet_write_number(sheet, row, column, value, format);
    }
    static double serial(LocalDay day) {
        return kExcelEpoch + static_cast<double>(day.time_since_epoch().count());
    }
};

Error refused(const std::string& where, lxw_error error) {
    const bool file = error == LXW_ERROR_CREATING_XLSX_FILE ||
                      error == LXW_ERROR_CREATING_TMPFILE ||
                      error == LXW_ERROR_ZIP_FILE_OPERATION || error == LXW_ERROR_ZIP_FILE_ADD ||
                      error == LXW_ERROR_ZIP_CLOSE;
    return {file ? ErrorCode::Io : ErrorCode::InvalidInput,
            Retry::Never,
            fmt::format("{}: {}{}", where, lxw_strerror(error),
                        file ? "; look at the folder's rights and free space" : ""),
            {}};
}

Result<void> writeSheet(lxw_workbook* workbook, const Formats& formats, const Table& table,
                        const TimeZone& zone) {
    if (const auto valid = workbook_validate_sheet_name(workbook, table.title.c_str());
        valid != LXW_NO_ERROR) {
        return refused(table.title, valid);
    }
    lxw_worksheet* sheet = workbook_add_worksheet(workbook, table.title.c_str());
    lxw_col_t column = 0;
    for (const Column& each : table.columns) {
        worksheet_set_column(sheet, column, column, each.width, nullptr);
        worksheet_write_string(sheet, 0, column++, each.heading.c_str(), formats.heading);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    const auto rows = static_cast<lxw_row_t>(table.rows.size());
    worksheet_autofilter(sheet, 0, 0, rows, static_cast<lxw_col_t>(table.columns.size() - 1));
    lxw_row_t at = 0;
    for (const auto& row : table.rows) {
        WATTILL_ASSERT(row.size() == table.columns.size(), "a row of another length");
        ++at;
        for (std::size_t cell = 0; cell < row.size(); ++cell) {
            const CellWriter writer{sheet, at, static_cast<lxw_col_t>(cell),
                                    formats.of(table.columns[cell].kind), zone};
            const lxw_error error = std::visit(writer, row[cell]);
            if (error != LXW_NO_ERROR) {
                return refused(fmt::format("{}, row {}", table.title, at), error);
            }
        }
    }
    return {};
}
}  // namespace

Result<void> writeWorkbook(const std::string& path, const std::vector<Table>& tables,
                           const TimeZone& zone) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    lxw_workbook* workbook = workbook_new_opt(path.c_str(), &options);
    if (workbook == nullptr) {
        return Error{ErrorCode::Io, Retry::Later, path + ": no workbook could be begun", {}};
    }
    Result<void> done;
    {
        const Formats formats(workbook);
        for (const Table& table : tables) {
            done = writeSheet(workbook, formats, table, zone);
            if (!done) break;
        }
    }
    // Also what frees it.
    const lxw_error closed = workbook_close(workbook);
    if (!done) return done;
    if (closed != LXW_NO_ERROR) return refused(path, closed);
    return {};
}

Result<std::string> workbookBytes(const std::vector<Table>& tables, const TimeZone& zone) {
    std::string path = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) {
        return Error{ErrorCode::Io,
                     Retry::Later,
                     fmt::format("{}: {}; make room there", path, std::strerror(errno)),
                     {}};
    }
    ::close(descriptor);
    const auto written = writeWorkbook(path, tables, zone);
    std::ostringstream bytes;
    if (written) bytes << std::ifstream(path, std::ios::binary).rdbuf();
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (!written) return written.error();
    return bytes.str();
}

}  // namespace wattill::report
