#include "node/staff_tokens.hpp"

#include "node/secret_file.hpp"

#include <map>

#include <fmt/format.h>

namespace wattill::node {

Result<api::Authorizer> makeAuthorizer(const Config& config) {
    auto shared = readStaffToken(config.staffTokenFile);
    if (!shared) return shared.error();
    std::map<std::string, std::string> fileOf{{shared->expose(), config.staffTokenFile}};
    std::vector<api::StaffMember> members;
    for (const StaffConfig& member : config.staff) {
        auto token = readPersonalToken(member.tokenFile);
        if (!token) return token.error();
        const auto [other, isNew] = fileOf.emplace(token->expose(), member.tokenFile);
        if (!isNew) {
            return Error{ErrorCode::Conflict,
                         Retry::Never,
                         fmt::format("{}: holds the same token as {}; make a new one for {}: "
                                     "openssl rand -hex 32",
                                     member.tokenFile, other->second, member.name),
                         {}};
        }
        members.push_back({member.name, std::move(*token)});
    }
    return api::Authorizer(std::move(*shared), std::move(members));
}

}  // namespace wattill::node
