#pragma once

#include "metering/json_reader.hpp"
#include "metering/profile.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

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
    void parsePoint(JsonReader point);
    void parseBit(JsonReader& reader, Point& point);
    void parseNumber(JsonReader& reader, Point& point);
    void claimBits(JsonReader& reader, const Point& point);
    void parseCommand(JsonReader command);
    void checkFields(JsonReader& reader, const Command& command);
    Field parseField(JsonReader field);
    void parseVerify(JsonReader& reader, Command& command);
    void parseSemantics(JsonReader semantics);
    void checkComplete();
    Confidence confidence(JsonReader& reader);
    ValueType valueType(JsonReader& reader);

    ReadTrouble m_trouble;
    Profile m_profile;
    /// Which bits of a block a point has taken already, and which point.
    std::map<std::string, std::vector<std::string>> m_taken;
};

}  // namespace wattill::metering
