#include "repo/checkout.hpp"
#include "support/process.hpp"

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
    for (const File& file : qmlFiles()) {
        if (!file.in("qml/")) continue;
        const auto run = test::runToEnd(
            {kQtTools + "qmllint", "-I", WATTILL_BINARY_DIR "/qml", path(file)}, kLimit);
        EXPECT_EQ(run.status, 0) << run.output << run.errors;
        EXPECT_EQ((run.output + run.errors).find("Warning:"), std::string::npos)
            << run.output << run.errors;
    }
}

TEST(Tools, QmlformatChangesNothing) {
    for (const File& file : qmlFiles()) {
        const auto run = test::runToEnd({kQtTools + "qmlformat", path(file)}, kLimit);
        EXPECT_EQ(run.status, 0) << run.output << run.errors;
        EXPECT_EQ(run.output, file.text)
            << file.path << ": " << kQtTools << "qmlformat -i " << file.path;
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
