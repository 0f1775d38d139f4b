#include "metering/point.hpp"

#include "base/assertion.hpp"

#include <charconv>

namespace wattill::metering {
namespace {

constexpr int kMostRawBytes = 250;
constexpr int kMostBcdBytes = 8;

bool takeEnd(std::string_view& text, std::string_view end) {
    if (!text.ends_with(end)) return false;
    text.remove_suffix(end.size());
    return true;
}

bool takeStart(std::string_view& text, std::string_view start) {
    if (!text.starts_with(start)) return false;
    text.remove_prefix(start.size());
    return true;
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const char* end = digits.data() + digits.size();
    const auto parsed = std::from_chars(digits.data(), end, value);
    if (digits.empty() || digits.front() == '0' || parsed.ec != std::errc() || parsed.ptr != end) {
        return std::nullopt;
    }
    return value;
}

std::optional<Coding> digits(Coding coding, std::string_view count, int most) {
    const auto bytes = number(count);
    if (!bytes || *bytes < 1 || *bytes > most) return std::nullopt;
    coding.bytes = *bytes;
    return coding;
}

}  // namespace

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

std::string_view name(PollClass poll) {
    switch (poll) {
        case PollClass::Live:
            return "live";
        case PollClass::Slow:
            return "slow";
        case PollClass::OnDemand:
            return "onDemand";
    }
    assertionFailed("poll", "an enumerator without a name", __FILE__, __LINE__);
}

std::optional<Coding> codingFrom(std::string_view name) {
    using Kind = Coding::Kind;
    if (name == "bit") return Coding{Kind::Bit, 1, false};
    if (takeStart(name, "raw")) return digits({Kind::Raw, 0, false}, name, kMostRawBytes);
    const bool low = takeEnd(name, "le");
    if (takeStart(name, "sbcd")) return digits({Kind::SignedBcd, 0, low}, name, kMostBcdBytes);
    if (takeStart(name, "bcd")) return digits({Kind::Bcd, 0, low}, name, kMostBcdBytes);
    const bool isSigned = name.starts_with('s');
    if (!isSigned && !name.starts_with('u')) return std::nullopt;
    const auto bits = number(name.substr(1));
    if (!bits || *bits % 8 != 0 || *bits > 64) return std::nullopt;
    return Coding{isSigned ? Kind::Signed : Kind::Unsigned, *bits / 8, low};
}

}  // namespace wattill::metering
