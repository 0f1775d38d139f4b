#include "base/result.hpp"

#include <array>

namespace wattill {

namespace {
constexpr std::array<std::pair<ErrorCode, std::string_view>, 15> kNames{{
    {ErrorCode::InvalidInput, "invalid-input"},
    {ErrorCode::NotFound, "not-found"},
    {ErrorCode::Conflict, "conflict"},
    {ErrorCode::Busy, "busy"},
    {ErrorCode::Timeout, "timeout"},
    {ErrorCode::Unreachable, "unreachable"},
    {ErrorCode::BadReply, "bad-reply"},
    {ErrorCode::Refused, "refused"},
    {ErrorCode::Unauthorised, "unauthorised"},
    {ErrorCode::Forbidden, "forbidden"},
    {ErrorCode::Unavailable, "unavailable"},
    {ErrorCode::Io, "io"},
    {ErrorCode::Corrupt, "corrupt"},
    {ErrorCode::Unsupported, "unsupported"},
    {ErrorCode::Internal, "internal"},
}};
}  // namespace

std::string_view name(ErrorCode code) {
    for (const auto& [each, text] : kNames) {
        if (each == code) return text;
    }
    return "internal";
}

ErrorCode errorCodeFrom(std::string_view name) {
    for (const auto& [code, text] : kNames) {
        if (text == name) return code;
    }
    return ErrorCode::Internal;
}

}  // namespace wattill
