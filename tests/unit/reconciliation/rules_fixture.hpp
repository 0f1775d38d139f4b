#pragma once

#include "reconciliation/reconcile.hpp"

#include <gtest/gtest.h>

namespace wattill::reconciliation {

using namespace std::chrono_literals;
using payment::BillKind;
using payment::BillLine;
using payment::RefundId;
using std::chrono::days;

inline const LocalDay kDay = *parseDay("2026-11-25");

inline Instant at(const char* iso) {
    return *parseIso(iso);
}
inline Money yuan(std::int64_t amount) {
    return Money::fromFen(amount * 100);
}

/// One channel, one delivered order of 100 CNY, everything in agreement. 10:00 in Beijing.
class Rules : public testing::Test {
  protected:
    Rules() {
        m_input.day = kDay;
        m_input.now = at("2026-11-26T01:30:00.000Z");
        m_input.channels = {{rulesOf("alipay"), {{kDay, true, {}}}, {}}};
        pay(at("2026-11-25T02:00:00.000Z"));
    }
    void pay(Instant when, const std::string& channel = "alipay") {
        KnownOrder order;
        order.id = OrderId("K0100000001");
        order.channel = channel;
        order.terminal = "K01";
        order.meter = MeterId("220711000001");
        order.amount = yuan(100);
        order.state = "delivered";
        order.payments = {{"T1", yuan(100), when, false}};
        order.delivery = {yuan(100), when + 5s};
        m_input.orders = {order};
        m_input.entries = {{"payment:" + channel + ":T1", order.id.text(), yuan(100), when},
                           {"delivery:" + order.id.text(), order.id.text(), yuan(100), when + 5s}};
        m_input.channels[0].rules = rulesOf(channel);
        bill(kDay) = {paid("T1")};
    }
    static BillLine paid(const std::string& trade) {
        return {BillKind::Payment, OrderId("K0100000001"), trade, {},
                yuan(100),         Money::fromFen(60),     "K01", std::nullopt};
    }
    static BillLine back(const std::string& refund, Money amount) {
        return {BillKind::Refund, OrderId("K0100000001"), "T1", RefundId(refund), amount, {}, "K01",
                std::nullopt};
    }
    std::vector<BillLine>& bill(LocalDay day) {
        for (BillDay& each : m_input.channels[0].bills) {
            if (each.day == day) return each.lines;
        }
        return m_input.channels[0].bills.emplace_back(BillDay{day, true, {}}).lines;
    }
    KnownRefund& refund(RefundStage stage, Instant requested) {
        auto& refunds = m_input.orders[0].refunds;
        KnownRefund refund{RefundId("K0100000001R1"), "T1", yuan(30), stage, requested, {}};
        if (stage == RefundStage::Returned || stage == RefundStage::Settled) {
            refund.endedAt = requested + 1min;
            m_input.entries.push_back(
                {"refund:K0100000001R1", "K0100000001", yuan(30), *refund.endedAt});
        }
        refunds.push_back(refund);
        return refunds.back();
    }
    /// "kind key" of each difference.
    std::vector<std::string> differences() {
        std::vector<std::string> found;
        for (const Difference& each : reconcile(m_input).differences)
            found.push_back(std::string(name(each.kind)) + " " + each.key);
        return found;
    }
    using Words = std::vector<std::string>;

    Input m_input;
};

}  // namespace wattill::reconciliation
