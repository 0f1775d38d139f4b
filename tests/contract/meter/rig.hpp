#pragma once

#include "metering/meter.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

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

/// What commands have set, as the meter itself says.
struct MeterSettings {
    std::vector<std::string> prices;  ///< those that hold now: "1.2345", sharp to valley
    std::string alarm1;               ///< "30.00"
    std::string alarm2;
    std::string overdraft;
    std::int64_t overloadWatt = 0;
    std::int64_t clockAheadMs = 0;
    bool opened = false;
};

/// What goes wrong with one write.
enum class WriteFault {
    None,
    Refuse,      ///< nothing is done, the meter says no
    Deny,        ///< done, and it says no
    Partial,     ///< half done, and it says no
    LoseBefore,  ///< the request is lost
    LoseAfter,   ///< done, the answer is lost
};
/// "lose-before"
[[nodiscard]] std::string name(WriteFault fault);

/// A meter under test that takes more than the relay's commands.
class CommandRig : public MeterRig {
  public:
    [[nodiscard]] virtual MeterSettings settings() = 0;
    /// Of the next writes, in this order, one each.
    virtual void strikeWrites(const std::vector<WriteFault>& faults) = 0;
    virtual void setClockAhead(std::chrono::seconds ahead) = 0;
    /// What the meter has heard so far: it does not change where nothing is sent.
    [[nodiscard]] virtual std::int64_t heard() = 0;
};

using CommandRigFactory = std::unique_ptr<CommandRig> (*)();
using RigFactory = std::unique_ptr<MeterRig> (*)();
std::unique_ptr<MeterRig> makeFakeRig();

}  // namespace wattill::testing
