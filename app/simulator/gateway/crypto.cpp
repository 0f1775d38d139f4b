#include "simulator/gateway/crypto.hpp"

#include "simulator/gateway/files.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

namespace wattill::sim {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bio memory() {
    return {BIO_new(BIO_s_mem()), BIO_free_all};
}

std::string textOf(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string toBase64(const std::vector<unsigned char>& bytes) {
    const Bio sink = memory();
    BIO* chain = BIO_push(BIO_new(BIO_f_base64()), sink.get());
    BIO_set_flags(chain, BIO_FLAGS_BASE64_NO_NL);
    BIO_write(chain, bytes.data(), static_cast<int>(bytes.size()));
    BIO_flush(chain);
    std::string text = textOf(sink.get());
    BIO_pop(chain);
    BIO_free(chain);
    return text;
}

std::vector<unsigned char> fromBase64(const std::string& text) {
    const Bio source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all);
    BIO* chain = BIO_push(BIO_new(BIO_f_base64()), source.get());
    BIO_set_flags(chain, BIO_FLAGS_BASE64_NO_NL);
    std::vector<unsigned char> bytes(text.size());
    const int size = BIO_read(chain, bytes.data(), static_cast<int>(bytes.size()));
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    BIO_pop(chain);
    BIO_free(chain);
    return bytes;
}

std::string digestHex(const std::string& text, const EVP_MD* kind) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, kind, nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        hex += kDigits[bytes[i] >> 4U];
        hex += kDigits[bytes[i] & 15U];
    }
    return hex;
}

EVP_PKEY* orThrow(EVP_PKEY* key, const std::filesystem::path& file) {
    ERR_clear_error();
    if (key == nullptr) {
        throw std::runtime_error(file.string() + ": no PEM key; delete the folder to get new keys");
    }
    return key;
}

}  // namespace

RsaKey::RsaKey(evp_pkey_st* key) : m_key(key, EVP_PKEY_free) {}

RsaKey RsaKey::create() {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    if (key == nullptr) throw std::runtime_error("OpenSSL made no RSA key");
    return RsaKey(key);
}

RsaKey RsaKey::readPrivate(const std::filesystem::path& file) {
    const std::string pem = readFile(file);
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
    return RsaKey(orThrow(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), file));
}

RsaKey RsaKey::readPublic(const std::filesystem::path& file) {
    const std::string pem = readFile(file);
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
    return RsaKey(orThrow(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), file));
}

void RsaKey::writePrivate(const std::filesystem::path& file) const {
    const Bio bio = memory();
    PEM_write_bio_PKCS8PrivateKey(bio.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    replaceFile(file, textOf(bio.get()), 0600);
}

void RsaKey::writePublic(const std::filesystem::path& file) const {
    const Bio bio = memory();
    PEM_write_bio_PUBKEY(bio.get(), m_key.get());
    replaceFile(file, textOf(bio.get()), 0644);
}

std::string RsaKey::sign(const std::string& text) const {
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get());
    EVP_DigestSignUpdate(context.get(), text.data(), text.size());
    std::size_t size = 0;
    EVP_DigestSignFinal(context.get(), nullptr, &size);
    std::vector<unsigned char> bytes(size);
    if (EVP_DigestSignFinal(context.get(), bytes.data(), &size) != 1) {
        throw std::runtime_error("OpenSSL did not sign");
    }
    bytes.resize(size);
    return toBase64(bytes);
}

bool RsaKey::verify(const std::string& text, const std::string& signature) const {
    const std::vector<unsigned char> bytes = fromBase64(signature);
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get());
    EVP_DigestVerifyUpdate(context.get(), text.data(), text.size());
    const bool genuine = EVP_DigestVerifyFinal(context.get(), bytes.data(), bytes.size()) == 1;
    ERR_clear_error();
    return genuine;
}

std::string base64Of(const std::string& bytes) {
    return toBase64({bytes.begin(), bytes.end()});
}

std::string sha256Hex(const std::string& text) {
    return digestHex(text, EVP_sha256());
}

std::string md5Hex(const std::string& text) {
    return digestHex(text, EVP_md5());
}

std::string randomToken(std::size_t length) {
    constexpr std::string_view kAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::vector<unsigned char> bytes(length);
    if (RAND_bytes(bytes.data(), static_cast<int>(length)) != 1) {
        throw std::runtime_error("OpenSSL has no random numbers");
    }
    std::string token;
    for (const unsigned char byte : bytes) {
        token += kAlphabet[byte % kAlphabet.size()];
    }
    return token;
}

}  // namespace wattill::sim
