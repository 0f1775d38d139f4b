#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace wattill::payment::wire {

/// Parameters by name, in byte order, values as they are before any url-encoding.
using Parameters = std::map<std::string, std::string>;

/// Empty when it is absent.
[[nodiscard]] const std::string& field(const Parameters& parameters, const std::string& name);

/// What RSA2 signs: `name=value` joined by `&`, in byte order of the names, empty values left out.
/// The caller removes `sign` (and, for notifications, `sign_type`).
[[nodiscard]] std::string signText(const Parameters& parameters);

/// application/x-www-form-urlencoded, UTF-8.
[[nodiscard]] std::string encodeForm(const Parameters& parameters);

/// Decodes once. InvalidInput for a broken escape, a name twice, a nameless value, or more than 200
/// parameters.
[[nodiscard]] Result<Parameters> decodeForm(std::string_view body);

/// What somebody posted at the door for notifications.
struct PostedForm {
    std::string_view contentType;
    std::string_view body;
};
/// Its fields, none of them believed yet. InvalidInput for another content type, for more than 64
/// KiB, and as decodeForm().
[[nodiscard]] Result<Parameters> readPosted(const PostedForm& posted);

}  // namespace wattill::payment::wire
