#include "payment/alipay/trust.hpp"

#include <algorithm>

namespace wattill::payment::alipay {

namespace {

// RSA signatures; the root file holds others as well, which are not counted.
constexpr std::string_view kRsaSignature = "1.2.840.113549.1.1.";
/// The configured certificate and the last ones that replaced it.
constexpr std::size_t kMostHolders = 4;

bool isRsaSigned(const wire::Certificate& certificate) {
    return certificate.signatureAlgorithm().substr(0, kRsaSignature.size()) == kRsaSignature;
}

/// Whose it is: the name of the organisation, or the whole subject where there is none.
std::string ownerOf(const wire::Certificate& certificate) {
    std::string organisation = certificate.subjectOrganisation();
    return organisation.empty() ? certificate.subject() : organisation;
}

Error unbelievable(std::string why) {
    return {ErrorCode::BadReply,
            Retry::Later,
            "Alipay's new certificate cannot be believed: " + std::move(why),
            {}};
}

}  // namespace

Result<std::unique_ptr<AlipayTrust>> AlipayTrust::make(const AlipayConfig& config,
                                                       const wire::PrivateKey& appKey) {
    std::unique_ptr<AlipayTrust> trust(new AlipayTrust());
    if (config.appCertificate.empty()) {
        auto key = wire::PublicKey::load(config.alipayPublicKey);
        if (!key.ok()) return faultOf("alipay_public_key_file", key.error().message);
        trust->m_key = std::move(*key);
        return trust;
    }
    if (const auto own = trust->takeOwn(config, appKey); !own.ok()) return own.error();
    if (const auto roots = trust->takeRoots(config); !roots.ok()) return roots.error();
    if (const auto taken = trust->takeAlipays(config); !taken.ok()) return taken.error();
    return trust;
}

Result<void> AlipayTrust::takeOwn(const AlipayConfig& config, const wire::PrivateKey& appKey) {
    auto own = wire::Certificate::load(config.appCertificate);
    if (!own.ok()) return faultOf("app_cert_public_key_file", own.error().message);
    const auto key = own->publicKey();
    if (!key.ok()) return faultOf("app_cert_public_key_file", key.error().message);
    if (!wire::areOnePair(appKey, *key)) {
        return faultOf("app_cert_public_key_file",
                       "it does not belong to private_key_file; Alipay issues it for the request "
                       "that was made with that key");
    }
    m_appSerial = own->alipaySerial();
    m_own.push_back(std::move(*own));
    return {};
}

Result<void> AlipayTrust::takeRoots(const AlipayConfig& config) {
    auto roots = wire::Certificate::loadAll(config.alipayRootCertificate);
    if (!roots.ok()) return faultOf("alipay_root_cert_file", roots.error().message);
    for (const wire::Certificate& root : *roots) {
        if (!isRsaSigned(root)) continue;
        if (!m_rootSerial.empty()) m_rootSerial += '_';
        m_rootSerial += root.alipaySerial();
    }
    if (m_rootSerial.empty()) {
        return faultOf("alipay_root_cert_file", "none of its certificates is signed with RSA");
    }
    m_roots = std::move(*roots);
    return {};
}

Result<void> AlipayTrust::takeAlipays(const AlipayConfig& config) {
    auto all = wire::Certificate::loadAll(config.alipayCertificate);
    if (!all.ok()) return faultOf("alipay_cert_public_key_file", all.error().message);
    const wire::Certificate first = all->front();
    m_between.assign(all->begin() + 1, all->end());
    auto key = first.publicKey();
    if (!key.ok()) return faultOf("alipay_cert_public_key_file", key.error().message);
    auto chain = wire::checkChainAtAnyTime({first, m_between, m_roots});
    if (!chain.ok()) {
        return faultOf("alipay_cert_public_key_file",
                       "alipay_root_cert_file does not vouch for it; download all three "
                       "certificates together (" +
                           chain.error().message + ")");
    }
    if (first.alipaySerial() == m_appSerial) {
        return faultOf("alipay_cert_public_key_file",
                       "it is the application's own; Alipay's belongs there");
    }
    m_organisation = ownerOf(first);
    m_holders.push_back({first.alipaySerial(), first, std::move(*key), std::move(*chain)});
    return {};
}

bool AlipayTrust::knows(const std::string& serial, Instant now) const {
    if (m_key || serial.empty()) return true;
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_holders.begin(), m_holders.end(), [&](const Holder& holder) {
        return holder.serial == serial && holder.certificate.validAt(now);
    });
}

Result<void> AlipayTrust::learn(const std::string& serial, const std::string& pem, Instant now) {
    auto all = wire::Certificate::loadAll(pem);
    if (!all.ok()) return unbelievable(all.error().message + ".");
    const wire::Certificate first = all->front();
    if (first.alipaySerial() != serial) return unbelievable("it has another serial.");
    std::vector<wire::Certificate> between(all->begin() + 1, all->end());
    between.insert(between.end(), m_between.begin(), m_between.end());
    auto chain = wire::checkChain({first, between, m_roots}, now);
    if (!chain.ok()) return unbelievable(chain.error().message);
    if (ownerOf(first) != m_organisation) {
        return unbelievable("it belongs to " + ownerOf(first) + ", not to " + m_organisation + ".");
    }
    auto key = first.publicKey();
    if (!key.ok()) return unbelievable(key.error().message + ".");
    const std::lock_guard lock(m_mutex);
    if (m_holders.size() == kMostHolders) m_holders.erase(m_holders.begin() + 1);
    m_holders.push_back({serial, first, std::move(*key), std::move(*chain)});
    return {};
}

bool AlipayTrust::verifies(std::string_view text, std::string_view signature,
                           const std::string& serial, Instant now) const {
    if (m_key) return m_key->verifies(text, signature);
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_holders.begin(), m_holders.end(), [&](const Holder& holder) {
        return (serial.empty() || holder.serial == serial) && holder.certificate.validAt(now) &&
               holder.key.verifies(text, signature);
    });
}

std::vector<Expiry> AlipayTrust::expiries() const {
    if (m_key) return {};
    const std::lock_guard lock(m_mutex);
    const Holder& current = m_holders.back();
    std::vector<Expiry> all{{"application certificate", m_own.front().notAfter()}};
    for (std::size_t i = 0; i < current.chain.size(); ++i) {
        const bool root = i + 1 == current.chain.size();
        const char* between = root ? "Alipay's root certificate" : "Alipay's issuing certificate";
        all.push_back({i == 0 ? "Alipay's certificate" : between, current.chain[i].notAfter()});
    }
    return all;
}

}  // namespace wattill::payment::alipay
