#pragma once

#include "metering/meter_command.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace wattill::testing {

/// A prepaid meter in memory that takes every command. Keeps the contract of Meter
/// (tests/contract/meter runs on it): the purchase-count rule, a relay that opens at zero in
/// prepaid mode, and failures on demand. One thread at a time.
class FakeMeter final : public metering::Meter {
  public:
    enum class Call { Read, Sell, Switch };
    enum class When { BeforeEffect, AfterEffect };

    explicit FakeMeter(const Clock& clock, Money balance = Money::fromFen(5000),
                       std::uint32_t purchaseCount = 4)
        : m_clock(clock), m_balance(balance), m_count(purchaseCount) {}

    // ---- the port
    Result<metering::MeterReading> read() override {
        if (m_absent) return *m_absent;
        if (const auto failed = takeFailure(Call::Read, When::BeforeEffect)) return *failed;
        if (const auto failed = takeFailure(Call::Read, When::AfterEffect)) return *failed;
        return reading();
    }

    Result<void> sell(const metering::Sale& sale) override {
        if (m_locked) return locked();
        if (m_absent) return *m_absent;
        if (sale.amount.isNegative() || sale.amount.isZero() || !sale.amount.isWholeFen()) {
            return invalidInput("sale: the amount is not above 0 in whole fen");
        }
        if (const auto failed = takeFailure(Call::Sell, When::BeforeEffect)) return *failed;
        const bool added = sale.purchaseCount == m_count + 1;
        const bool repeated = sale.purchaseCount == m_count;
        if (added) {
            m_balance += sale.amount;
            m_totalSold += sale.amount;
            ++m_count;
            ++m_sales;
        }
        if (const auto failed = takeFailure(Call::Sell, When::AfterEffect)) return *failed;
        if (added || repeated) return {};
        return Error{ErrorCode::Refused, Retry::Never, "the meter refused the purchase count", {}};
    }

    Result<metering::CommandProof> carryOut(const metering::MeterCommand& command) override {
        if (m_locked) return locked();
        if (m_absent) return *m_absent;
        if (const auto failed = takeFailure(Call::Switch, When::BeforeEffect)) return *failed;
        metering::CommandProof proof;
        const bool applied = std::visit(Apply{*this, proof}, command);
        ++m_commands;
        if (const auto failed = takeFailure(Call::Switch, When::AfterEffect)) return *failed;
        using Outcome = metering::CommandProof::Outcome;
        proof.outcome = applied ? Outcome::Done : Outcome::NotDone;
        proof.answer = applied ? "ok" : "refused";
        if (applied && m_nextIsPartial) {
            m_nextIsPartial = false;
            proof.outcome = Outcome::Partial;
            proof.points.push_back({"other", "1", "", "2", false});
        }
        proof.frames = {{true, {0x01, 0x10}}, {false, {0x01, 0x90}}};
        proof.reading = reading();
        return proof;
    }

    // ---- what a test may do to it
    /// The next `call` fails with `error`, before or after it had its effect. Queues up.
    void failNext(Call call, When when, Error error) {
        m_failures.push_back({call, when, std::move(error)});
    }
    /// Everything fails with `error` and has no effect, until present().
    void absent(Error error) { m_absent = std::move(error); }
    void present() { m_absent.reset(); }
    void lock(bool locked) { m_locked = locked; }
    /// The tenant uses energy; in prepaid mode the relay opens when nothing is left.
    void use(Energy energy, Money cost) {
        m_total = m_total + energy;
        m_balance -= cost;
    }
    /// The next command changes something else too.
    void applyNextInPart() { m_nextIsPartial = true; }
    /// Somebody else sold: a card, a second server.
    void sellElsewhere(Money amount) {
        m_balance += amount;
        ++m_count;
    }

    [[nodiscard]] Money balance() const { return m_balance; }
    [[nodiscard]] std::uint32_t purchaseCount() const { return m_count; }
    [[nodiscard]] Money totalSold() const { return m_totalSold; }
    [[nodiscard]] int sales() const { return m_sales; }
    [[nodiscard]] metering::Control control() const { return m_control; }
    /// How many commands had their effect.
    [[nodiscard]] int commands() const { return m_commands; }
    [[nodiscard]] const std::optional<metering::SetPrices>& prices() const { return m_prices; }
    [[nodiscard]] const std::optional<metering::SetTimetable>& timetable() const {
        return m_timetable;
    }
    [[nodiscard]] const std::optional<metering::SetAlarms>& alarms() const { return m_alarms; }
    [[nodiscard]] const std::optional<metering::SetOverload>& overload() const {
        return m_overload;
    }
    [[nodiscard]] const std::optional<metering::SetClock>& clockSet() const { return m_clockSet; }

