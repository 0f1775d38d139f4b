#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wattill::api {

/// A member of the staff with a token of their own.
struct StaffMember {
    std::string name;  ///< 1 to 40 characters: what the books say
    Secret token;
};

/// Who asks, as the token shows.
struct Staff {
    std::string name;  ///< empty: the site's token, which anybody of the staff may hold
    /// The site's token, where people have their own: not for decisions about money.
    bool nameless = false;
};

/// Who may use the staff routes: whoever shows the site's token, or a person's own. Immutable; any
/// thread.
class Authorizer {
  public:
    /// An empty token lets nobody in.
    explicit Authorizer(Secret staffToken, std::vector<StaffMember> members = {})
        : m_staffToken(std::move(staffToken)), m_members(std::move(members)) {}

    /// `authorization` is the header field, "Bearer <token>". The comparison takes the same time
    /// wherever the texts differ. Unauthorised without a token or with a wrong one, Forbidden when
    /// this node has none.
    [[nodiscard]] Result<Staff> checkStaff(std::string_view authorization) const;

  private:
    Secret m_staffToken;
    std::vector<StaffMember> m_members;
};

}  // namespace wattill::api
