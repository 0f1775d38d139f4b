#include "simulator/gateway/alipay/teller.hpp"

#include "simulator/gateway/alipay/content.hpp"
#include "simulator/gateway/notices.hpp"

namespace wattill::sim::alipay {

void Teller::paid(const SimOrder& order, const Trade& trade, std::int64_t now) {
    tell(order, trade, {}, now);
}

void Teller::returned(const SimOrder& order, const Trade& trade, const Refund& refund,
                      std::int64_t now) {
    tell(order, trade,
         {{"refund_fee", yuanOf(trade.refundedFen)},
          {"gmt_refund", beijingText(now) + ".000"},
          {"out_biz_no", refund.number}},
         now);
}

void Teller::tell(const SimOrder& order, const Trade& trade, Fields more, std::int64_t now) {
    const std::string amount = yuanOf(trade.fen);
    const bool refund = !more.empty();
    Fields fields{
        {"notify_time", beijingText(now)},
        {"notify_type", "trade_status_sync"},
        {"notify_id", m_desk.till.nextNumber(kAlipay, now) + "n"},
        {"app_id", m_desk.identity.appId},
        {"auth_app_id", m_desk.identity.appId},
        {"charset", "utf-8"},
        {"version", "1.0"},
        {"trade_no", trade.number},
        {"out_trade_no", order.number},
        {"buyer_id", kBuyer},
        {"buyer_logon_id", "ten***@example.com"},
        {"seller_id", trade.seller},
        {"trade_status", statusText(order, trade)},
        {"total_amount", amount},
        {"receipt_amount", amount},
        {"buyer_pay_amount", amount},
        {"invoice_amount", amount},
        {"point_amount", "0.00"},
        {"subject", order.subject},
        {"gmt_create", beijingText(order.createdAt)},
        {"gmt_payment", beijingText(trade.paidAt)},
        {"fund_bill_list", R"([{"amount":")" + amount + R"(","fundChannel":"ALIPAYACCOUNT"}])"}};
    if (!order.reserved.empty()) fields["passback_params"] = order.reserved;
    if (trade.currency != "CNY") fields["trans_currency"] = trade.currency;
    fields.merge(more);
    NoticeDraft draft;
    draft.moment = {kAlipay, order.number, refund ? "refund" : "payment",
                    valueOf(fields, "out_biz_no")};
    draft.id = fields["notify_id"];
    draft.url = order.notifyUrl;
    draft.fields = std::move(fields);
    draft.merchantField = "app_id";
    draft.sellerField = "seller_id";
    draft.amountField = "total_amount";
    draft.amountText = yuanOf;
    const RsaKey key = order.certificate ? m_credentials.certificateKey : m_credentials.alipay;
    draft.sign = [key](Fields& told, bool genuine) {
        const std::string text = textToSign(told, {});
        told["sign"] = genuine ? key.sign(text) : RsaKey::create().sign(text);
        told["sign_type"] = "RSA2";
    };
    post(m_desk.book, m_desk.script, std::move(draft));
}

}  // namespace wattill::sim::alipay
