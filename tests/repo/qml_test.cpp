#include "repo/checkout.hpp"

#include <regex>
#include <set>

#include <gtest/gtest.h>

/// What qmllint does not know: our own rules for screens.
namespace wattill::repo {

namespace {

std::vector<std::string> linesWith(const std::vector<File>& files, const std::regex& pattern) {
    std::vector<std::string> findings;
    for (const File& file : files) {
        const File bare{file.path, file.text};
        std::size_t number = 0;
        for (const std::string& line : bare.lines()) {
            ++number;
            if (std::regex_search(line, pattern)) {
                findings.push_back(file.path + ":" + std::to_string(number) + ": " + line);
            }
        }
    }
    return findings;
}

std::vector<File> outsideTheTheme() {
    std::vector<File> result;
    for (const File& file : qmlFiles()) {
        if (file.in("qml/") && !file.in("qml/theme/")) result.push_back(file);
    }
    return result;
}

std::string attribute(const std::string& tag, const std::string& name) {
    std::smatch match;
    return std::regex_search(tag, match, std::regex(name + "=\"([^\"]*)\"")) ? match[1].str() : "";
}

/// The ids of a catalogue; with `finished`, only those that have a translation.
std::set<std::string> idsOf(const File& catalogue, bool finished) {
    static const std::regex message(R"(<message\b[^>]*>[\s\S]*?</message>)");
    static const std::regex open(R"x(<translation[^>]*type="(unfinished|vanished|obsolete)")x");
    static const std::regex empty(R"(<translation\s*/>|<translation>\s*</translation>)");
    std::set<std::string> ids;
    std::sregex_iterator at(catalogue.text.begin(), catalogue.text.end(), message);
    for (; at != std::sregex_iterator(); ++at) {
        const std::string text = at->str();
        const bool bad = std::regex_search(text, open) || std::regex_search(text, empty);
        if (!finished || !bad) ids.insert(attribute(text, "id"));
    }
    return ids;
}

}  // namespace

TEST(Qml, NoContextProperties) {
    std::vector<File> files = cxxFiles();
    std::erase_if(files, [](const File& file) { return file.in("tests/repo/"); });
    const auto findings = linesWith(files, std::regex("setContextProperty"));
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Qml, PropertiesHaveTypes) {
    const auto findings = linesWith(qmlFiles(), std::regex(R"(\bproperty\s+var\b)"));
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Qml, ColoursComeFromTheTheme) {
    const std::regex literal(R"x("#[0-9A-Fa-f]{3,8}"|Qt\.(rgba|hsla|hsva|darker|lighter|tint)\(|)x"
                             R"x(\bcolor:\s*"[a-z]+")x");
    const auto findings = linesWith(outsideTheTheme(), literal);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Qml, DurationsComeFromTheTheme) {
    const std::regex literal(R"(\b(duration|interval):\s*[1-9])");
    const auto findings = linesWith(outsideTheTheme(), literal);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Qml, TextsAreTranslated) {
    const std::regex literal(
        R"x(^\s*(text|Accessible\.name):\s*"[^"]*[A-Za-z\x80-\xff]{2}[^"]*")x");
    const auto findings = linesWith(outsideTheTheme(), literal);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Qml, CataloguesAreCompleteAndAgree) {
    const auto catalogues = filesEndingWith({".ts"});
    ASSERT_GE(catalogues.size(), 2U) << "Chinese and English are shipped";
    const auto expected = idsOf(catalogues.front(), false);
    EXPECT_FALSE(expected.empty());
    for (const File& catalogue : catalogues) {
        EXPECT_EQ(idsOf(catalogue, false), expected) << catalogue.path;
        std::vector<std::string> open;
        const auto finished = idsOf(catalogue, true);
        for (const std::string& id : expected) {
            if (finished.count(id) == 0) open.push_back(catalogue.path + ": " + id);
        }
        EXPECT_TRUE(open.empty()) << listed(open);
    }
}

TEST(Qml, EveryTextIdIsInTheCatalogues) {
    static const std::regex use(R"x(qsTrId\(\s*"([^"]+)")x");
    for (const File& catalogue : filesEndingWith({".ts"})) {
        const auto ids = idsOf(catalogue, false);
        std::vector<std::string> findings;
        for (const File& file : outsideTheTheme()) {
            std::sregex_iterator at(file.text.begin(), file.text.end(), use);
            for (; at != std::sregex_iterator(); ++at) {
                if (ids.count((*at)[1]) == 0) findings.push_back(file.path + ": " + (*at)[1].str());
            }
        }
        EXPECT_TRUE(findings.empty()) << catalogue.path << listed(findings);
    }
}

}  // namespace wattill::repo
