#include "simulator/gateway/unionpay/credentials.hpp"

#include "simulator/gateway/files.hpp"

namespace wattill::sim::unionpay {

namespace {

namespace fs = std::filesystem;

constexpr const char* kOrganisation = "CFCA of the stand-in";
/// Split at '@', the third part is what clients look at.
constexpr const char* kSignName = "041@8310000000083040@中国银联股份有限公司@00000001";
constexpr const char* kWrongName = "041@8310000000083040@Somebody else@00000001";
constexpr const char* kPassword = "000000";
constexpr const char* kFirst = "unionpay-sign";
constexpr const char* kChanged = "unionpay-sign-changed";

Authority newAuthority() {
    return Authority::create(kOrganisation, "Stand-in CS CA", "Stand-in OCA1");
}

Authority authorityIn(const fs::path& dir) {
    return {Certificate::read(dir / "unionpay-root.cer"),
            Certificate::read(dir / "unionpay-middle.cer"),
            RsaKey::readPrivate(dir / "unionpay-ca-key.pem")};
}

/// STEM.cer and STEM-key.pem.
void makeSigner(const fs::path& dir, const std::string& stem, const Authority& authority) {
    const RsaKey key = RsaKey::create();
    key.writePrivate(dir / (stem + "-key.pem"));
    const Certificate certificate = authority.issue({kOrganisation, "", kSignName}, key);
    replaceFile(dir / (stem + ".cer"), certificate.pem(), 0644);
}

void makeMerchant(const fs::path& dir, const std::string& merId, const Authority& authority) {
    const RsaKey key = RsaKey::create();
    const Certificate certificate =
        authority.issue({kOrganisation, "", "041@Z2026@Wattill@" + merId}, key);
    key.writePrivate(dir / "unionpay-merchant-key.pem");
    replaceFile(dir / "unionpay-merchant-password", kPassword, 0600);
    replaceFile(dir / "unionpay-merchant.pfx", certificate.pfx(key, kPassword), 0600);
    replaceFile(dir / "unionpay-merchant.cer", certificate.pem(), 0644);
}

Seal sealIn(const fs::path& dir, const std::string& stem) {
    return {RsaKey::readPrivate(dir / (stem + "-key.pem")),
            Certificate::read(dir / (stem + ".cer")).pem()};
}

}  // namespace

Credentials Credentials::in(const fs::path& dir, const std::string& merId) {
    fs::create_directories(dir);
    if (!fs::exists(dir / "unionpay-ca-key.pem")) {
        const Authority made = newAuthority();
        replaceFile(dir / "unionpay-root.cer", made.root.pem(), 0644);
        replaceFile(dir / "unionpay-middle.cer", made.middle.pem(), 0644);
        // Last: with it, the rest is there, too.
        made.middleKey.writePrivate(dir / "unionpay-ca-key.pem");
    }
    const Authority authority = authorityIn(dir);
    if (!fs::exists(dir / "unionpay-sign.cer")) makeSigner(dir, kFirst, authority);
    if (!fs::exists(dir / "unionpay-merchant.cer")) makeMerchant(dir, merId, authority);
    const bool changed = fs::exists(dir / (std::string(kChanged) + ".cer"));
    return {sealIn(dir, changed ? kChanged : kFirst),
            Certificate::read(dir / "unionpay-merchant.cer")};
}

void Credentials::changeCertificate(const fs::path& dir) {
    makeSigner(dir, kChanged, authorityIn(dir));
    seal = sealIn(dir, kChanged);
}

Seal Credentials::falseSeal(const fs::path& dir, const std::string& kind) const {
    const RsaKey key = RsaKey::create();
    if (kind == "wrong-key") return {key, seal.certificatePem};
    if (kind == "foreign-certificate") {
        return {key, newAuthority().issue({kOrganisation, "", kSignName}, key).pem()};
    }
    CertificateWish wish{kOrganisation, "", kind == "wrong-name" ? kWrongName : kSignName};
    wish.expired = kind == "expired-certificate";
    return {key, authorityIn(dir).issue(wish, key).pem()};
}

}  // namespace wattill::sim::unionpay
