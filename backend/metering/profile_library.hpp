#pragma once

#include "metering/profile.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace wattill::metering {

/// The meter models that this installation knows. Immutable after load; safe from any thread.
class ProfileLibrary {
  public:
    ProfileLibrary() = default;
    /// Every *.json of the folder but *.schema.json, each of which must be a good profile with an
    /// id of its own. NotFound: no such folder or no profile in it; InvalidInput: a bad profile,
    /// with its place.
    [[nodiscard]] static Result<ProfileLibrary> load(const std::filesystem::path& directory);

    /// InvalidInput when the id is there already.
    Result<void> add(Profile profile);
    /// Null when there is none; else valid as long as the library.
    [[nodiscard]] const Profile* find(const std::string& id) const;
    [[nodiscard]] std::vector<std::string> ids() const;

  private:
    std::map<std::string, Profile> m_profiles;
};

}  // namespace wattill::metering
