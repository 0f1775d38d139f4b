#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace wattill {

enum class LogLevel { Debug, Info, Warning, Error };

/// One "key=value" of a log line. Personal data and secrets have types that do not convert to it.
struct LogField {
    std::string_view key;
    std::string value;
    LogField(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    template <class T>
    requires std::is_integral_v<T> LogField(std::string_view k, T v)
        : key(k), value(std::to_string(v)) {}
};

/// Where log lines go. Safe from any thread.
class Log {
  public:
    virtual ~Log() = default;
    /// `event` is a fixed word such as "order-state"; what varies goes into the fields.
    virtual void write(LogLevel level, std::string_view event,
                       std::initializer_list<LogField> fields) = 0;

    void info(std::string_view event, std::initializer_list<LogField> fields) {
        write(LogLevel::Info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<LogField> fields) {
        write(LogLevel::Warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields) {
        write(LogLevel::Error, event, fields);
    }
};

/// For tests and tools that have nowhere to write.
class NullLog final : public Log {
  public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

/// `event key=value key="two words"`: the text of one line, without time and level.
[[nodiscard]] std::string logLine(std::string_view event, std::initializer_list<LogField> fields);

}  // namespace wattill
