#pragma once

#include "metering/dlt645/link.hpp"
#include "metering/semantics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wattill::metering::dlt645 {

/// What a meter shows under one data identifier.
struct Value {
    std::uint32_t identifier = 0;
    std::size_t bytes = 0;  ///< without the identifier
};

/// A request that changes something on the meter.
struct Order {
    std::uint8_t function = 0;
    Bytes data;
    Bytes leading;  ///< what the data of the answer begin with, where the model repeats something
    bool answered = true;  ///< else nothing comes, and whether it was taken shows only afterwards
};

/// One address on a line, in the words of the protocol. Link must outlive it.
///
/// Most answers name what they answer. Those that do not (to 14H, 1CH, and every refusal) could be
/// late ones to something earlier, and so could the value of an earlier read of the same
/// identifier. So after a missing answer the meter is *out of step*: before an order, or the same
/// identifier again, it is asked for another value. Meters answer in order: what came before that
/// answer has come, or never will. Nothing comes later than ten seconds.
class Unit {
  public:
    /// `known` are values it may be asked for, to come back into step.
    Unit(Address address, std::vector<Value> known, LinkTimes times, Link& link);

    /// The value's bytes, of all its frames where it needs several (12H); asked for again up to
    /// `retries` times. BadReply also when it is not as long as expected: another model.
    Result<Bytes> read(const Value& value, int retries);
    /// Once. What it answered, for people; a sale that it says was done already is taken, too.
    /// Unreachable: it was out of step and stayed silent, so nothing was sent.
    Result<std::string> carryOut(const Order& order, Duration timeout);
    void recordInto(FrameLog* frames) { m_frames = frames; }
    [[nodiscard]] MeterHealth health(const MeterId& meter) const { return m_tally.health(meter); }

  private:
    Result<Bytes> readOnce(const Value& value);
    Result<Bytes> readFollowing(const Value& value, Bytes data);
    Result<Message> askFor(const Value& value, std::optional<std::uint8_t> sequence);
    Result<void> proveInStep();
    [[nodiscard]] const Value* harmless() const;
    void forgetOld();
    [[nodiscard]] Error refused(const Message& answer) const;
    Exchange exchangeOf(Message request, Bytes leading, Duration timeout);

    Address m_address;
    std::vector<Value> m_known;
    LinkTimes m_times;
    Link& m_link;
    AnswerTally m_tally;
    FrameLog* m_frames = nullptr;
    /// Orders are under a number that no identifier has.
    MissingAnswers& m_missing;
};

}  // namespace wattill::metering::dlt645
