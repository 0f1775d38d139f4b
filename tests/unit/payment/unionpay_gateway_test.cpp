#include "unit/payment/unionpay_fixture.hpp"

#include <openssl/sha.h>

namespace wattill::payment::unionpay {
namespace {

using namespace std::chrono_literals;
using testing::kUnionPayMerchant;
using testing::TalkingTransport;
using testing::UnionPayGatewayTest;
using testing::UnionPayWorld;

constexpr const char* kCode = "https://qr.95516.com/00010000/01224895077923008075686116433377";

TEST_F(UnionPayGatewayTest, AsksForACodeWithWhatUnionPayWants) {
    const auto gateway = answering({{"respCode", "00"}, {"qrCode", kCode}});
    for (int repetition = 0; repetition < 2; ++repetition) {
        const auto code = gateway->create(m_request);
        ASSERT_TRUE(code.ok()) << code.error().message;
        EXPECT_EQ(*code, kCode);
        m_clock.advance(2s);
    }
    ASSERT_EQ(m_sent.size(), 2U);
    EXPECT_EQ(m_sent[0].body, m_sent[1].body) << "a repetition is identical";
    EXPECT_EQ(m_sent[0].url, "https://gateway.95516.com/gateway/api/backTransReq.do");
    auto fields = m_sent[0].fields;
    const std::string signature = fields["signature"];
    fields.erase("signature");
    const Fields wanted{{"version", "5.1.0"},
                        {"encoding", "UTF-8"},
                        {"signMethod", "01"},
                        {"txnType", "01"},
                        {"txnSubType", "07"},
                        {"bizType", "000000"},
                        {"channelType", "08"},
                        {"accessType", "0"},
                        {"merId", kUnionPayMerchant},
                        {"orderId", "K00120261122000001"},
                        {"txnTime", "20261122103000"},
                        {"txnAmt", "10000"},
                        {"currencyCode", "156"},
                        {"backUrl", "https://site.example/notify/unionpay"},
                        {"payTimeout", "20261122103500"},
                        {"reqReserved", "T.K001"},
                        {"certId", testing::kLongSerial}};
    EXPECT_EQ(fields, wanted);
    const auto key = wire::PublicKey::load(world().merchant.publicKeyPem());
    EXPECT_TRUE(key->verifies(digestOf(fields), signature));
}

TEST_F(UnionPayGatewayTest, ATerminalOfEightDigitsHasItsOwnField) {
    const auto gateway = answering({{"respCode", "00"}, {"qrCode", kCode}});
    auto request = m_request;
    request.terminal = "01080209";
    EXPECT_TRUE(gateway->create(request).ok());
    EXPECT_EQ(m_sent[0].fields.at("termId"), "01080209");
    EXPECT_EQ(m_sent[0].fields.count("reqReserved"), 0U);
}

TEST_F(UnionPayGatewayTest, WhatUnionPayWouldNotTakeIsNotSent) {
    std::vector<CreateRequest> bad(8, m_request);
    bad[0].order = OrderId("K001202");
    bad[1].order = OrderId("K001_20261122");
    bad[2].order = OrderId(std::string(33, 'K'));
    bad[3].amount = Money::fromMicroYuan(1);
    bad[4].amount = Money();
    bad[5].terminal = std::string(31, 'x');
    bad[6].validFor = 90s;
    bad[7].validFor = 31min;
    const auto gateway = saying("");
    for (const CreateRequest& request : bad) {
        const auto code = gateway->create(request);
        ASSERT_FALSE(code.ok());
        EXPECT_EQ(code.error().code, ErrorCode::InvalidInput);
    }
    EXPECT_FALSE(gateway->query({OrderId("short"), m_clock.now(), Money()}).ok());
    EXPECT_TRUE(m_sent.empty());
}

TEST_F(UnionPayGatewayTest, AcceptedWithADefectIsAcceptedToo) {
    for (const char* code : {"00", "A6", "A1"}) {
        EXPECT_TRUE(answering({{"respCode", code}, {"qrCode", kCode}})->create(m_request).ok());
    }
}

TEST_F(UnionPayGatewayTest, ARepetitionThatIsKnownIsAskedForInsteadOfRefused) {
    const auto code = answering({{"respCode", "12"}})->create(m_request);
    ASSERT_FALSE(code.ok());
    EXPECT_TRUE(code.error().outcomeUnknown());
    const auto refused = answering({{"respCode", "11"}})->create(m_request);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
}

TEST_F(UnionPayGatewayTest, AnAcceptedCodeMustBeForWhatWasAsked) {
    const Fields good{{"respCode", "00"}, {"qrCode", kCode}};
    for (const Fields& other :
         {Fields{{"orderId", "K00120261122000002"}}, Fields{{"orderId", kAbsent}},
          Fields{{"txnTime", "20261122103001"}}, Fields{{"txnTime", kAbsent}},
          Fields{{"merId", "777290058110097"}}, Fields{{"merId", kAbsent}},
          Fields{{"txnAmt", "10001"}}, Fields{{"txnType", "04"}}, Fields{{"currencyCode", "840"}},
          Fields{{"qrCode", kAbsent}}, Fields{{"qrCode", ""}},
          Fields{{"qrCode", "https://qr.95516.com/a b"}},
          Fields{{"qrCode", std::string(513, 'x')}}}) {
        Fields fields = other;
        fields.insert(good.begin(), good.end());
        const auto code = answering(fields)->create(m_request);
        ASSERT_FALSE(code.ok()) << other.begin()->first;
        EXPECT_EQ(code.error().code, ErrorCode::BadReply) << other.begin()->first;
    }
}

// The published interface of this product names neither among what it answers: to demand them
// would have refused every code.
TEST_F(UnionPayGatewayTest, AnAcceptedCodeNeedNotSayForHowMuchItIs) {
    const auto code =
        answering(
            {{"respCode", "00"}, {"qrCode", kCode}, {"txnAmt", kAbsent}, {"currencyCode", kAbsent}})
            ->create(m_request);
    ASSERT_TRUE(code.ok()) << code.error().message;
    EXPECT_EQ(*code, kCode);
}

TEST_F(UnionPayGatewayTest, WhatIsNotGenuineIsUnknownNeverFailed) {
    const Fields fields{{"respCode", "11"},
                        {"merId", kUnionPayMerchant},
                        {"orderId", m_order.text()},
                        {"txnTime", "20261122103000"}};
    const std::string genuine = world().answer(fields);
    std::string tampered = genuine;
    tampered.replace(tampered.find("respCode=11"), 11, "respCode=00");
    for (const std::string& text :
         {UnionPayWorld::plain(fields), tampered,
          UnionPayWorld::plain(UnionPayWorld::signedBy(world().merchant, fields)),
          wire::encodeForm(UnionPayWorld::signedBy(world().channel, fields)), genuine + "&more=1",
          genuine + "&respCode=00", std::string("<html>busy</html>"), std::string()}) {
        const auto fact = saying(text)->query(m_ref);
        ASSERT_FALSE(fact.ok()) << text.substr(0, 40);
        EXPECT_EQ(fact.error().code, ErrorCode::BadReply) << text.substr(0, 40);
    }
    EXPECT_EQ(saying(genuine)->query(m_ref).error().code, ErrorCode::Refused);
}

/// The same text with its first member at the end.
std::string firstMemberLast(const std::string& text) {
    const std::size_t end = text.find('&');
    return text.substr(end + 1) + "&" + text.substr(0, end);
}

// What is signed is the sorted text, so the order on the wire says nothing.
TEST_F(UnionPayGatewayTest, InAnotherOrderUnderItsOldSignatureAnAnswerIsTheSame) {
    const std::string genuine = world().answer({{"merId", kUnionPayMerchant},
                                                {"orderId", m_order.text()},
                                                {"txnTime", "20261122103000"},
                                                {"respCode", "00"},
                                                {"origRespCode", "00"},
                                                {"queryId", "442401051450467846498"},
                                                {"txnAmt", "10000"},
                                                {"currencyCode", "156"}});
    const auto wanted = saying(genuine)->query(m_ref);
    ASSERT_TRUE(wanted.ok()) << wanted.error().message;
    std::string turned = genuine;
    for (int place = 0; place < 12; ++place) {
        turned = firstMemberLast(turned);
        ASSERT_NE(turned, genuine) << place;
        const auto fact = saying(turned)->query(m_ref);
        ASSERT_TRUE(fact.ok()) << turned.substr(0, 40) << fact.error().message;
        EXPECT_EQ(*fact, *wanted) << turned.substr(0, 40);
    }
    turned.replace(turned.find("txnAmt=10000"), 12, "txnAmt=10001");
    const auto other = saying(turned)->query(m_ref);
    ASSERT_FALSE(other.ok()) << "another text";
    EXPECT_EQ(other.error().code, ErrorCode::BadReply);
}

TEST_F(UnionPayGatewayTest, NothingSentAndNoAnswerStayWhatTheyAre) {
    for (const ErrorCode code : {ErrorCode::Unreachable, ErrorCode::Timeout}) {
        const auto gateway = talking([code](const auto&) -> Result<wire::HttpAnswer> {
            return Error{code, Retry::Later, "", {}};
        });
        EXPECT_EQ(gateway->create(m_request).error().code, code);
    }
}

TEST_F(UnionPayGatewayTest, QueriesByNumberAndTime) {
    const auto gateway = answering({{"respCode", "34"}});
    m_clock.advance(1min);
    EXPECT_EQ(gateway->query(m_ref)->status, PaymentStatus::NotSeen);
    ASSERT_EQ(m_sent.size(), 1U);
    EXPECT_EQ(m_sent[0].url, "https://gateway.95516.com/gateway/api/queryTrans.do");
    EXPECT_EQ(m_sent[0].fields.at("txnType"), "00");
    EXPECT_EQ(m_sent[0].fields.at("txnSubType"), "00");
    EXPECT_EQ(m_sent[0].fields.at("orderId"), m_order.text());
    EXPECT_EQ(m_sent[0].fields.at("txnTime"), "20261122103000") << "the order's time, not today's";
    EXPECT_EQ(m_sent[0].fields.count("txnAmt"), 0U);
}

/// What the order is said to be, before and after it could be paid.
struct QueryRow {
    const char* respCode;
    const char* origRespCode;
    const char* before;
    const char* after;
};

TEST_F(UnionPayGatewayTest, EveryCodeOfAQueryHasItsMeaning) {
    const QueryRow rows[] = {
        {"00", "00", "paid", "paid"},
        {"00", "A6", "paid", "paid"},
        {"00", "A1", "paid", "paid"},
        {"00", "42", "paid", "paid"},  // debited, but late
        {"00", "74", "paid", "paid"},  // debited, the booking unknown
        {"00", "75", "paid", "paid"},  // debited, the booking failed
        {"A6", "00", "paid", "paid"},
        {"00", "05", "not-seen", "unavailable"},  // scanned or not: both are 05
        {"00", "83", "not-seen", "unavailable"},
        {"00", "03", "unavailable", "unavailable"},
        {"00", "04", "unavailable", "unavailable"},
        {"00", "02", "unavailable", "unavailable"},
        {"00", "06", "unavailable", "unavailable"},
        {"00", "12", "unavailable", "unavailable"},
        {"00", "35", "unavailable", "unavailable"},
        {"00", "45", "unavailable", "unavailable"},  // undone: it had been paid
        {"00", "99", "unavailable", "unavailable"},
        {"00", "ZZ", "unavailable", "unavailable"},
        {"00", "34", "not-seen", "closed"},
        {"34", "", "not-seen", "closed"},
        {"00", "39", "not-seen", "closed"},
        {"00", "86", "not-seen", "closed"},
        {"00", "01", "not-seen", "closed"},
        {"00", "38", "not-seen", "closed"},
        {"00", "60", "not-seen", "closed"},
        {"00", "64", "not-seen", "closed"},
        {"00", "73", "not-seen", "closed"},
        {"00", "76", "not-seen", "closed"},
        {"00", "84", "not-seen", "closed"},
        {"00", "", "bad-reply", "bad-reply"},  // that is the answer to another call
        {"01", "", "unavailable", "unavailable"},
        {"03", "", "unavailable", "unavailable"},
        {"04", "", "unavailable", "unavailable"},
        {"05", "", "unavailable", "unavailable"},
        {"06", "", "unavailable", "unavailable"},
        {"37", "", "busy", "busy"},  // asked too often
        {"98", "", "unavailable", "unavailable"},
        {"99", "", "unavailable", "unavailable"},
        {"42", "", "unavailable", "unavailable"},
        {"37", "00", "busy", "busy"},  // only a query that worked tells of an order
        {"11", "", "refused", "refused"},
        {"31", "", "refused", "refused"},
        {"", "", "bad-reply", "bad-reply"},
    };
    for (const QueryRow& row : rows) {
        Fields fields{{"respCode", row.respCode},
                      {"queryId", "442401051450467846498"},
                      {"txnAmt", "10000"},
                      {"txnType", "01"},
                      {"currencyCode", "156"}};
        if (*row.origRespCode != '\0') fields["origRespCode"] = row.origRespCode;
        const auto gateway = answering(fields);
        for (const bool over : {false, true}) {
            m_clock.set(m_ref.at + (over ? 40min : 40min - 1s));
            const auto fact = gateway->query(m_ref);
            const std::string_view said = fact.ok() ? name(fact->status) : name(fact.error().code);
            EXPECT_EQ(said, over ? row.after : row.before)
                << row.respCode << "/" << row.origRespCode << (over ? " late" : "");
        }
    }
}

TEST_F(UnionPayGatewayTest, AClosedOrderWaitsForTheLongestValidityThatIsConfigured) {
    auto config = world().config();
    config.longestValidity = 5min;
    auto gateway = UnionPayGateway::make(
        config, m_clock,
        std::make_unique<TalkingTransport>(m_sent, [](const TalkingTransport::Sent& sent) {
            const Fields fields{{"respCode", "34"}, {"orderId", sent.fields.at("orderId")}};
            return wire::HttpAnswer{world().answer(fields), {}};
        }));
    ASSERT_TRUE(gateway.ok());
    m_clock.set(m_ref.at + 15min - 1ms);
    EXPECT_EQ((*gateway)->query(m_ref)->status, PaymentStatus::NotSeen);
    m_clock.set(m_ref.at + 15min);
    EXPECT_EQ((*gateway)->query(m_ref)->status, PaymentStatus::Closed);
}

TEST_F(UnionPayGatewayTest, APaidFactSaysWhatUnionPaySays) {
    const Fields good{
        {"respCode", "00"}, {"origRespCode", "00"},  {"queryId", "442401051450467846498"},
        {"txnAmt", "9999"}, {"currencyCode", "840"}, {"merId", "777290058110097"}};
    const auto fact = answering(good)->query(m_ref);
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    const PaymentFact wanted{
        m_order, PaymentStatus::Paid, "442401051450467846498", "777290058110097",
        "840",   Money::fromFen(9999)};
    EXPECT_EQ(*fact, wanted) << "whether it is ours is for the order to judge";
    for (const Fields& other :
         {Fields{{"queryId", ""}}, Fields{{"queryId", kAbsent}}, Fields{{"queryId", "1 2"}},
          Fields{{"txnAmt", "0"}}, Fields{{"txnAmt", "1.00"}}, Fields{{"txnAmt", "-1"}},
          Fields{{"txnAmt", kAbsent}}, Fields{{"currencyCode", ""}},
          Fields{{"currencyCode", "CNY"}}, Fields{{"merId", kAbsent}},
          Fields{{"orderId", "K00120261122000002"}}, Fields{{"txnTime", "20261121103000"}}}) {
        Fields fields = other;
        fields.insert(good.begin(), good.end());
        const auto odd = answering(fields)->query(m_ref);
        ASSERT_FALSE(odd.ok()) << other.begin()->first;
        EXPECT_EQ(odd.error().code, ErrorCode::BadReply) << other.begin()->first;
    }
}

TEST_F(UnionPayGatewayTest, CancelSendsNothing) {
    const auto gateway = saying("");
    const auto reply = gateway->cancel(m_ref);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->outcome, CancelOutcome::NoSuchCall);
    EXPECT_TRUE(m_sent.empty());
}

TEST_F(UnionPayGatewayTest, HealthKnowsTheClockAndWhatRunsOut) {
    const auto gateway = talking([this](const auto&) {
        return wire::HttpAnswer{world().answer({{"respCode", "34"}}), m_clock.now() - 90s};
    });
    EXPECT_FALSE(gateway->health().clockAhead);
    EXPECT_TRUE(gateway->query(m_ref).ok());
    const auto health = gateway->health();
    EXPECT_EQ(health.clockAhead, 89s);
    ASSERT_EQ(health.expiries.size(), 3U);
    for (const Expiry& expiry : health.expiries) {
        EXPECT_EQ(expiry.at, fromMillis(1'893'456'000'000)) << expiry.what;
    }
}

TEST_F(UnionPayGatewayTest, AWrongConfigurationIsNamedWithItsField) {
    using Config = UnionPayConfig;
    const auto why = [&](auto change) {
        auto config = world().config();
        change(config);
        const auto made = UnionPayGateway::make(config, m_clock);
        return made.ok() ? std::string("taken") : made.error().message;
    };
    const std::vector<std::pair<std::string, std::function<void(Config&)>>> faults = {
        {"gateway:", [](Config& c) { c.gatewayUrl = "http://gateway.95516.com"; }},
        {"gateway:", [](Config& c) { c.gatewayUrl = ""; }},
        {"file_host:", [](Config& c) { c.fileUrl = "ftp://filedownload.95516.com"; }},
        {"merchant_id:", [](Config& c) { c.merchantId = "77729005811004"; }},
        {"merchant_id:", [](Config& c) { c.merchantId = "77729005811004x"; }},
        {"notify_url:", [](Config& c) { c.notifyUrl = "https://site.example/?a=1"; }},
        {"notify_url:", [](Config& c) { c.notifyUrl = "site.example"; }},
        {"notify_url:", [](Config& c) { c.notifyUrl = "https://" + std::string(250, 'a'); }},
        {"time-outs:", [](Config& c) { c.answerWithin = Duration(1); }},
        {"longest_validity:", [](Config& c) { c.longestValidity = 25h; }},
        {"private_key_file:", [](Config& c) { c.privateKey = Secret("x"); }},
        {"root_certificate_file:", [](Config& c) { c.rootCertificate = "x"; }},
    };
    for (const auto& [field, change] : faults) {
        EXPECT_NE(why(change).find("payment.unionpay " + field), std::string::npos) << why(change);
    }
    EXPECT_EQ(why([](Config& c) { c.fileUrl = ""; }), "taken");
    EXPECT_EQ(why([](Config& c) { c.notifyUrl = ""; }), "taken");
}

TEST_F(UnionPayGatewayTest, AnExpiredCertificateOfOursStopsNothingHere) {
    auto config = world().config();
    const auto expired = world().middle.issue({.organisation = "CFCA OCA1",
                                               .commonName = "041@merchant",
                                               .until = m_clock.now() - 1s,
                                               .key = 3});
    config.certificate = expired.pem();
    EXPECT_TRUE(UnionPayGateway::make(config, m_clock).ok());
}

}  // namespace
}  // namespace wattill::payment::unionpay
