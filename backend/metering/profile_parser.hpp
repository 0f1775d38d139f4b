#pragma once

#include "metering/json_reader.hpp"
#include "metering/profile.hpp"

#include <string>
#include <string_view>

namespace wattill::metering {

/// Reads one profile file. Used once.
class ProfileParser {
  public:
    explicit ProfileParser(std::string fileName) { m_trouble.file = std::move(fileName); }
    Result<Profile> parse(std::string_view json);

  private:
    void parseHead(JsonReader& root);
    void parseLink(JsonReader link);
    void parseBlock(JsonReader block);
    void parseModbusBlock(JsonReader& reader, Block& block);
    void parseDlt645Block(JsonReader& reader, Block& block);
    void parseSemantics(JsonReader semantics);
    void parseTimetable(JsonReader timetable);
    void parseMoving(JsonReader& root);
    void checkPatterns(JsonReader& reader, const std::string& key,
                       const std::vector<std::string>& patterns);
    void checkComplete();

    ReadTrouble m_trouble;
    Profile m_profile;
};

}  // namespace wattill::metering
