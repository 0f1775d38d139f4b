#include "metering/profile_library.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace wattill::metering {

Result<ProfileLibrary> ProfileLibrary::load(const std::filesystem::path& directory) {
    std::error_code trouble;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator it(directory, trouble), end; !trouble && it != end;
         it.increment(trouble)) {
        const bool json = it->path().extension() == ".json";
        // The schema lies beside the profiles, where editors look for it.
        const bool schema = it->path().stem().extension() == ".schema";
        if (json && !schema) files.push_back(it->path());
    }
    if (trouble) {
        return notFound(
            fmt::format("the folder of meter profiles {} cannot be read ({}); check the "
                        "path in the configuration",
                        directory.string(), trouble.message()));
    }
    std::sort(files.begin(), files.end());
    ProfileLibrary library;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        if (!in) {
            return Error{ErrorCode::Io,
                         Retry::Never,
                         fmt::format("{} cannot be read; check its rights", file.string()),
                         {}};
        }
        auto profile = Profile::parse(text.str(), file.string());
        if (!profile) return profile.error();
        const auto added = library.add(std::move(profile).value());
        if (!added) return invalidInput(file.string() + ": /id: " + added.error().message);
    }
    if (files.empty()) {
        return notFound(
            fmt::format("no *.json profile in {}; install the profiles that come with "
                        "the program",
                        directory.string()));
    }
    return library;
}

Result<void> ProfileLibrary::add(Profile profile) {
    const std::string id = profile.id();
    if (!m_profiles.emplace(id, std::move(profile)).second) {
        return invalidInput(
            fmt::format("a profile \"{}\" is there already; give it another id", id));
    }
    return {};
}

const Profile* ProfileLibrary::find(const std::string& id) const {
    const auto found = m_profiles.find(id);
    return found == m_profiles.end() ? nullptr : &found->second;
}

std::vector<std::string> ProfileLibrary::ids() const {
    std::vector<std::string> all;
    for (const auto& [id, profile] : m_profiles)
        all.push_back(id);
    return all;
}

}  // namespace wattill::metering
