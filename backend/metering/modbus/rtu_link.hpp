#pragma once

#include "metering/modbus/answer_framer.hpp"
#include "metering/modbus/link.hpp"

namespace wattill::metering::modbus {

/// Modbus RTU over a serial port, or over TCP through a transparent serial server. Keeps the
/// silence of 3.5 characters from the end of the last frame itself, and comes back into step after
/// an error: 20 ms of silence after a bad answer (over TCP: longer), longer than the slowest late
/// answer after a missing one.
class RtuLink final : public Link {
  public:
    RtuLink(BusConfig config, LineOpener opener, const Clock& clock, Log& log);

    Result<Bytes> exchange(const Exchange& exchange) override;
    Result<void> open() override;

  private:
    using Nanoseconds = std::chrono::nanoseconds;

    Result<void> becomeReady();
    Result<void> settle();
    Result<void> drain(Nanoseconds silence);
    Result<Bytes> answerTo(const Exchange& exchange, AnswerFramer& framer);
    Result<AnswerFramer::State> collect(const Exchange& exchange, AnswerFramer& framer);
    Result<Bytes> conclude(const Exchange& exchange, const AnswerFramer& framer,
                           AnswerFramer::State state);
    [[nodiscard]] Nanoseconds silence() const;
    [[nodiscard]] Nanoseconds silenceAfterError();

    SteadyTime m_lastActivity{};
    SteadyTime m_requestEnd{};  ///< when the last character of the request was through the wire
    Nanoseconds m_quiet{0};     ///< to be kept from m_lastActivity on before the next request
};

}  // namespace wattill::metering::modbus
