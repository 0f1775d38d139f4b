#include "tenancy/site.hpp"

namespace wattill::tenancy {

namespace {
/// Length in bytes of the UTF-8 character that `text` begins with; a broken one counts as one byte.
std::size_t firstCharacter(const std::string& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return length <= text.size() ? length : 1;
}
}  // namespace

std::string maskedName(const Personal& name) {
    const std::string& text = name.expose();
    if (text.empty()) return {};
    return text.substr(0, firstCharacter(text)) + "*";
}

std::string maskedPhone(const Personal& phone) {
    const std::string& text = phone.expose();
    if (text.size() < 8) return text.empty() ? "" : "****";
    return text.substr(0, 3) + std::string(text.size() - 7, '*') + text.substr(text.size() - 4);
}

}  // namespace wattill::tenancy
