#include "base/log.hpp"

namespace wattill {

namespace {
bool needsQuotes(std::string_view value) {
    return value.empty() || value.find_first_of(" \"=\n\r\t") != std::string_view::npos;
}

void appendQuoted(std::string& line, std::string_view value) {
    line += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        line += (c == '\n' || c == '\r' || c == '\t') ? ' ' : c;
    }
    line += '"';
}
}  // namespace

std::string logLine(std::string_view event, std::initializer_list<LogField> fields) {
    std::string line(event);
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        if (needsQuotes(field.value)) {
            appendQuoted(line, field.value);
        } else {
            line += field.value;
        }
    }
    return line;
}

}  // namespace wattill
