#pragma once

#include "api/authorizer.hpp"
#include "node/config.hpp"

namespace wattill::node {

/// Reads the site's token and those of its people. What readStaffToken() and readPersonalToken()
/// refuse, and Conflict where two tokens are the same: the books could not say who decided.
[[nodiscard]] Result<api::Authorizer> makeAuthorizer(const Config& config);

}  // namespace wattill::node
