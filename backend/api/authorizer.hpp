#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::api {

/// Who may use the staff routes: whoever shows the site's token. Immutable; any thread.
class Authorizer {
  public:
    /// An empty token lets nobody in.
    explicit Authorizer(Secret staffToken) : m_staffToken(std::move(staffToken)) {}

    /// `authorization` is the header field, "Bearer <token>". The comparison takes the same time
    /// wherever the texts differ. Unauthorised without a token or with a wrong one, Forbidden when
    /// this node has none.
    [[nodiscard]] Result<void> checkStaff(std::string_view authorization) const;

  private:
    Secret m_staffToken;
};

}  // namespace wattill::api
