#pragma once

#include "node/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace wattill::node {

/// A folder with a site in it that has never been started and has no payment channel.
class Doctor : public testing::Test {
  protected:
    static constexpr const char* kToken = "0123456789abcdef0123456789abcdef";

    Doctor() {
        std::string folder = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
        m_folder = ::mkdtemp(folder.data());
        write("token", kToken);
        ::chmod((m_folder / "token").c_str(), 0600);
        writeSite("");
    }
    ~Doctor() override { std::filesystem::remove_all(m_folder); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(m_folder / name) << text;
    }
    void writeSite(const std::string& more) const {
        write("site.toml",
              "[site]\nname = \"Mall\"\nhotline = \"400\"\n[node]\nstate_dir = \"state\"\n"
              "socket = \"node.sock\"\nstaff_token_file = \"token\"\nprofiles_dir = \"" +
                  std::string(WATTILL_SOURCE_DIR "/assets/profiles") +
                  "\"\n[kiosk]\nterminal = \"K01\"\n" + more);
    }
    [[nodiscard]] std::vector<Check> look() const {
        return doctor((m_folder / "site.toml").string());
    }
    /// Only the checks that are not good.
    [[nodiscard]] std::vector<Check> faults() const {
        auto checks = look();
        checks.erase(
            std::remove_if(checks.begin(), checks.end(), [](const Check& each) { return each.ok; }),
            checks.end());
        return checks;
    }

    std::filesystem::path m_folder;
};

}  // namespace wattill::node
