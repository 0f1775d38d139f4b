#include "metering/modbus/link.hpp"

#include <fmt/format.h>

namespace wattill::metering::modbus {
namespace {

// Modbus application protocol 1.1b3, 7.
constexpr std::uint8_t kNoPath = 0x0A;
constexpr std::uint8_t kTargetSilent = 0x0B;

}  // namespace

Error Link::lost(const Exchange& exchange, const Error& error) {
    if (!exchange.writes) return error;
    return {ErrorCode::Timeout,
            Retry::Later,
            "the line was lost after the command had been sent: " + error.message,
            {}};
}

Error Link::silent(const Exchange& exchange) {
    if (m_wire.line().stalled()) {
        const std::string port = config().port;
        m_wire.abandon();
        return lost(exchange, {ErrorCode::Unreachable,
                               Retry::Later,
                               fmt::format("the connection to {} carries nothing any more: it does "
                                           "not even take what is sent; check the network and the "
                                           "serial server, not the meters",
                                           port),
                               {}});
    }
    return {ErrorCode::Timeout,
            Retry::Later,
            fmt::format("meter at address {} did not answer within {} ms", exchange.address,
                        exchange.timeout.count()),
            {}};
}

bool saysSilent(std::span<const std::uint8_t> answer) {
    return answer.size() == 2 && (answer[0] & kExceptionBit) != 0 &&
           (answer[1] == kNoPath || answer[1] == kTargetSilent);
}

AnswerKind kindOf(std::span<const std::uint8_t> answer) {
    if (saysSilent(answer)) return AnswerKind::Silent;
    return (answer[0] & kExceptionBit) != 0 ? AnswerKind::Refused : AnswerKind::Good;
}

}  // namespace wattill::metering::modbus
