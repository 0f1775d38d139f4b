#include "simulator/gateway/alipay/credentials.hpp"

#include "simulator/gateway/files.hpp"

namespace wattill::sim::alipay {

namespace {

namespace fs = std::filesystem;

constexpr const char* kOrganisation = "Ant Financial of the stand-in";
constexpr const char* kFirst = "alipayCertPublicKey_RSA2.crt";
constexpr const char* kChanged = "alipayCertPublicKey_RSA2_changed.crt";
constexpr const char* kChangedKey = "alipay-changed-private-key.pem";

void makeKeys(const fs::path& dir) {
    if (!fs::exists(dir / "alipay-private-key.pem")) {
        const RsaKey alipay = RsaKey::create();
        alipay.writePublic(dir / "alipay-public-key.pem");
        alipay.writePrivate(dir / "alipay-private-key.pem");
    }
    if (!fs::exists(dir / "app-public-key.pem")) {
        const RsaKey merchant = RsaKey::create();
        merchant.writePrivate(dir / "app-private-key.pem");
        merchant.writePublic(dir / "app-public-key.pem");
    }
}

/// The root bundle begins with a root on a curve, which alipay_root_cert_sn passes over.
void makeAuthority(const fs::path& dir) {
    if (fs::exists(dir / "alipay-ca-key.pem")) return;
    const Authority authority = Authority::create(kOrganisation, "Root R1", "Class 2 R1");
    const Certificate curve = Certificate::onACurve({kOrganisation, "", "Root E1", true});
    replaceFile(dir / "alipayRootCert.crt", curve.pem() + authority.root.pem(), 0644);
    replaceFile(dir / "alipay-rsa-root.crt", authority.root.pem(), 0644);
    replaceFile(dir / "alipay-ca.crt", authority.middle.pem(), 0644);
    // Last: with it, the rest is there, too.
    authority.middleKey.writePrivate(dir / "alipay-ca-key.pem");
}

Authority authorityIn(const fs::path& dir) {
    return {Certificate::read(dir / "alipay-rsa-root.crt"),
            Certificate::read(dir / "alipay-ca.crt"),
            RsaKey::readPrivate(dir / "alipay-ca-key.pem")};
}

void writeCertificate(const fs::path& file, const Authority& authority, const std::string& name,
                      const RsaKey& key) {
    const Certificate made = authority.issue({kOrganisation, "", name}, key);
    replaceFile(file, made.pem() + authority.middle.pem(), 0644);
}

}  // namespace

Credentials Credentials::in(const fs::path& dir, const std::string& appId) {
    fs::create_directories(dir);
    makeKeys(dir);
    makeAuthority(dir);
    const RsaKey alipay = RsaKey::readPrivate(dir / "alipay-private-key.pem");
    const RsaKey merchant = RsaKey::readPublic(dir / "app-public-key.pem");
    const Authority authority = authorityIn(dir);
    const fs::path app = dir / ("appCertPublicKey_" + appId + ".crt");
    if (!fs::exists(app)) writeCertificate(app, authority, appId, merchant);
    if (!fs::exists(dir / kFirst)) writeCertificate(dir / kFirst, authority, "Alipay", alipay);
    const Certificate first = Certificate::read(dir / kFirst);
    const std::string rootSerial = authority.root.alipaySerial();
    const Certificate ours = Certificate::read(app);
    if (!fs::exists(dir / kChanged)) {
        return {alipay, merchant, ours, rootSerial, alipay, first};
    }
    return {alipay,
            merchant,
            ours,
            rootSerial,
            RsaKey::readPrivate(dir / kChangedKey),
            Certificate::read(dir / kChanged)};
}

void Credentials::changeCertificate(const fs::path& dir) {
    const RsaKey key = RsaKey::create();
    key.writePrivate(dir / kChangedKey);
    writeCertificate(dir / kChanged, authorityIn(dir), "Alipay", key);
    certificateKey = key;
    alipayCertificate = Certificate::read(dir / kChanged);
}

std::string Credentials::certificateText(const fs::path& dir, const std::string& serial) {
    for (const char* name : {kChanged, kFirst}) {
        if (!fs::exists(dir / name)) continue;
        if (Certificate::read(dir / name).alipaySerial() == serial) return readFile(dir / name);
    }
    return {};
}

}  // namespace wattill::sim::alipay
