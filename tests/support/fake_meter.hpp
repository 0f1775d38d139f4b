#pragma once

#include "metering/meter_command.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace wattill::testing {

/// A prepaid meter in memory. Keeps the contract of Meter (tests/contract/meter runs on it): the
/// purchase-count rule, a relay that opens at zero in prepaid mode, and failures on demand. One
/// thread at a time.
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
        const auto* relay = std::get_if<metering::RelayCommand>(&command);
        if (relay == nullptr) {
            return Error{ErrorCode::Unsupported, Retry::Never, "it knows relay commands only", {}};
        }
        if (const auto failed = takeFailure(Call::Switch, When::BeforeEffect)) return *failed;
        switch (*relay) {
            case metering::RelayCommand::Trip:
                m_control = metering::Control::ForcedOpen;
                break;
            case metering::RelayCommand::KeepOn:
                m_control = metering::Control::ForcedClosed;
                break;
            case metering::RelayCommand::ToPrepaid:
                m_control = metering::Control::Prepaid;
                break;
        }
        if (const auto failed = takeFailure(Call::Switch, When::AfterEffect)) return *failed;
        metering::CommandProof proof;
        proof.outcome = metering::CommandProof::Outcome::Done;
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

  private:
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
    bool m_locked = false;
    std::optional<Error> m_absent;
    std::deque<Failure> m_failures;
};

}  // namespace wattill::testing
