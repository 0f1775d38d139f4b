#include "api/json.hpp"

namespace wattill::api {

namespace {
using nlohmann::json;

Retry retryOf(ErrorCode code) {
    switch (code) {
        case ErrorCode::Busy:
        case ErrorCode::Timeout:
        case ErrorCode::Unreachable:
        case ErrorCode::BadReply:
        case ErrorCode::Unavailable:
            return Retry::Later;
        default:
            return Retry::Never;
    }
}

const std::string* textAt(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return nullptr;
    return found->get_ptr<const std::string*>();
}
}  // namespace

std::string errorJson(const Error& error) {
    const json document{{"error", {{"code", name(error.code)}, {"message", error.message}}}};
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

Error errorFrom(std::string_view text) {
    const Error unreadable{ErrorCode::BadReply,
                           Retry::Later,
                           "the node answered with something that is not its error format; look "
                           "whether the socket belongs to a Wattill node of this version",
                           {}};
    const auto parsed = parseStrict(text);
    if (!parsed || !parsed->is_object()) return unreadable;
    const auto error = parsed->find("error");
    if (error == parsed->end() || !error->is_object()) return unreadable;
    const std::string* code = textAt(*error, "code");
    const std::string* message = textAt(*error, "message");
    if (code == nullptr || message == nullptr) return unreadable;
    const ErrorCode known = errorCodeFrom(*code);
    return {known, retryOf(known), *message, {}};
}

int httpStatus(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidInput:
            return 400;
        case ErrorCode::NotFound:
            return 404;
        case ErrorCode::Conflict:
            return 409;
        case ErrorCode::Busy:
            return 429;
        case ErrorCode::Timeout:
            return 504;
        case ErrorCode::Unreachable:
        case ErrorCode::BadReply:
            return 502;
        case ErrorCode::Refused:
            return 422;
        case ErrorCode::Unauthorised:
            return 401;
        case ErrorCode::Forbidden:
            return 403;
        case ErrorCode::Unavailable:
            return 503;
        case ErrorCode::Unsupported:
            return 501;
        case ErrorCode::Io:
        case ErrorCode::Corrupt:
        case ErrorCode::Internal:
            return 500;
    }
    return 500;
}

}  // namespace wattill::api