  private:
    /// Sets what the command is about; false: refused, nothing changed.
    struct Apply {
        FakeMeter& meter;
        metering::CommandProof& proof;
        bool operator()(metering::RelayCommand command) const {
            using metering::Control;
            using metering::RelayCommand;
            meter.m_control = command == RelayCommand::Trip     ? Control::ForcedOpen
                              : command == RelayCommand::KeepOn ? Control::ForcedClosed
                                                                : Control::Prepaid;
            proof.points.push_back({"control", "", std::string(name(command)), "", true});
            return true;
        }
        bool operator()(const metering::SetPrices& prices) const {
            const std::string before =
                meter.m_prices ? meter.m_prices->perKwh[0].yuanText() : "0.00";
            meter.m_prices = prices;
            const std::string after = prices.perKwh[0].yuanText();
            proof.points.push_back({"priceSharp", before, after, after, true});
            return true;
        }
        bool operator()(const metering::SetTimetable& timetable) const {
            meter.m_timetable = timetable;
            return true;
        }
        bool operator()(const metering::SetAlarms& alarms) const {
            meter.m_alarms = alarms;
            return true;
        }
        bool operator()(const metering::SetOverload& overload) const {
            meter.m_overload = overload;
            return true;
        }
        bool operator()(const metering::SetClock& clock) const {
            meter.m_clockSet = clock;
            return true;
        }
        bool operator()(const metering::OpenAccount&) const {
            meter.m_balance = Money();
            meter.m_count = 0;
            meter.m_control = metering::Control::Prepaid;
            return true;
        }
        bool operator()(const metering::CloseAccount&) const {
            meter.m_balance = Money();
            return true;
        }
        bool operator()(const metering::TakeCredit& take) const {
            if (take.purchaseCount == meter.m_count) return true;  // it had it already
            if (take.purchaseCount != meter.m_count + 1) return false;
            if (take.amount > meter.m_balance) return false;
            meter.m_balance -= take.amount;
            ++meter.m_count;
            return true;
        }
    };

    struct Failure {
        Call call;
        When when;
        Error error;
    };

    std::optional<Error> takeFailure(Call call, When when) {
        const auto found = std::find_if(
            m_failures.begin(), m_failures.end(),
            [&](const Failure& each) { return each.call == call && each.when == when; });
        if (found == m_failures.end()) return std::nullopt;
        Error error = std::move(found->error);
        m_failures.erase(found);
        return error;
    }

    [[nodiscard]] static Error locked() {
        return {ErrorCode::Unsupported,
                Retry::Never,
                "the profile is locked; try it on one meter, then set unlocked = true",
                {}};
    }

    [[nodiscard]] metering::MeterReading reading() const {
        metering::MeterReading reading;
        reading.at = m_clock.now();
        reading.total = m_total;
        reading.byRate[2] = m_total;
        reading.balance = m_balance;
        reading.purchaseCount = m_count;
        reading.control = m_control;
        const bool left = m_balance > Money();
        const bool closed = m_control == metering::Control::Prepaid
                                ? left
                                : m_control == metering::Control::ForcedClosed;
        reading.relay = closed ? metering::Relay::Closed : metering::Relay::Open;
        reading.arrears = !left;
        reading.alarm1 = m_balance < Money::fromFen(2000);
        reading.alarm2 = m_balance < Money::fromFen(1000);
        return reading;
    }

    const Clock& m_clock;
    Money m_balance;
    Money m_totalSold;
    Energy m_total = Energy::fromWh(1'234'560);
    std::uint32_t m_count;
    int m_sales = 0;
    metering::Control m_control = metering::Control::Prepaid;
    std::optional<metering::SetPrices> m_prices;
    std::optional<metering::SetTimetable> m_timetable;
    std::optional<metering::SetAlarms> m_alarms;
    std::optional<metering::SetOverload> m_overload;
    std::optional<metering::SetClock> m_clockSet;
    int m_commands = 0;
    bool m_nextIsPartial = false;
    bool m_locked = false;
    std::optional<Error> m_absent;
    std::deque<Failure> m_failures;
};

}  // namespace wattill::testing
