#include "order/notice.hpp"
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using namespace std::chrono_literals;
using order::Notice;
using order::NoticeLimits;
using order::NoticeVerdict;

const Instant kNow = fromMillis(1'790'000'000'000);

class NoticeTableTest : public StoreTest {
  protected:
    static Notice notice(NoticeVerdict verdict, const std::string& body, Duration ago = {}) {
        return {kNow - ago,
                "alipay",
                verdict,
                "why",
                "203.0.113.9",
                OrderId("K0100000001"),
                "application/x-www-form-urlencoded",
                body};
    }
    void keep(const Notice& notice) {
        const auto kept =
            write([&](order::UnitOfWork& unit) { return unit.notices().keep(notice); });
        ASSERT_TRUE(kept.ok()) << kept.error().message;
    }
    std::vector<Notice> newest() {
        return ask([](const order::UnitOfWork& unit) { return unit.notices().newest(100); });
    }
    std::vector<std::string> left(const NoticeLimits& limits) {
        const auto pruned =
            write([&](order::UnitOfWork& unit) { return unit.notices().prune(limits, kNow); });
        EXPECT_TRUE(pruned.ok()) << pruned.error().message;
        std::vector<std::string> bodies;
        for (const Notice& each : newest())
            bodies.push_back(each.body);
        return bodies;
    }
    using Words = std::vector<std::string>;
};

TEST_F(NoticeTableTest, WhatCameInComesBackAsItWas) {
    Notice first = notice(NoticeVerdict::Taken, std::string("a=1&b=\xff\0\xfe", 9));
    first.why.clear();
    const Notice second = notice(NoticeVerdict::Foreign, "c=2");
    keep(first);
    keep(second);
    EXPECT_EQ(newest(), (std::vector<Notice>{second, first}));
    for (const auto verdict : {NoticeVerdict::Taken, NoticeVerdict::Foreign,
                               NoticeVerdict::UnknownOrder, NoticeVerdict::Refused}) {
        EXPECT_EQ(order::noticeVerdictFrom(name(verdict)), verdict);
        keep(notice(verdict, ""));
    }
}

TEST_F(NoticeTableTest, AGenuineOneThatComesAgainIsKeptOnce) {
    Notice told = notice(NoticeVerdict::Foreign, "told", 2s);
    told.order = OrderId("K0100001");
    keep(told);
    Notice again = told;
    again.at += 1s;
    keep(again);
    EXPECT_EQ(newest(), std::vector<Notice>{told});
    again.body = "told otherwise";
    keep(again);
    EXPECT_EQ(newest(), (std::vector<Notice>{again, told}));
}

TEST_F(NoticeTableTest, OfALongBodyTheBeginningIsKeptAndItsLength) {
    const std::string body(order::kMostNoticeBytes + 1, 'x');
    keep(notice(NoticeVerdict::Refused, body));
    EXPECT_EQ(newest().at(0).body, body.substr(1));
    EXPECT_EQ(*sql("SELECT bytes FROM notice"), std::to_string(body.size()));
}

TEST_F(NoticeTableTest, WhatStrangersSendGoesFirstByNumberAndAge) {
    NoticeLimits limits;
    keep(notice(NoticeVerdict::Taken, "old", limits.keptFor + 1s));
    keep(notice(NoticeVerdict::Taken, "genuine", limits.refusedKeptFor + 1s));
    keep(notice(NoticeVerdict::Refused, "old lie", limits.refusedKeptFor + 1s));
    for (const char* body : {"lie 1", "lie 2", "lie 3"})
        keep(notice(NoticeVerdict::Refused, body));
    EXPECT_EQ(left(limits), (Words{"lie 3", "lie 2", "lie 1", "genuine"}));
    limits.mostRefused = 2;
    EXPECT_EQ(left(limits), (Words{"lie 3", "lie 2", "genuine"}));
    keep(notice(NoticeVerdict::Taken, "newer"));
    limits.most = 2;
    EXPECT_EQ(left(limits), (Words{"newer", "lie 3"}));
}

}  // namespace
}  // namespace wattill::storage
