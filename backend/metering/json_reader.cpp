#include "metering/json_reader.hpp"

#include <charconv>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using nlohmann::json;

const json kNothing;

std::optional<std::uint32_t> hexNumber(const std::string& text, std::size_t digits) {
    if (text.size() != digits + 2 || !text.starts_with("0x")) return std::nullopt;
    std::uint32_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + 2, end, number, 16);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return number;
}

}  // namespace

void ReadTrouble::add(const std::string& path, const std::string& what) {
    if (first) return;
    first = invalidInput(fmt::format("{}: {}: {}", file, path.empty() ? "/" : path, what));
}

JsonReader::JsonReader(ReadTrouble& trouble, const json& node, std::string path)
    : m_trouble(&trouble), m_node(&node), m_path(std::move(path)) {
    if (!m_node->is_object()) {
        m_trouble->add(m_path, "must be an object: { … }");
        m_node = &kNothing;
    }
}

bool JsonReader::has(const std::string& key) {
    m_asked.insert(key);
    return m_node->is_object() && m_node->contains(key);
}

const json& JsonReader::at(const std::string& key) {
    if (has(key)) return (*m_node)[key];
    m_trouble->add(m_path, fmt::format("\"{}\" is missing; add it", key));
    return kNothing;
}

std::string JsonReader::text(const std::string& key) {
    const json& value = at(key);
    if (value.is_string()) return value.get<std::string>();
    fail(key, "must be a text in quotes");
    return {};
}

std::string JsonReader::text(const std::string& key, const std::string& whenAbsent) {
    return has(key) ? text(key) : whenAbsent;
}

std::int64_t JsonReader::integer(const std::string& key, std::int64_t least, std::int64_t most) {
    const json& value = at(key);
    if (value.is_number_integer()) {
        // An unsigned number above the signed range would wrap in get<int64_t>().
        const bool fits = !value.is_number_unsigned() ||
                          value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX);
        const std::int64_t number = fits ? value.get<std::int64_t>() : 0;
        if (fits && number >= least && number <= most) return number;
    }
    fail(key, fmt::format("must be a whole number from {} to {}", least, most));
    return least;
}

bool JsonReader::flag(const std::string& key) {
    const json& value = at(key);
    if (value.is_boolean()) return value.get<bool>();
    fail(key, "must be true or false");
    return false;
}

bool JsonReader::flag(const std::string& key, bool whenAbsent) {
    return has(key) ? flag(key) : whenAbsent;
}

int JsonReader::registerNumber(const std::string& key) {
    const auto number = hexNumber(text(key), 4);
    if (!number) fail(key, "must be a register in four hexadecimal digits, like \"0x0200\"");
    return static_cast<int>(number.value_or(0));
}

std::uint32_t JsonReader::identifier(const std::string& key) {
    const auto number = hexNumber(text(key), 8);
    if (!number) {
        fail(key, "must be a data identifier in eight hexadecimal digits, like \"0x00010000\"");
    }
    return number.value_or(0);
}

bool JsonReader::isText(const std::string& key) {
    return has(key) && (*m_node)[key].is_string();
}

JsonReader JsonReader::object(const std::string& key) {
    return {*m_trouble, at(key), pathOf(key)};
}

std::vector<JsonReader> JsonReader::objects(const std::string& key) {
    const json& list = at(key);
    std::vector<JsonReader> readers;
    if (!list.is_array()) fail(key, "must be a list: [ … ]");
    if (list.is_array()) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            readers.emplace_back(*m_trouble, list[i], fmt::format("{}/{}", pathOf(key), i));
        }
    }
    return readers;
}

std::vector<std::int64_t> JsonReader::integers(const std::string& key, std::int64_t least,
                                               std::int64_t most) {
    const json& list = at(key);
    std::vector<std::int64_t> all;
    if (!list.is_array()) fail(key, "must be a list: [ … ]");
    if (!list.is_array()) return all;
    for (const json& each : list) {
        const bool good = each.is_number_unsigned() &&
                          each.get<std::uint64_t>() <= static_cast<std::uint64_t>(most) &&
                          each.get<std::int64_t>() >= least;
        if (!good) fail(key, fmt::format("must hold whole numbers from {} to {}", least, most));
        all.push_back(good ? each.get<std::int64_t>() : least);
    }
    return all;
}

std::vector<std::string> JsonReader::texts(const std::string& key) {
    const json& list = at(key);
    std::vector<std::string> all;
    if (!list.is_array()) fail(key, "must be a list: [ … ]");
    if (!list.is_array()) return all;
    for (const json& each : list) {
        if (!each.is_string()) fail(key, "must hold texts in quotes");
        all.push_back(each.is_string() ? each.get<std::string>() : std::string());
    }
    return all;
}

void JsonReader::finish() {
    if (!m_node->is_object()) return;
    for (const auto& [key, value] : m_node->items()) {
        if (!m_asked.contains(key)) {
            fail(key, "is not a key of this object; remove it or correct its spelling");
        }
    }
}

void JsonReader::fail(const std::string& key, const std::string& what) {
    m_trouble->add(pathOf(key), what);
}

}  // namespace wattill::metering
