#include "unit/payment/unionpay_fixture.hpp"

#include <algorithm>

namespace wattill::payment::unionpay {
namespace {

using testing::kUnionPayMerchant;
using testing::UnionPayWorld;

class UnionPayNotification : public testing::UnionPayGatewayTest {
  protected:
    Result<NotifiedFact> check(const std::string& body,
                               const std::string& type = "application/x-www-form-urlencoded") {
        return m_gateway->checkNotification({type, body});
    }
    Result<NotifiedFact> checkSigned(const Fields& fields) {
        return check(world().notification(fields));
    }
    /// The good fields with `more` laid over them.
    Fields paid(Fields more = {}) const {
        const Fields good{{"respCode", "00"},
                          {"respMsg", "成功[0000000]"},
                          {"txnType", "01"},
                          {"txnSubType", "07"},
                          {"merId", kUnionPayMerchant},
                          {"orderId", m_order.text()},
                          {"txnTime", "20261122103000"},
                          {"txnAmt", "10000"},
                          {"currencyCode", "156"},
                          {"queryId", "442401051450467846498"},
                          {"reqReserved", "T.K001"}};
        more.insert(good.begin(), good.end());
        std::erase_if(more, [](const auto& one) { return one.second == kAbsent; });
        return more;
    }
    std::unique_ptr<Gateway> m_gateway = saying("");
};

TEST_F(UnionPayNotification, SaysWhatWasPaid) {
    for (const char* type :
         {"application/x-www-form-urlencoded;charset=utf-8", "Application/X-WWW-Form-Urlencoded"}) {
        const auto notified = check(world().notification(paid()), type);
        ASSERT_TRUE(notified.ok()) << notified.error().message;
        const PaymentFact wanted{
            m_order, PaymentStatus::Paid,  "442401051450467846498", kUnionPayMerchant,
            "CNY",   Money::fromFen(10000)};
        EXPECT_EQ(notified->fact, wanted);
        EXPECT_FALSE(notified->aboutRefund);
        EXPECT_EQ(notified->eventId, "442401051450467846498-01");
        EXPECT_EQ(notified->acknowledgement, "ok");
    }
    EXPECT_TRUE(m_sent.empty()) << "checking asks nobody";
}

TEST_F(UnionPayNotification, SuccessWithADefectAndLateMoneyArePaidToo) {
    for (const char* code : {"A6", "A1", "42", "74", "75"}) {
        EXPECT_EQ(checkSigned(paid({{"respCode", code}}))->fact.status, PaymentStatus::Paid)
            << code;
    }
    for (const char* code : {"01", "03", "05", "12", "34", "64", "", "ZZ"}) {
        const auto notified = checkSigned(paid({{"respCode", code}}));
        ASSERT_FALSE(notified.ok()) << code;
        EXPECT_EQ(notified.error().code, ErrorCode::InvalidInput) << code;
    }
}

TEST_F(UnionPayNotification, MoneyGoingBackIsNeverAPayment) {
    for (const char* type : {"04", "31", "99"}) {
        const auto notified = checkSigned(paid({{"txnType", type},
                                                {"orderId", "R00120261122000001"},
                                                {"queryId", "442401051450467846499"}}));
        ASSERT_TRUE(notified.ok()) << notified.error().message;
        EXPECT_TRUE(notified->aboutRefund);
        EXPECT_EQ(notified->fact.order, OrderId("R00120261122000001"));
        EXPECT_EQ(notified->eventId, std::string("442401051450467846499-") + type);
    }
    for (const char* type : {"00", "02", "76", "", kAbsent}) {
        EXPECT_FALSE(checkSigned(paid({{"txnType", type}})).ok()) << type;
    }
}

TEST_F(UnionPayNotification, AnAnswerIsNoNotificationAlthoughItIsSignedAlike) {
    // Here 00 means "accepted", or "the query worked": taken for a payment it would be a free
    // top-up.
    for (const Fields& answer :
         {Fields{{"qrCode", "https://qr.95516.com/1"}}, Fields{{"origRespCode", "05"}},
          Fields{{"qrCode", ""}}, Fields{{"queryId", kAbsent}}}) {
        const auto notified = checkSigned(paid(answer));
        ASSERT_FALSE(notified.ok()) << answer.begin()->first;
        EXPECT_EQ(notified.error().code, ErrorCode::InvalidInput);
    }
}

TEST_F(UnionPayNotification, EveryChangeIsUnauthorised) {
    const Fields genuine = UnionPayWorld::signedBy(world().channel, paid());
    std::vector<Fields> changed(6, genuine);
    changed[0]["txnAmt"] = "1000000";
    changed[1]["fromOurQuery"] = "1";
    changed[2].erase("reqReserved");
    changed[3]["respCode"] = "A6";
    changed[4].erase("signature");
    changed[5] = UnionPayWorld::signedBy(world().merchant, paid());
    for (const Fields& fields : changed) {
        const auto notified = check(wire::encodeForm(fields));
        ASSERT_FALSE(notified.ok());
        EXPECT_EQ(notified.error().code, ErrorCode::Unauthorised);
    }
}

TEST_F(UnionPayNotification, TheOrderOfFieldsMeansNothing) {
    const std::string body = world().notification(paid());
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find('&', at), body.size());
        parts.push_back(body.substr(at, end - at));
        at = end + 1;
    }
    std::string turned;
    std::for_each(parts.rbegin(), parts.rend(),
                  [&](const std::string& part) { turned += (turned.empty() ? "" : "&") + part; });
    ASSERT_TRUE(check(turned).ok());
    EXPECT_EQ(check(turned)->eventId, check(body)->eventId);
    const auto twice = check(body + "&txnAmt=10000");
    ASSERT_FALSE(twice.ok());
    EXPECT_EQ(twice.error().code, ErrorCode::InvalidInput);
}

TEST_F(UnionPayNotification, IsAFormAndNotAnAnswersText) {
    const Fields fields = UnionPayWorld::signedBy(world().channel, paid());
    EXPECT_FALSE(check(UnionPayWorld::plain(fields)).ok()) << "'+' in base64 would become a blank";
    EXPECT_EQ(check(wire::encodeForm(fields), "text/plain").error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(check("").error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(check(std::string(65537, 'a')).error().code, ErrorCode::InvalidInput);
}

TEST_F(UnionPayNotification, ForAnotherMerchantItSaysSo) {
    const auto notified =
        checkSigned(paid({{"merId", "777290058110097"}, {"currencyCode", "840"}}));
    ASSERT_TRUE(notified.ok());
    EXPECT_NE(notified->fact.merchant, m_gateway->merchant());
    EXPECT_EQ(notified->fact.currency, "840");
}

TEST_F(UnionPayNotification, WhatMakesNoSenseIsInvalid) {
    for (const Fields& odd :
         {Fields{{"txnAmt", "0"}}, Fields{{"txnAmt", kAbsent}}, Fields{{"queryId", ""}},
          Fields{{"merId", kAbsent}}, Fields{{"currencyCode", kAbsent}}, Fields{{"orderId", "K1"}},
          Fields{{"orderId", kAbsent}}, Fields{{"txnTime", "20261322103000"}},
          Fields{{"txnTime", kAbsent}}}) {
        const auto notified = checkSigned(paid(odd));
        ASSERT_FALSE(notified.ok()) << odd.begin()->first;
        EXPECT_EQ(notified.error().code, ErrorCode::InvalidInput) << odd.begin()->first;
    }
}

}  // namespace
}  // namespace wattill::payment::unionpay
