#pragma once

#include <string>
#include <utility>

namespace wattill {

/// A key, token or password. It has no text form: no stream operator, no conversion, no equality
/// that leaks a position. Whoever really needs it says expose().
class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text) : m_text(std::move(text)) {}
    [[nodiscard]] const std::string& expose() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }

  private:
    std::string m_text;
};

/// A name, phone number or other personal datum. It prints nowhere by itself; masked() is what a
/// lobby may see.
class Personal {
  public:
    Personal() = default;
    explicit Personal(std::string text) : m_text(std::move(text)) {}
    [[nodiscard]] const std::string& expose() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }

  private:
    std::string m_text;
};

}  // namespace wattill
