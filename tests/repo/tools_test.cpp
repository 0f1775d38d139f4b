#include "repo/checkout.hpp"
#include "support/process.hpp"

#include <fstream>

#include <gtest/gtest.h>

/// The tools that look at our files, run over all of them.
namespace wattill::repo {

namespace {

constexpr std::chrono::minutes kLimit(4);
const std::string kQtTools = "/usr/lib/qt6/bin/";

std::string path(const File& file) {
    return (root() / file.path).string();
}

test::Command withFiles(test::Command command, const std::vector<File>& files) {
    for (const File& file : files)
        command.push_back(path(file));
    return command;
}

std::string withoutPragma(const std::string& text) {
    const std::string pragma = "pragma ComponentBehavior: Bound\n\n";
    return text.rfind(pragma, 0) == 0 ? text.substr(pragma.size()) : text;
}

std::vector<File> scripts() {
    std::vector<File> result;
    for (const File& file : trackedFiles()) {
        const std::string first = file.text.substr(0, file.text.find('\n'));
        const bool shebang = first.rfind("#!", 0) == 0 && first.find("sh") != std::string::npos;
        if (shebang || file.endsWith(".sh")) result.push_back(file);
    }
    return result;
}

}  // namespace

TEST(Tools, ClangFormatChangesNothing) {
    const auto run = test::runToEnd(
        withFiles({"clang-format", "--dry-run", "-Werror", "--ferror-limit=3"}, cxxFiles()),
        kLimit);
    EXPECT_EQ(run.status, 0) << run.output << run.errors;
}

TEST(Tools, ShellcheckIsContent) {
    ASSERT_GE(scripts().size(), 4U);
    const auto run =
        test::runToEnd(withFiles({"shellcheck", "-x", "-P", root().string()}, scripts()), kLimit);
    EXPECT_EQ(run.status, 0) << run.output << run.errors;
}

TEST(Tools, QmllintIsContent) {
    test::Command command = {kQtTools + "qmllint", "-I", WATTILL_BINARY_DIR "/qml"};
    // Qt 6.4's qmllint does not find C++ types of a namespace by the name that moc gives them.
    command.insert(command.end(), {"--type", "info"});
    for (const File& file : qmlFiles()) {
        if (!file.in("qml/")) continue;
        test::Command one = command;
        one.push_back(path(file));
        const auto run = test::runToEnd(one, kLimit);
        EXPECT_EQ(run.status, 0) << run.output << run.errors;
    }
}

TEST(Tools, QmlformatChangesNothing) {
    const test::TemporaryFolder folder;
    for (const File& file : qmlFiles()) {
        // Qt 6.4's qmlformat drops the value of a pragma, so that line is kept from it.
        const std::string body = withoutPragma(file.text);
        const auto copy = folder.path() / "Body.qml";
        std::ofstream(copy, std::ios::binary) << body;
        const auto run = test::runToEnd({kQtTools + "qmlformat", copy.string()}, kLimit);
        EXPECT_EQ(run.status, 0) << run.output << run.errors;
        EXPECT_EQ(run.output, body) << file.path << " (below its pragma)";
    }
}

TEST(Tools, UnitsOfTheTerminalAreValid) {
    const auto units = filesEndingWith({".service"});
    ASSERT_GE(units.size(), 2U);
    for (const File& unit : units) {
        EXPECT_NE(unit.text.find("\nUser="), std::string::npos) << unit.path;
        EXPECT_NE(unit.text.find("\nProtectSystem=strict"), std::string::npos) << unit.path;
        EXPECT_NE(unit.text.find("\nNoNewPrivileges=yes"), std::string::npos) << unit.path;
    }
}

}  // namespace wattill::repo
