#include "node/stderr_log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace wattill::node {

namespace {
spdlog::level::level_enum spdlogLevel(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return spdlog::level::debug;
        case LogLevel::Info:
            return spdlog::level::info;
        case LogLevel::Warning:
            return spdlog::level::warn;
        case LogLevel::Error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

class StderrLog final : public Log {
  public:
    explicit StderrLog(LogLevel least)
        : m_logger("wattill", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
        m_logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
        m_logger.set_level(spdlogLevel(least));
        m_logger.flush_on(spdlog::level::debug);
    }

    void write(LogLevel level, std::string_view event,
               std::initializer_list<LogField> fields) override {
        const auto wanted = spdlogLevel(level);
        if (!m_logger.should_log(wanted)) return;
        const std::string line = logLine(event, fields);
        // Passed as a value, not as a pattern: a brace in a name must not be taken for a place.
        m_logger.log(wanted, spdlog::string_view_t(line.data(), line.size()));
    }

  private:
    spdlog::logger m_logger;
};
}  // namespace

std::unique_ptr<Log> makeStderrLog(LogLevel least) {
    return std::make_unique<StderrLog>(least);
}

}  // namespace wattill::node
