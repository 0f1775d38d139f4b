#include "payment/wire/base64.hpp"

#include "base/assertion.hpp"
#include "payment/wire/letters.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include <openssl/evp.h>

namespace wattill::payment::wire {

namespace {

/// EVP counts in int, and what it writes is longer than what it reads.
constexpr std::size_t kMostBytes = std::numeric_limits<int>::max() / 2;

const unsigned char* bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytesOf(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

bool isBase64(char c) {
    return isLetterOrDigit(c) || c == '+' || c == '/';
}

}  // namespace

// EVP_DecodeBlock alone tolerates blanks and counts the padding as bytes.
std::optional<std::string> decodeBase64(std::string_view text) {
    if (text.size() % 4 != 0 || text.size() > kMostBytes) return std::nullopt;
    if (text.empty()) return std::string();
    const std::string_view letters = text.substr(0, text.find('='));
    const std::size_t padding = text.size() - letters.size();
    const bool clean = padding <= 2 && std::all_of(letters.begin(), letters.end(), isBase64) &&
                       text.find_first_not_of('=', letters.size()) == std::string_view::npos;
    if (!clean) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(bytesOf(bytes), bytesOf(text), static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

std::string encodeBase64(std::string_view bytes) {
    WATTILL_ASSERT(bytes.size() <= kMostBytes, "more than a gibibyte for one base64 text");
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length =
        EVP_EncodeBlock(bytesOf(text), bytesOf(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string withoutBlanks(std::string_view text) {
    std::string packed;
    std::copy_if(text.begin(), text.end(), std::back_inserter(packed),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    return packed;
}

}  // namespace wattill::payment::wire
