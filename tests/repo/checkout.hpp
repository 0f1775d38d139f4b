#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace wattill::repo {

/// One tracked file. Paths are relative to the root of the checkout, with '/'.
struct File {
    std::string path;
    std::string text;
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] bool endsWith(const std::string& ending) const;
    [[nodiscard]] bool in(const std::string& folder) const;  ///< "backend/", "tests/unit/"
};

[[nodiscard]] std::filesystem::path root();
/// Every text file that git tracks and that is on disk; pictures, fonts and sounds are left out.
[[nodiscard]] const std::vector<File>& trackedFiles();
[[nodiscard]] std::vector<File> filesEndingWith(const std::vector<std::string>& endings);
[[nodiscard]] std::vector<File> cxxFiles();
[[nodiscard]] std::vector<File> qmlFiles();

/// The findings, one a line, for an assertion's message; they begin with path:line.
[[nodiscard]] std::string listed(const std::vector<std::string>& findings);

/// What the compiler would see: comments, strings, characters and preprocessor lines are replaced
/// by blanks; line ends stay.
[[nodiscard]] std::string bareCode(const std::string& text);

}  // namespace wattill::repo
