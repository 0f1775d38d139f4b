#include "payment/unionpay/exchange.hpp"

#include "payment/unionpay/answer_code.hpp"

#include <utility>

namespace wattill::payment::unionpay {

namespace {

/// A genuine answer to another question must not be taken for ours.
Result<void> checkSameQuestion(const Fields& asked, const Fields& answer) {
    const bool required = classOf(field(answer, "respCode")) == CodeClass::Worked;
    for (const char* name : {"orderId", "txnTime", "settleDate"}) {
        const std::string& ours = field(asked, name);
        const std::string& echoed = field(answer, name);
        if (ours.empty() || (echoed.empty() && !required)) continue;
        if (echoed != ours) return unbelievable(std::string("it is about another ") + name);
    }
    return {};
}

}  // namespace

Exchange::Exchange(const UnionPayConfig& config, MerchantKey key,
                   std::unique_ptr<ChannelTrust> trust, const Clock& clock,
                   std::unique_ptr<wire::Transport> transport)
    : m_merchantId(config.merchantId),
      m_key(std::move(key)),
      m_trust(std::move(trust)),
      m_clock(clock),
      m_transport(std::move(transport)) {}

Result<std::unique_ptr<Exchange>> Exchange::make(const UnionPayConfig& config, const Clock& clock,
                                                 std::unique_ptr<wire::Transport> transport) {
    if (const auto valid = checkConfig(config); !valid.ok()) return valid.error();
    auto key = loadMerchantKey(config);
    if (!key.ok()) return key.error();
    auto trust = ChannelTrust::make(config);
    if (!trust.ok()) return trust.error();
    return std::unique_ptr<Exchange>(
        new Exchange(config, std::move(*key), std::move(*trust), clock, std::move(transport)));
}

Result<Fields> Exchange::ask(const std::string& url, Fields fields) {
    fields.merge(Fields{{"version", "5.1.0"},
                        {"encoding", "UTF-8"},
                        {"signMethod", "01"},
                        {"bizType", "000000"},
                        {"accessType", "0"},
                        {"merId", m_merchantId},
                        {"certId", m_key.certId}});
    // UnionPay counts fields without a value in what it receives, and its own clients send none.
    std::erase_if(fields, [](const auto& one) { return one.second.empty(); });
    auto signature = m_key.key.sign(digestOf(fields));
    if (!signature.ok()) return signature.error();
    fields["signature"] = std::move(*signature);
    const Instant before = m_clock.now();
    const auto reply = m_transport->post(url, wire::encodeForm(fields));
    if (!reply.ok()) return reply.error();
    m_skew.note(before, m_clock.now(), reply->date);
    auto answer = splitAnswer(reply->body);
    if (!answer.ok()) return unbelievable(answer.error().message);
    if (const auto genuine = checkGenuine(*answer); !genuine.ok()) {
        Error error = unbelievable(genuine.error().message);
        error.context = "it claims " + codeText(*answer);
        return error;
    }
    if (const auto same = checkSameQuestion(fields, *answer); !same.ok()) return same.error();
    return answer;
}

Result<void> Exchange::checkGenuine(const Fields& received) const {
    return m_trust->check(received, m_clock.now());
}

ChannelHealth Exchange::health() const {
    ChannelHealth health{m_skew.ahead(), m_trust->expiries()};
    health.expiries.insert(health.expiries.begin(),
                           {"our UnionPay certificate", m_key.certificate.notAfter()});
    return health;
}

}  // namespace wattill::payment::unionpay
