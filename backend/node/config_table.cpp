#include "node/config_table.hpp"

#include "node/spelling.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

namespace {
std::string_view kindOf(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::table:
            return "a table";
        default:
            return "something else";
    }
}
}  // namespace

void Faults::add(toml::source_index line, const std::string& what) {
    m_lines.emplace_back(line, what);
}

std::string Faults::text() const {
    auto lines = m_lines;
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string all;
    for (const auto& [line, what] : lines) {
        if (!all.empty()) all += '\n';
        all += line == 0 ? fmt::format("{}: {}", m_file, what)
                         : fmt::format("{}:{}: {}", m_file, line, what);
    }
    return all;
}

const toml::node* ConfigTable::find(std::string_view key) {
    m_asked.emplace(key);
    return m_table.get(key);
}

void ConfigTable::wrongType(std::string_view key, const toml::node& node, std::string_view wanted) {
    m_faults.add(node.source().begin.line,
                 fmt::format("{} {} must be {}, but is {}", m_title, key, wanted, kindOf(node)));
}

std::string ConfigTable::text(std::string_view key, const std::string& example) {
    if (find(key) == nullptr) {
        m_faults.add(
            m_table.source().begin.line,
            fmt::format("{} lacks '{}'; add a line such as: {} = {}", m_title, key, key, example));
        return {};
    }
    auto value = textOr(key, {});
    if (value.empty() && m_table.get(key)->is_string()) reject(key, "is empty; fill it");
    return value;
}

std::string ConfigTable::textOr(std::string_view key, const std::string& fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto* value = node->as_string()) return value->get();
    wrongType(key, *node, "a text in quotes");
    return fallback;
}

std::int64_t ConfigTable::integerOr(std::string_view key, std::int64_t fallback, std::int64_t least,
                                    std::int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto* value = node->as_integer();
    if (value == nullptr) {
        wrongType(key, *node, "a whole number");
        return fallback;
    }
    if (value->get() < least || value->get() > most) {
        reject(key, fmt::format("is {}; it must lie between {} and {}", value->get(), least, most));
        return fallback;
    }
    return value->get();
}

double ConfigTable::numberOr(std::string_view key, double fallback, double least, double most) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value) {
        wrongType(key, *node, "a number");
        return fallback;
    }
    // Written so that a NaN is refused too.
    if (!(*value >= least && *value <= most)) {
        reject(key, fmt::format("is {}; it must lie between {} and {}", *value, least, most));
        return fallback;
    }
    return *value;
}

bool ConfigTable::booleanOr(std::string_view key, bool fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto* value = node->as_boolean()) return value->get();
    wrongType(key, *node, "true or false");
    return fallback;
}

std::vector<std::int64_t> ConfigTable::integersOr(std::string_view key,
                                                  std::vector<std::int64_t> fallback,
                                                  std::int64_t least, std::int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto* list = node->as_array();
    if (list == nullptr) {
        wrongType(key, *node, "a list of whole numbers");
        return fallback;
    }
    std::vector<std::int64_t> values;
    for (const toml::node& each : *list) {
        const auto* value = each.as_integer();
        if (value == nullptr) {
            wrongType(key, each, "a list of whole numbers");
            return fallback;
        }
        if (value->get() < least || value->get() > most) {
            reject(key, fmt::format("holds {}; each must lie between {} and {}", value->get(),
                                    least, most));
            return fallback;
        }
        values.push_back(value->get());
    }
    if (values.empty()) reject(key, "is empty; name at least one value");
    return values;
}

const toml::table* ConfigTable::table(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return nullptr;
    if (const auto* table = node->as_table()) return table;
    wrongType(key, *node, fmt::format("a table: [{}]", key));
    return nullptr;
}

const toml::table* ConfigTable::requiredTable(std::string_view key) {
    if (find(key) == nullptr) {
        m_faults.add(0, fmt::format("the section [{}] is missing; take it over from the sample "
                                    "assets/sites/demo/site.toml",
                                    key));
        return nullptr;
    }
    return table(key);
}

std::vector<const toml::table*> ConfigTable::tables(std::string_view key) {
    std::vector<const toml::table*> all;
    const toml::node* node = find(key);
    if (node == nullptr) return all;
    const auto* list = node->as_array();
    if (list == nullptr) {
        wrongType(key, *node, fmt::format("written as [[{}]], one for each", key));
        return all;
    }
    for (const toml::node& each : *list) {
        if (const auto* table = each.as_table()) {
            all.push_back(table);
        } else {
            wrongType(key, each, fmt::format("written as [[{}]], one for each", key));
        }
    }
    return all;
}

void ConfigTable::reject(std::string_view key, const std::string& why) {
    const toml::node* node = m_table.get(key);
    const auto line = node != nullptr ? node->source().begin.line : m_table.source().begin.line;
    m_faults.add(line, fmt::format("{} {} {}", m_title, key, why));
}

void ConfigTable::finish() {
    for (const auto& [key, node] : m_table) {
        if (m_asked.contains(key.str())) continue;
        const std::vector<std::string> known(m_asked.begin(), m_asked.end());
        const std::string what =
            fmt::format("{} has no key '{}'; {}", m_title, key.str(), suggestion(key.str(), known));
        m_faults.add(key.source().begin.line, what);
    }
}

}  // namespace wattill::node
