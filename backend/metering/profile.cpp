#include "metering/profile.hpp"

#include "metering/profile_parser.hpp"

namespace wattill::metering {

std::string_view name(Confidence confidence) {
    switch (confidence) {
        case Confidence::Unknown:
            return "unknown";
        case Confidence::Inferred:
            return "inferred";
        case Confidence::SingleSource:
            return "single-source";
        case Confidence::Confirmed:
            return "confirmed";
        case Confidence::ConfirmedTwice:
            return "confirmed-twice";
        case Confidence::SiteConfirmed:
            return "site-confirmed";
    }
    assertionFailed("confidence", "an enumerator without a name", __FILE__, __LINE__);
}

int byteCount(ValueType type) {
    switch (type) {
        case ValueType::Bit:
        case ValueType::U8:
            return 1;
        case ValueType::U16:
        case ValueType::S16:
            return 2;
        case ValueType::U32:
        case ValueType::S32:
            return 4;
    }
    assertionFailed("type", "an enumerator without a width", __FILE__, __LINE__);
}

Result<Profile> Profile::parse(std::string_view json, const std::string& fileName) {
    return ProfileParser(fileName).parse(json);
}

const Point* Profile::point(std::string_view id) const {
    const auto found = m_points.find(id);
    return found == m_points.end() ? nullptr : &found->second;
}

const Command* Profile::command(std::string_view name) const {
    const auto found = m_commands.find(name);
    return found == m_commands.end() ? nullptr : &found->second;
}

}  // namespace wattill::metering
