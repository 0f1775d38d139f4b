#include "base/json.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace wattill {
namespace {

using nlohmann::json;

/// Builds the document and stops at the first thing that the library alone would let pass.
class StrictBuilder final : public nlohmann::json_sax<json> {
  public:
    // The library's signatures take references and 64-bit numbers of its own.
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t& text) override {
        if (text.find_first_of(".eE") == string_t::npos) return refuse("an integer beyond 64 bits");
        return add(value);
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t& /*value*/) override { return refuse("binary data"); }
    bool start_object(std::size_t /*elements*/) override { return open(json::object()); }
    bool start_array(std::size_t /*elements*/) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& value) override {
        if (m_open.back()->contains(value)) return refuse("a key that was there before");
        m_key = std::move(value);
        return true;
    }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& error) override {
        // 406 is a number too large for a double; everything else is a fault of the text.
        m_refused = error.id == 406 ? "a number out of range" : "not valid JSON";
        m_position = position;
        return false;
    }

    [[nodiscard]] const char* refused() const { return m_refused; }
    /// Bytes read when it was refused; 0 when the library did not say.
    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] json take() { return std::move(m_root); }

  private:
    bool refuse(const char* why) {
        m_refused = why;
        return false;
    }
    json* place(json value) {
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        json& parent = *m_open.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[m_key] = std::move(value));
    }
    bool add(json value) {
        place(std::move(value));
        return true;
    }
    bool open(json value) {
        if (m_open.size() >= static_cast<std::size_t>(kMaxJsonDepth)) {
            return refuse("more than 32 levels of nesting");
        }
        m_open.push_back(place(std::move(value)));
        return true;
    }
    bool close() {
        m_open.pop_back();
        return true;
    }

    json m_root;
    // A parent is never changed while a child of it is open, so these stay valid.
    std::vector<json*> m_open;
    std::string m_key;
    const char* m_refused = "not valid JSON";
    std::size_t m_position = 0;
};

/// Counts what the parser has taken, because its callbacks do not say where they are.
class CountingIterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, std::size_t* taken) : m_at(at), m_taken(taken) {}
    reference operator*() const { return *m_at; }
    CountingIterator& operator++() {
        ++m_at;
        ++*m_taken;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return m_at == other.m_at; }
    bool operator!=(const CountingIterator& other) const { return m_at != other.m_at; }

  private:
    const char* m_at;
    std::size_t* m_taken;
};

Error refusedAt(std::string_view text, std::size_t at, const char* why) {
    const std::string_view before = text.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lineStart = before.rfind('\n');
    const std::size_t column = lineStart == std::string_view::npos ? at : at - lineStart - 1;
    return invalidInput(
        fmt::format("line {}, column {}: {}", line, std::max<std::size_t>(column, 1), why));
}

}  // namespace

Result<nlohmann::json> parseStrict(std::string_view text) {
    // The library takes a zero byte for the end of the text and would ignore what follows.
    const std::size_t zero = text.find('\0');
    if (zero != std::string_view::npos) return refusedAt(text, zero + 1, "a zero byte");
    StrictBuilder builder;
    std::size_t taken = 0;
    const CountingIterator begin(text.data(), &taken);
    const CountingIterator end(text.data() + text.size(), &taken);
    if (json::sax_parse(begin, end, &builder)) return builder.take();

    const std::size_t at =
        std::min(builder.position() != 0 ? builder.position() : taken, text.size());
    return refusedAt(text, at, builder.refused());
}

}  // namespace wattill
