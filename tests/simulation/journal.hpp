#pragma once

#include "simulation/timeline.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace wattill::simulation {

/// What a person reads when a seed failed, and the first broken invariant.
class Journal {
  public:
    Journal(const Timeline& timeline, bool traced) : m_timeline(timeline), m_traced(traced) {}

    template <class... Args>
    void trace(fmt::format_string<Args...> format, Args&&... args) {
        if (m_traced) line(fmt::format(format, std::forward<Args>(args)...));
    }
    /// Keeps the first; the run ends after the event under way.
    template <class... Args>
    void violated(std::string_view invariant, fmt::format_string<Args...> format, Args&&... args) {
        if (!m_violation.empty()) return;
        m_violation =
            fmt::format("{}: {}", invariant, fmt::format(format, std::forward<Args>(args)...));
        trace("VIOLATED {}", m_violation);
    }
    [[nodiscard]] bool failed() const { return !m_violation.empty(); }
    /// "<invariant>: <what was seen>"; empty when all is well.
    [[nodiscard]] const std::string& violation() const { return m_violation; }
    [[nodiscard]] bool traced() const { return m_traced; }
    [[nodiscard]] const std::string& text() const { return m_text; }

  private:
    void line(const std::string& what) {
        const auto ms = m_timeline.now().count();
        m_text += fmt::format("{:3}:{:02}:{:02}.{:03}  {}\n", ms / 3'600'000, ms / 60'000 % 60,
                              ms / 1000 % 60, ms % 1000, what);
    }

    const Timeline& m_timeline;
    bool m_traced;
    std::string m_text;
    std::string m_violation;
};

}  // namespace wattill::simulation
