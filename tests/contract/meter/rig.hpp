#pragma once

#include "metering/meter.hpp"

#include <memory>
#include <string>

namespace wattill::testing {

/// A meter under test and the hand that holds it: what a test does to the meter behind the port's
/// back. A fresh meter has 50.00 yuan, count 4, and uses nothing.
class MeterRig {
  public:
    virtual ~MeterRig() = default;
    [[nodiscard]] virtual metering::Meter& meter() = 0;
    /// The same meter through a profile that no site has confirmed.
    [[nodiscard]] virtual metering::Meter& locked() = 0;

    /// The model says by itself when the balance is below an alarm amount.
    [[nodiscard]] virtual bool flagsAlarms() const { return true; }

    virtual void loseNextSaleBeforeEffect() = 0;
    virtual void loseNextSaleAfterEffect() = 0;
    /// As often as it takes for the retries of one read to be used up.
    virtual void spoilReads() = 0;
    virtual void heal() = 0;
    virtual void die() = 0;
    virtual void revive() = 0;
    virtual void pullPort() = 0;
    virtual void plugPort() = 0;
    virtual void setBalance(Money balance) = 0;

    // What the meter itself says, not through the port.
    [[nodiscard]] virtual Money balance() = 0;
    [[nodiscard]] virtual std::uint32_t count() = 0;
    [[nodiscard]] virtual int sales() = 0;
};

using RigFactory = std::unique_ptr<MeterRig> (*)();
std::unique_ptr<MeterRig> makeFakeRig();

}  // namespace wattill::testing
