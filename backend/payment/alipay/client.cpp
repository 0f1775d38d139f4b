#include "payment/alipay/client.hpp"

#include "payment/alipay/answer.hpp"
#include "payment/alipay/beijing_time.hpp"
#include "payment/alipay/methods.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace wattill::payment::alipay {

AlipayClient::AlipayClient(const AlipayConfig& config, wire::PrivateKey appKey,
                           std::unique_ptr<AlipayTrust> trust, const Clock& clock,
                           std::unique_ptr<wire::Transport> transport)
    : m_gatewayUrl(config.gatewayUrl),
      m_appId(config.appId),
      m_appKey(std::move(appKey)),
      m_trust(std::move(trust)),
      m_clock(clock),
      m_transport(std::move(transport)) {}

Result<std::unique_ptr<AlipayClient>> AlipayClient::make(
    const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport) {
    if (const auto valid = checkFields(config); !valid.ok()) return valid.error();
    auto appKey = wire::PrivateKey::load(config.appPrivateKey);
    if (!appKey.ok()) return faultOf("private_key_file", appKey.error().message);
    auto trust = AlipayTrust::make(config, *appKey);
    if (!trust.ok()) return trust.error();
    return std::unique_ptr<AlipayClient>(new AlipayClient(
        config, std::move(*appKey), std::move(*trust), clock, std::move(transport)));
}

Result<std::string> AlipayClient::exchange(std::string_view method, const std::string& bizContent,
                                           const wire::Parameters& common) {
    wire::Parameters parameters{{"app_id", m_appId},   {"method", std::string(method)},
                                {"format", "JSON"},    {"charset", "utf-8"},
                                {"sign_type", "RSA2"}, {"timestamp", beijingText(m_clock.now())},
                                {"version", "1.0"},    {"biz_content", bizContent}};
    parameters.insert(common.begin(), common.end());
    if (!m_trust->appSerial().empty()) {
        parameters["app_cert_sn"] = m_trust->appSerial();
        parameters["alipay_root_cert_sn"] = m_trust->rootSerial();
    }
    auto signature = m_appKey.sign(wire::signText(parameters));
    if (!signature.ok()) return signature.error();
    parameters["sign"] = std::move(*signature);
    parameters.erase("biz_content");
    const Instant before = m_clock.now();
    auto answer = m_transport->post(m_gatewayUrl + "?" + wire::encodeForm(parameters),
                                    wire::encodeForm({{"biz_content", bizContent}}));
    if (!answer.ok()) return answer.error();
    m_skew.note(before, m_clock.now(), answer->date);
    return std::move(answer->body);
}

Result<nlohmann::json> AlipayClient::ask(std::string_view method, const std::string& bizContent,
                                         const wire::Parameters& common) {
    const auto text = exchange(method, bizContent, common);
    if (!text.ok()) return text.error();
    const auto answer = splitAnswer(*text, method);
    if (!answer.ok()) return answer.error();
    if (!m_trust->knows(answer->certificate, m_clock.now())) {
        const auto fetched = fetchCertificate(answer->certificate);
        // The first call was made and may have worked, whatever became of this one.
        if (!fetched.ok()) {
            return unbelievable("it is signed with a certificate that is not known here (" +
                                fetched.error().message + ")");
        }
    }
    return verified(*answer, [&](std::string_view bytes, const std::string& signature) {
        return m_trust->verifies(bytes, signature, answer->certificate, m_clock.now());
    });
}

Result<void> AlipayClient::fetchCertificate(const std::string& serial) {
    const std::string bizContent = nlohmann::json{{"alipay_cert_sn", serial}}.dump();
    const auto text = exchange(kCertificate, bizContent, {});
    if (!text.ok()) return text.error();
    const auto pem = certificateIn(*text);
    if (!pem.ok()) return pem.error();
    return m_trust->learn(serial, *pem, m_clock.now());
}

Result<std::string> AlipayClient::download(const std::string& url,
                                           const wire::DownloadLimits& limits) {
    const auto address = wire::downloadUrl(url);
    if (!address.ok()) {
        return unbelievable("the address it gives for a file is refused: " +
                            address.error().message);
    }
    auto answer = m_transport->get(*address, limits);
    if (!answer.ok()) return answer.error();
    return std::move(answer->body);
}

}  // namespace wattill::payment::alipay
