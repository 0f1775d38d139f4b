#include "repo/checkout.hpp"

#include <algorithm>
#include <regex>

#include <gtest/gtest.h>

/// What must not be written anywhere in the repository.
namespace wattill::repo {

namespace {

using Files = std::vector<File>;

Files withoutThisFolder() {
    Files result;
    for (const File& file : trackedFiles()) {
        if (!file.in("tests/repo/") && file.path != "LICENSE") result.push_back(file);
    }
    return result;
}

/// path:line of every line that `pattern` is found in.
std::vector<std::string> linesWith(const Files& files, const std::regex& pattern) {
    std::vector<std::string> findings;
    for (const File& file : files) {
        std::size_t number = 0;
        for (const std::string& line : file.lines()) {
            ++number;
            if (std::regex_search(line, pattern)) {
                findings.push_back(file.path + ":" + std::to_string(number) + ": " + line);
            }
        }
    }
    return findings;
}

}  // namespace

TEST(Words, NothingIsLeftForLater) {
    const std::regex later(R"(\b(TODO|FIXME|XXX|HACK)\b|not implemented|for the time being)",
                           std::regex::icase);
    const auto findings = linesWith(withoutThisFolder(), later);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, NoPathOfAMachineThatBuiltIt) {
    const std::regex machine(R"((^|[^\w.])/(work|root|home/\w+)(/|\b))");
    const auto findings = linesWith(withoutThisFolder(), machine);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, NoPrivateKeyIsTracked) {
    const std::regex key("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s*$|^MII[A-Za-z0-9+/]{60,}");
    const auto findings = linesWith(withoutThisFolder(), key);
    EXPECT_TRUE(findings.empty()) << listed(findings);
    std::vector<std::string> names;
    for (const File& file : trackedFiles()) {
        if (file.endsWith(".pem") || file.endsWith(".key") || file.endsWith(".token")) {
            names.push_back(file.path);
        }
    }
    EXPECT_TRUE(names.empty()) << listed(names);
}

TEST(Words, TypesAreNamedAfterWhatTheyAre) {
    const std::regex type(R"(\b(class|struct)\s+\w*(Manager|Helper|Helpers|Util|Utils|Data)\b)");
    auto findings = linesWith(cxxFiles(), type);
    const std::regex fileName(R"((^|[/_])(manager|helper|helpers|util|utils)(\.|_|$))",
                              std::regex::icase);
    for (const File& file : trackedFiles()) {
        if (std::regex_search(file.path, fileName)) findings.push_back(file.path);
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, FilesAreNamedAlike) {
    const std::regex cxx(R"(^([a-z0-9_-]+/)*[a-z0-9_]+\.(hpp|cpp)$)");
    const std::regex qml(R"(^([a-z0-9_-]+/)*([A-Z][A-Za-z0-9]*|tst_[a-z0-9_]+)\.qml$)");
    std::vector<std::string> findings;
    for (const File& file : filesEndingWith({".hpp", ".cpp", ".h", ".cc", ".cxx"})) {
        if (!std::regex_match(file.path, cxx)) findings.push_back(file.path);
    }
    for (const File& file : qmlFiles()) {
        if (!std::regex_match(file.path, qml)) findings.push_back(file.path);
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, HeadersAreGuardedByPragmaOnce) {
    std::vector<std::string> findings;
    for (const File& file : filesEndingWith({".hpp"})) {
        const auto lines = file.lines();
        const auto guards = std::count(lines.begin(), lines.end(), "#pragma once");
        if (guards != 1 || file.text.find("#ifndef WATTILL_") != std::string::npos) {
            findings.push_back(file.path);
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, NoBlanksAtLineEndsAndALineEndAtTheEnd) {
    std::vector<std::string> findings =
        linesWith(filesEndingWith({".hpp", ".cpp", ".qml", ".txt", ".toml", ".service"}),
                  std::regex(R"([ \t\r]+$)"));
    for (const File& file : filesEndingWith({".hpp", ".cpp", ".qml", ".txt", ".toml", ".md"})) {
        if (!file.text.empty() && file.text.back() != '\n') findings.push_back(file.path);
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, TestsDoNotSleep) {
    // A bench lets time pass because it measures what happens in it.
    Files tests;
    for (const File& file : cxxFiles()) {
        const bool measures = file.in("tests/bench/");
        if (file.in("tests/") && !file.in("tests/repo/") && !measures) tests.push_back(file);
    }
    const std::regex sleeping(R"(\b(sleep_for|sleep_until|usleep|nanosleep|qSleep|qWait)\s*\()");
    const auto findings = linesWith(tests, sleeping);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, EveryPackageHasAReason) {
    const std::regex row(R"(^[a-z0-9][a-z0-9.+-]+ +\S.*\S$)");
    std::vector<std::string> findings;
    std::vector<std::string> names;
    for (const File& file : trackedFiles()) {
        if (file.path != ".ci/packages.txt") continue;
        for (const std::string& line : file.lines()) {
            if (line.empty() || line[0] == '#') continue;
            if (!std::regex_match(line, row)) findings.push_back(line + ": no reason");
            names.push_back(line.substr(0, line.find(' ')));
        }
    }
    ASSERT_GT(names.size(), 20U);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) findings.push_back(*twice + ": named twice");
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Words, NoDefaultBoostBesideThePinnedOne) {
    const std::regex unversioned(R"(^libboost[a-z-]*-dev)");
    for (const File& file : trackedFiles()) {
        if (file.path != ".ci/packages.txt") continue;
        EXPECT_TRUE(linesWith({file}, unversioned).empty());
    }
}

}  // namespace wattill::repo
