#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace wattill::node {

/// Everything that is wrong with one file: people mend it in one go, not fault by fault.
class Faults {
  public:
    explicit Faults(std::string file) : m_file(std::move(file)) {}
    /// `line` 0: no line can be named.
    void add(toml::source_index line, const std::string& what);
    [[nodiscard]] bool empty() const { return m_lines.empty(); }
    [[nodiscard]] std::string text() const;

  private:
    std::string m_file;
    std::vector<std::pair<toml::source_index, std::string>> m_lines;
};

/// Reads one table strictly: every key must be asked for, with the right type. A fault is noted and
/// the fallback given, so that reading goes on.
class ConfigTable {
  public:
    /// `title` is how people see it: "[node]", "[[bus]]".
    ConfigTable(const toml::table& table, std::string title, Faults& faults)
        : m_table(table), m_title(std::move(title)), m_faults(faults) {}

    [[nodiscard]] bool has(std::string_view key) const { return m_table.contains(key); }
    std::string text(std::string_view key, const std::string& example);
    std::string textOr(std::string_view key, const std::string& fallback);
    std::int64_t integerOr(std::string_view key, std::int64_t fallback, std::int64_t least,
                           std::int64_t most);
    double numberOr(std::string_view key, double fallback, double least, double most);
    bool booleanOr(std::string_view key, bool fallback);
    std::vector<std::int64_t> integersOr(std::string_view key, std::vector<std::int64_t> fallback,
                                         std::int64_t least, std::int64_t most);
    /// nullptr when absent or not a table (noted).
    const toml::table* table(std::string_view key);
    const toml::table* requiredTable(std::string_view key);
    /// Each [[key]]; empty when absent.
    std::vector<const toml::table*> tables(std::string_view key);
    /// The key's value is well-formed but not acceptable.
    void reject(std::string_view key, const std::string& why);
    /// Notes every key that nobody asked for. Last.
    void finish();

  private:
    const toml::node* find(std::string_view key);
    void wrongType(std::string_view key, const toml::node& node, std::string_view wanted);

    const toml::table& m_table;
    std::string m_title;
    Faults& m_faults;
    std::set<std::string, std::less<>> m_asked;
};

}  // namespace wattill::node
