#include "payment/unionpay/channel_trust.hpp"

#include <algorithm>
#include <array>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMaxCertificate = 16384;
constexpr std::size_t kMostKnown = 8;
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kUnionPay = "中国银联股份有限公司";
constexpr std::string_view kTestName = "00040000:SIGN";
constexpr std::string_view kSha1WithRsa = "1.2.840.113549.1.1.5";

Error unauthorised(const std::string& why) {
    return {ErrorCode::Unauthorised, Retry::Never, why, {}};
}

/// The third of the parts between '@' ("041@8310000000083040@…@00016495"); empty when there are
/// fewer.
std::string_view thirdPart(std::string_view commonName) {
    for (int skipped = 0; skipped < 2; ++skipped) {
        const std::size_t at = commonName.find('@');
        if (at == std::string_view::npos) return {};
        commonName.remove_prefix(at + 1);
    }
    return commonName.substr(0, commonName.find('@'));
}

/// SHA-256, -384 or -512 with RSA. The test environment's authority still signs with SHA-1.
bool isStrong(const std::string& algorithm, bool testEnvironment) {
    constexpr std::array<std::string_view, 3> kStrong = {
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"};
    return std::find(kStrong.begin(), kStrong.end(), algorithm) != kStrong.end() ||
           (testEnvironment && algorithm == kSha1WithRsa);
}

Result<wire::Certificate> loadIssuer(const char* fieldName, const std::string& text) {
    if (text.empty()) {
        return aboutField(fieldName, "it is missing; give the file of UnionPay's portal");
    }
    auto certificate = wire::Certificate::load(text);
    if (!certificate.ok()) return aboutField(fieldName, certificate.error().message);
    return certificate;
}

}  // namespace

ChannelTrust::ChannelTrust(wire::Certificate middle, wire::Certificate root, bool testEnvironment)
    : m_middle{std::move(middle)}, m_root{std::move(root)}, m_testEnvironment(testEnvironment) {}

Result<std::unique_ptr<ChannelTrust>> ChannelTrust::make(const UnionPayConfig& config) {
    auto root = loadIssuer("root_certificate_file", config.rootCertificate);
    if (!root.ok()) return root.error();
    auto middle = loadIssuer("middle_certificate_file", config.middleCertificate);
    if (!middle.ok()) return middle.error();
    const std::vector<wire::Certificate> roots{*root};
    if (!wire::checkChainAtAnyTime({*root, {}, roots}).ok()) {
        return aboutField("root_certificate_file",
                          "it is not a root: somebody else issued it; give "
                          "acp_prod_root.cer (or acp_test_root.cer)");
    }
    const auto chain = wire::checkChainAtAnyTime({*middle, {}, roots});
    if (!chain.ok() || chain->size() != 2) {
        return aboutField("middle_certificate_file",
                          "the root certificate did not issue it; give the "
                          "middle and the root of the same environment");
    }
    return std::unique_ptr<ChannelTrust>(
        new ChannelTrust(std::move(*middle), std::move(*root), config.testEnvironment));
}

Result<ChannelTrust::Known> ChannelTrust::checked(const std::string& pem, Instant now) const {
    const std::size_t begin = pem.find(kBegin);
    const bool single = begin != std::string::npos &&
                        pem.find("-----BEGIN ", begin + kBegin.size()) == std::string::npos;
    if (pem.size() > kMaxCertificate || !single) {
        return unauthorised("its signPubKeyCert is not one certificate");
    }
    const auto leaf = wire::Certificate::load(pem);
    if (!leaf.ok()) return unauthorised("its signPubKeyCert cannot be read");
    const auto chain = wire::checkChain({*leaf, m_middle, m_root}, now);
    if (!chain.ok()) {
        return unauthorised(chain.error().message +
                            " If it is a matter of dates, check this machine's clock");
    }
    if (chain->size() != 3) return unauthorised("the middle certificate did not issue its own");
    if (!isStrong(leaf->signatureAlgorithm(), m_testEnvironment)) {
        return unauthorised("its certificate is signed with a broken hash");
    }
    const std::string commonName = leaf->subjectCommonName();
    const std::string_view name = thirdPart(commonName);
    if (name != kUnionPay && !(m_testEnvironment && name == kTestName)) {
        return unauthorised("its certificate belongs to somebody other than UnionPay");
    }
    const auto key = leaf->publicKey();
    if (!key.ok()) return unauthorised("its certificate's key is not RSA of 2048 bits or more");
    Known known{*key, leaf->notBefore(), leaf->notAfter()};
    for (const wire::Certificate& link : *chain) {
        known.from = std::max(known.from, link.notBefore());
        known.until = std::min(known.until, link.notAfter());
    }
    return known;
}

Result<wire::PublicKey> ChannelTrust::keyOf(const std::string& pem, Instant now) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(pem);
    if (found != m_known.end() && now >= found->second.from && now <= found->second.until) {
        return found->second.key;
    }
    const auto known = checked(pem, now);
    if (!known.ok()) return known.error();
    // Only genuine certificates get here, so nobody can fill this from outside.
    if (m_known.size() >= kMostKnown) m_known.clear();
    m_known.insert_or_assign(pem, *known);
    return known->key;
}

Result<void> ChannelTrust::check(const Fields& received, Instant now) const {
    std::string signature = field(received, "signature");
    if (signature.empty()) return unauthorised("it is not signed");
    if (field(received, "signMethod") != "01") {
        return unauthorised("it is not signed with signMethod 01 (RSA)");
    }
    const auto key = keyOf(field(received, "signPubKeyCert"), now);
    if (!key.ok()) return key.error();
    // The last field of an answer may drag the line's end along.
    signature.erase(signature.find_last_not_of("\r\n") + 1);
    if (!key->verifies(digestOf(received), signature)) {
        return unauthorised("its signature does not fit the certificate it brings");
    }
    return {};
}

std::vector<Expiry> ChannelTrust::expiries() const {
    return {{"UnionPay's middle certificate", m_middle.front().notAfter()},
            {"UnionPay's root certificate", m_root.front().notAfter()}};
}

}  // namespace wattill::payment::unionpay
