#include "order/name_table.hpp"
#include "order/ticket_rules.hpp"

namespace wattill::order {

namespace {
constexpr std::array<Named<TicketState>, 8> kStates{{
    {TicketState::Waiting, "waiting"},
    {TicketState::UnderWay, "under-way"},
    {TicketState::Done, "done"},
    {TicketState::Refused, "refused"},
    {TicketState::Partial, "partial"},
    {TicketState::Unknown, "unknown"},
    {TicketState::Failed, "failed"},
    {TicketState::Cancelled, "cancelled"},
}};
constexpr std::array<Named<TicketCall>, 2> kCalls{{
    {TicketCall::Look, "look"},
    {TicketCall::Send, "send"},
}};
constexpr std::array<Named<Verdict>, 2> kVerdicts{{
    {Verdict::Done, "done"},
    {Verdict::NotDone, "not-done"},
}};
}  // namespace

std::string_view name(TicketState state) {
    return nameIn(kStates, state);
}
std::optional<TicketState> ticketStateFrom(std::string_view name) {
    return valueIn(kStates, name);
}
std::string_view name(TicketCall call) {
    return nameIn(kCalls, call);
}
std::optional<TicketCall> ticketCallFrom(std::string_view name) {
    return valueIn(kCalls, name);
}
std::string_view name(Verdict verdict) {
    return nameIn(kVerdicts, verdict);
}
std::optional<Verdict> verdictFrom(std::string_view name) {
    return valueIn(kVerdicts, name);
}

bool isFinished(TicketState state) {
    return state != TicketState::Waiting && state != TicketState::UnderWay &&
           state != TicketState::Unknown;
}

bool touchesBalance(const metering::MeterCommand& command) {
    return std::holds_alternative<metering::OpenAccount>(command) ||
           std::holds_alternative<metering::CloseAccount>(command) ||
           std::holds_alternative<metering::TakeCredit>(command);
}

}  // namespace wattill::order
