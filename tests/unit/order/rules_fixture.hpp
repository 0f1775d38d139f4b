#pragma once

#include "unit/order/sample_order.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wattill::order::test {

/// Applies events to one order and remembers what followed from the last one.
class RulesTest : public testing::Test {
  protected:
    void happen(const Event& event) {
        Transition next = step(order, event, now, policy);
        order = std::move(next.order);
        effects = std::move(next.effects);
    }

    payment::PaymentFact fact(payment::PaymentStatus status,
                              const std::string& trade = "T1") const {
        return {order.id, status, trade, "app", "CNY", order.amount};
    }
    void report(payment::PaymentFact what, bool notified = false, int attempt = 0) {
        happen(PaymentReported{std::move(what), now, notified, attempt});
    }
    void pay(const std::string& trade = "T1") { report(fact(payment::PaymentStatus::Paid, trade)); }
    void fail(CallKind kind, ErrorCode code, int attempt = 0) {
        happen(CallFailed{kind, attempt, {code, Retry::Later, "said so", {}}});
    }
    void readMeter(CallKind kind, std::uint32_t count, std::int64_t fen, int attempt = 0) {
        metering::MeterReading reading;
        reading.at = now;
        reading.purchaseCount = count;
        reading.balance = Money::fromFen(fen);
        happen(MeterWasRead{kind, reading, attempt});
    }

    /// A meter that keeps a balance but no purchase count.
    void weigh(CallKind kind, metering::CountRule rule, std::int64_t fen, int attempt = 0) {
        metering::MeterReading reading;
        reading.at = now;
        reading.total = total;
        reading.balance = Money::fromFen(fen);
        reading.has.purchaseCount = false;
        reading.countRule = rule;
        happen(MeterWasRead{kind, reading, attempt});
    }

    void await() { happen(CodeIssued{"https://qr"}); }
    void granted() {
        await();
        pay();
        happen(MeterGranted{});
    }
    /// Count 14 and 86.40 yuan before a sale of 100.00.
    void selling() {
        granted();
        readMeter(CallKind::MeterReadBefore, 14, 8'640);
    }

    template <class Kind>
    [[nodiscard]] std::vector<Kind> all() const {
        std::vector<Kind> found;
        for (const Effect& effect : effects) {
            if (const auto* each = std::get_if<Kind>(&effect)) found.push_back(*each);
        }
        return found;
    }
    [[nodiscard]] std::optional<Schedule> scheduled(CallKind kind) const {
        for (const Schedule& each : all<Schedule>()) {
            if (each.kind == kind) return each;
        }
        return std::nullopt;
    }
    [[nodiscard]] bool raised(AlarmKind kind) const {
        const auto alarms = all<Raise>();
        return std::any_of(alarms.begin(), alarms.end(),
                           [&](const Raise& each) { return each.kind == kind; });
    }
    [[nodiscard]] bool cleared(AlarmKind kind) const {
        const auto alarms = all<Clear>();
        return std::any_of(alarms.begin(), alarms.end(),
                           [&](const Clear& each) { return each.kind == kind; });
    }
    [[nodiscard]] std::vector<std::string> booked() const {
        std::vector<std::string> keys;
        for (const Book& each : all<Book>())
            keys.push_back(each.entry.key);
        return keys;
    }

    Policy policy;
    Instant now = fromMillis(1'795'314'600'000);
    Energy total = Energy::fromWh(1'234'560);  ///< of the meter that is weighed
    Order order = sampleOrder(now, policy);
    std::vector<Effect> effects;
};

}  // namespace wattill::order::test
