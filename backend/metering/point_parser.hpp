#pragma once

#include "metering/json_reader.hpp"
#include "metering/profile.hpp"

#include <map>
#include <string>
#include <vector>

namespace wattill::metering {

/// Reads the points of a profile whose blocks are known.
class PointParser {
  public:
    explicit PointParser(Profile& profile);
    void parse(JsonReader point);
    /// Once all points are read: what multiplies must be there.
    void finish(JsonReader& root);

  private:
    void parseBits(JsonReader& reader, Point& point);
    void parseNumber(JsonReader& reader, Point& point);
    void checkId(JsonReader& reader, const Point& point);
    void claimBits(JsonReader& reader, const Point& point);

    Profile& m_profile;
    /// Which bits of a block a point has taken already, and which point.
    std::map<std::string, std::vector<std::string>> m_taken;
};

/// What a MeterReading cannot do without. Empty: it is all there.
[[nodiscard]] std::string missingLivePoint(const Profile& profile);

}  // namespace wattill::metering
