#include "repo/functions.hpp"

#include "repo/checkout.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace wattill::repo {

namespace {

enum class Scope { Namespace, Function, Control, Plain };

struct Open {
    Scope scope = Scope::Plain;
    int line = 0;
    int parentheses = 0;    ///< open ones outside of the brace
    std::string statement;  ///< what stood before the brace
};

bool begins(const std::string& statement, const std::regex& words) {
    return std::regex_search(statement, words, std::regex_constants::match_continuous);
}

/// What a '{' opens outside of functions, by the text before it.
Scope outsideScope(const std::string& statement) {
    static const std::regex type(R"(\s*(template\s*<[^;]*>\s*)?(inline\s+|export\s+|typedef\s+)*)"
                                 R"((namespace|class|struct|union|extern)\b)");
    static const std::regex enumeration(R"(\s*enum\b)");
    if (begins(statement, enumeration)) return Scope::Plain;
    const std::size_t call = statement.find('(');
    if (begins(statement, type) && call == std::string::npos) return Scope::Namespace;
    if (call == std::string::npos) return Scope::Plain;
    static const std::regex memberInitialiser(R"((,|[^:]:)\s*\w+\s*$)");
    if (std::regex_search(statement, memberInitialiser)) return Scope::Plain;
    const bool assigned = statement.find('=') < call;
    const bool isOperator = statement.find("operator") != std::string::npos;
    return assigned && !isOperator ? Scope::Plain : Scope::Function;
}

Scope insideScope(const std::string& statement) {
    static const std::regex control(
        R"(\s*((case\b[^?]*|default\s*|public|private|protected):\s*)*(\}?\s*))"
        R"((if|else|for|while|do|switch|try|catch)\b)");
    return begins(statement, control) ? Scope::Control : Scope::Plain;
}

class Walker {
  public:
    explicit Walker(std::string code) : m_code(std::move(code)) {}

    std::vector<FunctionBody> walk() {
        for (m_at = 0; m_at < m_code.size(); ++m_at)
            take(m_code[m_at]);
        return m_found;
    }

  private:
    void take(char c) {
        if (c == '\n') ++m_line;
        if (c == '(') ++m_parentheses;
        if (c == ')') --m_parentheses;
        if (c == '{') {
            open();
        } else if (c == '}') {
            close();
        } else if (c == ';' && m_parentheses == 0) {
            m_statement.clear();
        } else {
            m_statement += c;
        }
    }

    [[nodiscard]] bool inFunction() const {
        return std::any_of(m_open.begin(), m_open.end(),
                           [](const Open& o) { return o.scope == Scope::Function; });
    }

    void open() {
        const Scope scope = inFunction() ? insideScope(m_statement) : outsideScope(m_statement);
        m_open.push_back({scope, m_line, m_parentheses, m_statement});
        m_parentheses = 0;
        m_statement.clear();
        if (scope == Scope::Function) m_deepest = 0;
        const auto nesting = std::count_if(m_open.begin(), m_open.end(),
                                           [](const Open& o) { return o.scope == Scope::Control; });
        m_deepest = std::max(m_deepest, static_cast<int>(nesting));
    }

    void close() {
        if (m_open.empty()) return;
        const Open opened = m_open.back();
        m_open.pop_back();
        m_parentheses = opened.parentheses;
        if (opened.scope == Scope::Function) {
            m_found.push_back({opened.line, m_line - opened.line + 1, m_deepest});
        }
        // "m_a{1}, m_b{2} {": what was before an initialiser still belongs to the statement.
        m_statement = goesOn(opened) ? opened.statement : std::string();
    }

    [[nodiscard]] bool goesOn(const Open& opened) const {
        const std::size_t next = m_code.find_first_not_of(" \n\t", m_at + 1);
        const char c = next == std::string::npos ? '\0' : m_code[next];
        return m_parentheses > 0 || (opened.scope == Scope::Plain && c != '\0' && c != '}' &&
                                     std::isalpha(static_cast<unsigned char>(c)) == 0);
    }

    std::string m_code;
    std::size_t m_at = 0;
    int m_line = 1;
    int m_parentheses = 0;
    int m_deepest = 0;
    std::string m_statement;
    std::vector<Open> m_open;
    std::vector<FunctionBody> m_found;
};

}  // namespace

std::vector<FunctionBody> functionsOf(const std::string& text) {
    return Walker(bareCode(text)).walk();
}

}  // namespace wattill::repo
