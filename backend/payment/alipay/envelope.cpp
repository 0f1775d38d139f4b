#include "payment/alipay/envelope.hpp"

#include "payment/wire/letters.hpp"

#include <algorithm>
#include <string>

namespace wattill::payment::alipay {

namespace {

using wire::isDigit;

constexpr int kMaxDepth = 32;

bool isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Walks over JSON and remembers nothing but where it is. Each function leaves the position behind
/// what it read, or returns false.
class Walker {
  public:
    explicit Walker(std::string_view text) : m_text(text) {}

    [[nodiscard]] std::size_t position() const { return m_at; }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

    bool take(char expected) {
        if (atEnd() || m_text[m_at] != expected) return false;
        ++m_at;
        return true;
    }

    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }

    bool value(int depth) {
        if (atEnd() || depth > kMaxDepth) return false;
        switch (m_text[m_at]) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true");
            case 'f':
                return word("false");
            case 'n':
                return word("null");
            default:
                return number();
        }
    }

    bool string() {
        if (!take('"')) return false;
        while (!atEnd()) {
            const char c = m_text[m_at++];
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\' && !escape()) return false;
        }
        return false;
    }

  private:
    bool escape() {
        if (atEnd()) return false;
        const char kind = m_text[m_at++];
        if (kind != 'u') return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
        if (m_text.size() - m_at < 4) return false;
        const std::string_view digits = m_text.substr(m_at, 4);
        m_at += 4;
        return std::all_of(digits.begin(), digits.end(), isHexDigit);
    }

    bool word(std::string_view expected) {
        if (m_text.substr(m_at, expected.size()) != expected) return false;
        m_at += expected.size();
        return true;
    }

    bool digits() {
        const std::size_t begin = m_at;
        while (!atEnd() && isDigit(m_text[m_at]))
            ++m_at;
        return m_at > begin;
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            return digits();
        }
        return true;
    }

    bool object(int depth) {
        take('{');
        skipBlanks();
        if (take('}')) return true;
        do {
            skipBlanks();
            if (!string()) return false;
            skipBlanks();
            if (!take(':')) return false;
            skipBlanks();
            if (!value(depth + 1)) return false;
            skipBlanks();
        } while (take(','));
        return take('}');
    }

    bool array(int depth) {
        take('[');
        skipBlanks();
        if (take(']')) return true;
        do {
            skipBlanks();
            if (!value(depth + 1)) return false;
            skipBlanks();
        } while (take(','));
        return take(']');
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

Error notJson(std::size_t position) {
    return invalidInput("not one JSON object, at byte " + std::to_string(position));
}

}  // namespace

Result<std::vector<RawMember>> splitObject(std::string_view text) {
    Walker walker(text);
    std::vector<RawMember> members;
    walker.skipBlanks();
    if (!walker.take('{')) return notJson(walker.position());
    walker.skipBlanks();
    bool more = !walker.take('}');
    while (more) {
        walker.skipBlanks();
        const std::size_t nameBegin = walker.position() + 1;
        if (!walker.string()) return notJson(walker.position());
        const std::string_view name = text.substr(nameBegin, walker.position() - 1 - nameBegin);
        walker.skipBlanks();
        if (!walker.take(':')) return notJson(walker.position());
        walker.skipBlanks();
        const std::size_t valueBegin = walker.position();
        if (!walker.value(2)) return notJson(walker.position());
        const std::string_view value = text.substr(valueBegin, walker.position() - valueBegin);
        // An escape could hide a second "sign".
        if (name.find('\\') != std::string_view::npos) return invalidInput("an escape in a name");
        const bool twice = std::any_of(members.begin(), members.end(),
                                       [&](const RawMember& m) { return m.name == name; });
        if (twice) return invalidInput("the same name twice");
        members.push_back({name, value});
        walker.skipBlanks();
        more = walker.take(',');
        if (!more && !walker.take('}')) return notJson(walker.position());
    }
    walker.skipBlanks();
    if (!walker.atEnd()) return notJson(walker.position());
    return members;
}

}  // namespace wattill::payment::alipay
