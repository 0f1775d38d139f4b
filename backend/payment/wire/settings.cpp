#include "payment/wire/settings.hpp"

namespace wattill::payment::wire {

namespace {

constexpr std::size_t kMaxNotifyUrl = 256;

}  // namespace

Result<void> checkNotifyUrl(const std::string& url) {
    if (url.empty()) return {};
    if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
        return invalidInput("it must begin with http:// or https://");
    }
    if (url.size() > kMaxNotifyUrl) {
        return invalidInput("the channel takes at most 256 bytes; give a shorter one");
    }
    if (url.find_first_of("?# ") != std::string::npos) {
        return invalidInput("it may hold neither a query, a fragment nor a blank");
    }
    return {};
}

Result<void> checkTimeouts(const TransportLimits& limits) {
    if (limits.connectWithin > Duration(0) && limits.answerWithin >= limits.connectWithin) {
        return {};
    }
    return invalidInput(
        "both must be above zero, and the whole call's not shorter than the one for connecting");
}

}  // namespace wattill::payment::wire
