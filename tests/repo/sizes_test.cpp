#include "repo/checkout.hpp"
#include "repo/functions.hpp"

#include <map>

#include <gtest/gtest.h>

/// The limits of how our code looks. They are there for the reader: what does not fit is two
/// things.
namespace wattill::repo {

namespace {

constexpr std::size_t kCxxLines = 400;
constexpr std::size_t kQmlLines = 250;
constexpr std::size_t kColumns = 100;
constexpr int kFunctionLines = 70;
constexpr int kNesting = 3;

/// Files that are tables, with the reason. Their length is free, nothing else is.
const std::map<std::string, std::string> kTables = {};

/// Code points, not bytes: a Chinese text is as wide as it has characters.
std::size_t columns(const std::string& line) {
    std::size_t count = 0;
    for (const char c : line) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++count;
    }
    return count;
}

std::string place(const File& file, std::size_t line) {
    return file.path + ":" + std::to_string(line);
}

}  // namespace

TEST(Sizes, FilesAreShort) {
    std::vector<std::string> findings;
    for (const File& file : filesEndingWith({".hpp", ".cpp", ".qml"})) {
        const std::size_t limit = file.endsWith(".qml") ? kQmlLines : kCxxLines;
        const std::size_t lines = file.lines().size();
        if (lines > limit && kTables.count(file.path) == 0) {
            findings.push_back(place(file, lines) + ": " + std::to_string(lines) +
                               " lines, at most " + std::to_string(limit));
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Sizes, LinesAreShort) {
    std::vector<std::string> findings;
    for (const File& file : filesEndingWith({".hpp", ".cpp", ".qml"})) {
        std::size_t number = 0;
        for (const std::string& line : file.lines()) {
            ++number;
            // A translator's source text has to stand in one line.
            const bool sourceText = line.find("//% \"") != std::string::npos;
            if (columns(line) > kColumns && !sourceText) {
                findings.push_back(place(file, number) + ": " + std::to_string(columns(line)) +
                                   " columns");
            }
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Sizes, FunctionsAreShortAndShallow) {
    std::vector<std::string> findings;
    for (const File& file : cxxFiles()) {
        for (const FunctionBody& body : functionsOf(file.text)) {
            if (body.lines <= kFunctionLines && body.nesting <= kNesting) continue;
            findings.push_back(place(file, static_cast<std::size_t>(body.firstLine)) + ": " +
                               std::to_string(body.lines) + " lines, nesting " +
                               std::to_string(body.nesting));
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

}  // namespace wattill::repo
