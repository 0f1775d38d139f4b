#include "payment/wire/digest.hpp"

#include "base/assertion.hpp"

#include <array>

#include <openssl/evp.h>

namespace wattill::payment::wire {

namespace {

std::string digestOf(std::string_view bytes, const EVP_MD* kind) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, kind, nullptr);
    WATTILL_ASSERT(done == 1, "OpenSSL lacks a digest");
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
        hex += kHex[digest[i] >> 4U];
        hex += kHex[digest[i] & 15U];
    }
    return hex;
}

}  // namespace

std::string sha256Of(std::string_view bytes) {
    return digestOf(bytes, EVP_sha256());
}

std::string md5Of(std::string_view bytes) {
    return digestOf(bytes, EVP_md5());
}

}  // namespace wattill::payment::wire
