#pragma once

#include "metering/json_reader.hpp"
#include "metering/profile.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::metering {

/// "amount", "price.sharp", "clock.hour", "table.1", "point:identity.number" …
[[nodiscard]] std::optional<Source> sourceFrom(std::string_view text);

/// Reads the commands of a profile whose points, semantics and timetable are known.
class CommandParser {
  public:
    explicit CommandParser(Profile& profile) : m_profile(profile) {}
    void parse(JsonReader command);

  private:
    Write parseWrite(JsonReader reader);
    void parseAnswer(JsonReader reader, Write& write);
    void parseFields(JsonReader& reader, Write& write);
    void parseField(JsonReader reader, std::vector<Field>& fields);
    void parseScale(JsonReader& reader, Field& field);
    Verify parseVerify(JsonReader reader);
    Source parseWanted(JsonReader& reader, const std::string& key);
    void checkSources(JsonReader& reader, const Command& command);
    void checkProof(JsonReader& reader, const Command& command);
    void checkSource(JsonReader& reader, const std::string& key, const Source& source);

    Profile& m_profile;
};

}  // namespace wattill::metering
