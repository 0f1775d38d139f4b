#include "repo/checkout.hpp"

#include "support/process.hpp"

#include <cctype>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace wattill::repo {

namespace {

const std::set<std::string> kBinaryEndings = {".png", ".jpg", ".svg", ".ttf", ".otf",
                                              ".wav", ".ogg", ".qm",  ".bin"};

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<File> readTracked() {
    const auto git =
        test::runToEnd({"git", "-c", "safe.directory=*", "-C", root().string(), "ls-files", "-z"});
    if (git.status != 0) throw std::runtime_error("git ls-files: " + git.errors);
    std::vector<File> files;
    std::istringstream names(git.output);
    for (std::string name; std::getline(names, name, '\0');) {
        const std::filesystem::path path = root() / name;
        const bool text = kBinaryEndings.count(path.extension().string()) == 0 &&
                          name.rfind("tests/fuzz/corpus/", 0) != 0;
        if (text && std::filesystem::is_regular_file(path)) {
            files.push_back({name, contents(path)});
        }
    }
    return files;
}

/// Replaces [begin, end) by blanks, but leaves line ends.
void blank(std::string& text, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && i < text.size(); ++i) {
        if (text[i] != '\n') text[i] = ' ';
    }
}

std::size_t afterQuoted(const std::string& text, std::size_t at) {
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

std::size_t afterRawString(const std::string& text, std::size_t at) {
    const std::size_t open = text.find('(', at);
    if (open == std::string::npos) return text.size();
    const std::string end = ")" + text.substr(at + 2, open - at - 2) + "\"";
    const std::size_t close = text.find(end, open);
    return close == std::string::npos ? text.size() : close + end.size();
}

/// A line of the preprocessor with its continuations.
std::size_t afterDirective(const std::string& text, std::size_t at) {
    while (at < text.size() && text[at] != '\n')
        at += text[at] == '\\' ? 2U : 1U;
    return at;
}

bool firstOnLine(const std::string& text, std::size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        --at;
    return at == 0 || text[at - 1] == '\n';
}

bool wordBefore(const std::string& text, std::size_t at) {
    return at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
}

/// Where the thing at `at` ends that is not code; `at` itself when code stands there.
std::size_t afterSilent(const std::string& text, std::size_t at) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '/' && next == '/') return std::min(text.find('\n', at), text.size());
    if (c == '/' && next == '*') return std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    if (c == '#' && firstOnLine(text, at)) return afterDirective(text, at);
    if (c == 'R' && next == '"' && !wordBefore(text, at)) return afterRawString(text, at);
    if (c == '"') return afterQuoted(text, at);
    // A ' inside a number separates digits.
    if (c == '\'' && !wordBefore(text, at)) return afterQuoted(text, at);
    return at;
}

}  // namespace

std::vector<std::string> File::lines() const {
    std::vector<std::string> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        result.push_back(line);
    return result;
}

bool File::endsWith(const std::string& ending) const {
    return path.size() >= ending.size() &&
           path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

bool File::in(const std::string& folder) const {
    return path.rfind(folder, 0) == 0;
}

std::filesystem::path root() {
    return WATTILL_SOURCE_DIR;
}

const std::vector<File>& trackedFiles() {
    static const std::vector<File> files = readTracked();
    return files;
}

std::vector<File> filesEndingWith(const std::vector<std::string>& endings) {
    std::vector<File> result;
    for (const File& file : trackedFiles()) {
        for (const std::string& ending : endings) {
            if (file.endsWith(ending)) result.push_back(file);
        }
    }
    return result;
}

std::vector<File> cxxFiles() {
    return filesEndingWith({".hpp", ".cpp", ".h", ".cc"});
}

std::vector<File> qmlFiles() {
    return filesEndingWith({".qml"});
}

std::string listed(const std::vector<std::string>& findings) {
    std::string text;
    for (const std::string& finding : findings)
        text += "\n" + finding;
    return text;
}

std::string bareCode(const std::string& text) {
    std::string code = text;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = afterSilent(text, at);
        blank(code, at, end);
        at = end > at ? end : at + 1;
    }
    return code;
}

}  // namespace wattill::repo
