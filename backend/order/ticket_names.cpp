#include "order/ticket_rules.hpp"

#include <array>
#include <utility>

namespace wattill::order {

namespace {
constexpr std::array<std::pair<TicketState, std::string_view>, 8> kStates{{
    {TicketState::Waiting, "waiting"},
    {TicketState::UnderWay, "under-way"},
    {TicketState::Done, "done"},
    {TicketState::Refused, "refused"},
    {TicketState::Partial, "partial"},
    {TicketState::Unknown, "unknown"},
    {TicketState::Failed, "failed"},
    {TicketState::Cancelled, "cancelled"},
}};
constexpr std::array<std::pair<TicketCall, std::string_view>, 2> kCalls{{
    {TicketCall::Look, "look"},
    {TicketCall::Send, "send"},
}};
constexpr std::array<std::pair<Verdict, std::string_view>, 2> kVerdicts{{
    {Verdict::Done, "done"},
    {Verdict::NotDone, "not-done"},
}};

template <class Table, class Value>
std::string_view nameIn(const Table& table, Value value) {
    for (const auto& [each, text] : table) {
        if (each == value) return text;
    }
    assertionFailed("value in table", "an enumerator without a name", __FILE__, __LINE__);
}

template <class Value, std::size_t size>
std::optional<Value> valueIn(const std::array<std::pair<Value, std::string_view>, size>& table,
                             std::string_view name) {
    for (const auto& [value, text] : table) {
        if (text == name) return value;
    }
    return std::nullopt;
}
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
