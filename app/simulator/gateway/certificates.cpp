#include "simulator/gateway/certificates.hpp"

#include "simulator/gateway/files.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace wattill::sim {

namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

std::string textOf(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

void addName(X509_NAME* name, const char* part, const std::string& value) {
    if (value.empty()) return;
    X509_NAME_add_entry_by_txt(name, part, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
}

/// 127 random bits, as real authorities give: more than a double or a 64-bit number can hold.
void numberIt(X509* certificate) {
    const Number serial(BN_new(), BN_free);
    BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate));
}

void limitUse(X509* certificate, bool authority) {
    const auto add = [&](int kind, const char* value) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    };
    add(NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
    add(NID_key_usage, authority ? "critical,keyCertSign,cRLSign" : "digitalSignature");
}

X509* made(const CertificateWish& wish, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuerKey) {
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    numberIt(certificate);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate),
                              wish.expired ? "20210101000000Z" : "20450101000000Z");
    X509_NAME* name = X509_get_subject_name(certificate);
    addName(name, "C", "CN");
    addName(name, "O", wish.organisation);
    addName(name, "OU", wish.unit);
    addName(name, "CN", wish.common);
    X509_set_issuer_name(certificate, issuer == nullptr ? name : X509_get_subject_name(issuer));
    X509_set_pubkey(certificate, key);
    limitUse(certificate, wish.authority);
    if (X509_sign(certificate, issuerKey, EVP_sha256()) == 0) {
        throw std::runtime_error("OpenSSL made no certificate for " + wish.common);
    }
    return certificate;
}

}  // namespace

Certificate::Certificate(x509_st* certificate) : m_certificate(certificate, X509_free) {}

Certificate Certificate::selfSigned(const CertificateWish& wish, const RsaKey& key) {
    return Certificate(made(wish, key.raw(), nullptr, key.raw()));
}

Certificate Certificate::issued(const CertificateWish& wish, const RsaKey& key,
                                const Certificate& issuer, const RsaKey& issuerKey) {
    return Certificate(made(wish, key.raw(), issuer.m_certificate.get(), issuerKey.raw()));
}

Certificate Certificate::onACurve(const CertificateWish& wish) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  EVP_PKEY_free);
    return Certificate(made(wish, key.get(), nullptr, key.get()));
}

Certificate Certificate::read(const std::filesystem::path& file) {
    const std::string pem = readFile(file);
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
    X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
    ERR_clear_error();
    if (certificate == nullptr) {
        throw std::runtime_error(file.string() +
                                 ": no PEM certificate; delete the folder to get new ones");
    }
    return Certificate(certificate);
}

std::string Certificate::pem() const {
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(bio.get(), m_certificate.get());
    return textOf(bio.get());
}

std::string Certificate::serial() const {
    const Number number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(m_certificate.get()), nullptr),
                        BN_free);
    char* decimal = BN_bn2dec(number.get());
    std::string text = decimal;
    OPENSSL_free(decimal);
    return text;
}

std::string Certificate::alipaySerial() const {
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
    X509_NAME_print_ex(bio.get(), X509_get_issuer_name(m_certificate.get()), 0, XN_FLAG_RFC2253);
    return md5Hex(textOf(bio.get()) + serial());
}

RsaKey Certificate::publicKey() const {
    return RsaKey(X509_get_pubkey(m_certificate.get()));
}

std::string Certificate::pfx(const RsaKey& key, const std::string& password) const {
    PKCS12* bundle = PKCS12_create(password.c_str(), "merchant", key.raw(), m_certificate.get(),
                                   nullptr, 0, 0, 0, 0, 0);
    if (bundle == nullptr) throw std::runtime_error("OpenSSL made no PKCS #12 file");
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
    i2d_PKCS12_bio(bio.get(), bundle);
    PKCS12_free(bundle);
    return textOf(bio.get());
}

Authority Authority::create(const std::string& organisation, const std::string& rootName,
                            const std::string& middleName) {
    const RsaKey rootKey = RsaKey::create();
    const RsaKey middleKey = RsaKey::create();
    const Certificate root = Certificate::selfSigned({organisation, "", rootName, true}, rootKey);
    const Certificate middle =
        Certificate::issued({organisation, "", middleName, true}, middleKey, root, rootKey);
    return {root, middle, middleKey};
}

Certificate Authority::issue(const CertificateWish& wish, const RsaKey& key) const {
    return Certificate::issued(wish, key, middle, middleKey);
}

}  // namespace wattill::sim
