#include "payment/wire/certificate.hpp"

#include "payment/wire/base64.hpp"
#include "payment/wire/digest.hpp"

#include <array>
#include <ctime>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace wattill::payment::wire {

namespace {

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::size_t kMostText = 256 * 1024;
constexpr std::size_t kMostCertificates = 32;

struct FreeOpenSsl {
    void operator()(void* memory) const { OPENSSL_free(memory); }
};

// Without it OpenSSL would ask for a passphrase on the terminal.
int noPassphrase(char*, int, int, void*) {
    return 0;
}

std::string textOf(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string nameText(const X509_NAME* name) {
    const BioPtr out(BIO_new(BIO_s_mem()), BIO_free);
    // As RFC 2253, but letters beyond ASCII stand as they are: so does Java, in which Alipay counts
    // its serials.
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return textOf(out.get());
}

std::string namePart(const X509_NAME* name, int nid) {
    const int at = X509_NAME_get_index_by_NID(name, nid, -1);
    if (at < 0) return {};
    const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, value);
    if (length < 0) return {};
    const std::unique_ptr<unsigned char, FreeOpenSsl> owner(utf8);
    return {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length)};
}

Instant instantOf(const ASN1_TIME* time) {
    std::tm parts{};
    // load() has looked that both times can be read.
    ASN1_TIME_to_tm(time, &parts);
    return Instant(std::chrono::seconds(timegm(&parts)));
}

bool hasReadableTimes(const X509* x509) {
    return ASN1_TIME_to_tm(X509_get0_notBefore(x509), nullptr) == 1 &&
           ASN1_TIME_to_tm(X509_get0_notAfter(x509), nullptr) == 1;
}

std::vector<std::shared_ptr<X509>> readAll(std::string_view text) {
    std::vector<std::shared_ptr<X509>> found;
    ERR_clear_error();
    const BioPtr in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    if (text.find("-----BEGIN ") == std::string_view::npos) {
        if (X509* one = d2i_X509_bio(in.get(), nullptr)) found.emplace_back(one, X509_free);
    } else {
        while (X509* one = PEM_read_bio_X509(in.get(), nullptr, noPassphrase, nullptr)) {
            found.emplace_back(one, X509_free);
        }
        // A broken certificate among good ones must not be passed over.
        const bool atEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        if (!atEnd) found.clear();
    }
    ERR_clear_error();
    return found;
}

}  // namespace

Result<std::vector<Certificate>> Certificate::loadAll(std::string_view text) {
    if (text.empty()) return invalidInput("it is empty; put the certificate there");
    if (text.size() > kMostText) return invalidInput("it is too long for certificates");
    if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
        return invalidInput("it holds a private key; only certificates belong there");
    }
    const auto found = readAll(text);
    if (found.empty()) {
        return invalidInput("it cannot be read; give an X.509 certificate as PEM or DER");
    }
    if (found.size() > kMostCertificates) return invalidInput("it holds more than 32 certificates");
    std::vector<Certificate> certificates;
    for (const auto& x509 : found) {
        if (!hasReadableTimes(x509.get())) return invalidInput("its dates cannot be read");
        certificates.push_back(Certificate(x509));
    }
    return certificates;
}

Result<Certificate> Certificate::load(std::string_view text) {
    return loadAll(text).map([](const auto& all) { return all.front(); });
}

Result<PublicKey> Certificate::publicKey() const {
    unsigned char* der = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(m_x509.get()), &der);
    const std::unique_ptr<unsigned char, FreeOpenSsl> owner(der);
    if (length <= 0) return invalidInput("the certificate holds no key");
    return PublicKey::load(
        encodeBase64({reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)}));
}

Instant Certificate::notBefore() const {
    return instantOf(X509_get0_notBefore(m_x509.get()));
}

Instant Certificate::notAfter() const {
    return instantOf(X509_get0_notAfter(m_x509.get()));
}

bool Certificate::validAt(Instant at) const {
    return notBefore() <= at && at <= notAfter();
}

std::string Certificate::issuer() const {
    return nameText(X509_get_issuer_name(m_x509.get()));
}

std::string Certificate::subject() const {
    return nameText(X509_get_subject_name(m_x509.get()));
}

std::string Certificate::subjectCommonName() const {
    return namePart(X509_get_subject_name(m_x509.get()), NID_commonName);
}

std::string Certificate::subjectOrganisation() const {
    return namePart(X509_get_subject_name(m_x509.get()), NID_organizationName);
}

std::string Certificate::serial() const {
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(m_x509.get()), nullptr), BN_free);
    if (!number) return {};
    const std::unique_ptr<char, FreeOpenSsl> text(BN_bn2dec(number.get()));
    return text ? text.get() : std::string();
}

std::string Certificate::signatureAlgorithm() const {
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(nullptr, &algorithm, m_x509.get());
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    return text.data();
}

std::string Certificate::alipaySerial() const {
    return md5Of(issuer() + serial());
}

std::string Certificate::pem() const {
    const BioPtr out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(out.get(), m_x509.get());
    return textOf(out.get());
}

}  // namespace wattill::payment::wire
