#include "api/authorizer.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace wattill::api {

namespace {
constexpr std::string_view kScheme = "Bearer ";

Error unauthorised(std::string message) {
    return {ErrorCode::Unauthorised, Retry::Never, std::move(message), {}};
}

/// Over digests, so that not even the length of the token can be timed.
bool sameToken(std::string_view a, std::string_view b) {
    unsigned char digestA[SHA256_DIGEST_LENGTH];
    unsigned char digestB[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(a.data()), a.size(), digestA);
    SHA256(reinterpret_cast<const unsigned char*>(b.data()), b.size(), digestB);
    return CRYPTO_memcmp(digestA, digestB, sizeof digestA) == 0;
}
}  // namespace

Result<Staff> Authorizer::checkStaff(std::string_view authorization) const {
    if (m_staffToken.empty()) {
        return Error{ErrorCode::Forbidden,
                     Retry::Never,
                     "this node has no staff token; name its file in the node's configuration",
                     {}};
    }
    if (authorization.empty()) {
        return unauthorised("this is for staff: give the token's file with --token-file");
    }
    if (!authorization.starts_with(kScheme)) {
        return unauthorised("the Authorization field must say: Bearer <token>");
    }
    const std::string_view token = authorization.substr(kScheme.size());
    for (const StaffMember& member : m_members) {
        if (sameToken(token, member.token.expose())) return Staff{member.name, false};
    }
    if (sameToken(token, m_staffToken.expose())) return Staff{{}, !m_members.empty()};
    return unauthorised("the staff token is not this node's; use the file that it was made with");
}

}  // namespace wattill::api
