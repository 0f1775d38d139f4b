#include "simulator/gateway/unionpay/teller.hpp"

#include "simulator/gateway/notices.hpp"
#include "simulator/gateway/unionpay/message.hpp"
#include "simulator/gateway/unionpay/transactions.hpp"

namespace wattill::sim::unionpay {

struct Teller::Event {
    std::string url;
    std::string refund;  ///< its orderId; empty for a payment
    Fields fields;
};

void Teller::paid(const SimOrder& order, const Trade& trade, std::int64_t now) {
    if (trade.late) return;
    Fields fields = factsOf(trade.number, trade.fen, now);
    fields["txnType"] = "01";
    fields["txnSubType"] = "07";
    fields["orderId"] = order.number;
    fields["txnTime"] = order.txnTime;
    fields["merId"] = trade.seller;
    fields["currencyCode"] = currencyCodeOf(trade);
    if (!order.reserved.empty()) fields["reqReserved"] = order.reserved;
    tell({order.notifyUrl, {}, std::move(fields)}, order);
}

void Teller::returned(const SimOrder& order, const Trade& trade, const Refund& refund,
                      std::int64_t now) {
    if (refund.kind == "reversal") return;
    Fields fields = factsOf(refund.own, refund.fen, now);
    fields["txnType"] = refund.kind == "undo" ? "31" : "04";
    fields["txnSubType"] = "00";
    fields["orderId"] = refund.number;
    fields["txnTime"] = refund.txnTime;
    fields["origQryId"] = trade.number;
    fields["merId"] = m_desk.identity.merId;
    if (!refund.reserved.empty()) fields["reqReserved"] = refund.reserved;
    tell({refund.notifyUrl, refund.number, std::move(fields)}, order);
}

void Teller::tell(const Event& event, const SimOrder& order) {
    NoticeDraft draft;
    draft.moment = {kUnionPay, order.number, event.refund.empty() ? "payment" : "refund",
                    event.refund};
    draft.url = event.url;
    draft.fields = event.fields;
    draft.fields.merge(Fields{{"version", "5.1.0"},
                              {"encoding", "UTF-8"},
                              {"signMethod", "01"},
                              {"bizType", "000000"},
                              {"accessType", "0"},
                              {"respCode", "00"},
                              {"respMsg", messageOf("00")}});
    draft.id = draft.fields["queryId"] + "n";
    draft.merchantField = "merId";
    draft.sellerField = "merId";
    draft.amountField = "txnAmt";
    draft.amountText = [](std::int64_t fen) { return std::to_string(fen); };
    draft.sign = [seal = m_credentials.seal](Fields& told, bool genuine) {
        sign(told, genuine ? seal : Seal{RsaKey::create(), seal.certificatePem});
    };
    post(m_desk.book, m_desk.script, std::move(draft));
}

}  // namespace wattill::sim::unionpay
