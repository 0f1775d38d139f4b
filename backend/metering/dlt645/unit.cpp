#include "metering/dlt645/unit.hpp"

#include "metering/dlt645/refusal.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kAnyOrder = std::uint64_t{1} << 32U;
constexpr std::chrono::seconds kLatestAnswer = 10s;
constexpr int kMostFollowing = 255;

}  // namespace

Unit::Unit(Address address, std::vector<Value> known, LinkTimes times, Link& link)
    : m_address(address),
      m_known(std::move(known)),
      m_times(times),
      m_link(link),
      m_missing(link.missing(address)) {}

Result<Bytes> Unit::read(const Value& value, int retries) {
    auto data = readOnce(value);
    for (int retry = 0; retry < retries; ++retry) {
        // Without a line, after a refusal, or from another model, asking again tells nothing new.
        if (data || !data.error().outcomeUnknown() || data.error().retry == Retry::Never) break;
        data = readOnce(value);
    }
    return data;
}

Result<Bytes> Unit::readOnce(const Value& value) {
    forgetOld();
    if (m_missing.contains(value.identifier)) {
        m_link.giveWay(m_address);
        const auto inStep = proveInStep();
        if (!inStep) return inStep.error();
    }
    m_link.giveWay(m_address);
    const auto answer = askFor(value, std::nullopt);
    if (!answer) return answer.error();
    Bytes data(answer->data.begin() + 4, answer->data.end());
    if (answer->moreFollows()) {
        auto all = readFollowing(value, std::move(data));
        if (!all) return all.error();
        data = std::move(all).value();
    }
    if (data.size() == value.bytes) return data;
    return Error{ErrorCode::BadReply,
                 Retry::Never,
                 fmt::format("meter {} shows {} bytes under {:08X}, where its profile expects {}; "
                             "check which model stands at this address and give it the right "
                             "profile",
                             m_address.text(), data.size(), value.identifier, value.bytes),
                 {}};
}

/// 12H asks for the next frame by number, from 1; the answer repeats the number behind its data.
/// Nobody comes between: whether a meter still knows what it was asked then is not said anywhere.
Result<Bytes> Unit::readFollowing(const Value& value, Bytes data) {
    for (int sequence = 1; sequence <= kMostFollowing; ++sequence) {
        const auto number = static_cast<std::uint8_t>(sequence);
        const auto answer = askFor(value, number);
        if (!answer) return answer.error();
        if (answer->data.size() < 5 || answer->data.back() != number) {
            m_missing.insert_or_assign(value.identifier, m_link.now());
            return Error{ErrorCode::BadReply, Retry::Later,
                         fmt::format("meter {} sent the frames of {:08X} out of order",
                                     m_address.text(), value.identifier),
                         fmt::format("wanted={}", sequence)};
        }
        data.insert(data.end(), answer->data.begin() + 4, answer->data.end() - 1);
        if (!answer->moreFollows() || data.size() > value.bytes) break;
    }
    return data;
}

Result<Message> Unit::askFor(const Value& value, std::optional<std::uint8_t> sequence) {
    const Bytes identifier = identifierBytes(value.identifier);
    Message request{m_address, sequence ? function::kReadNext : function::kRead, identifier};
    if (sequence) request.data.push_back(*sequence);
    const auto answer = m_link.exchange(exchangeOf(std::move(request), identifier, m_times.read));
    if (!answer) {
        m_missing.insert_or_assign(value.identifier, m_link.now());
        return answer.error();
    }
    if (!answer->isAbnormal()) {
        m_missing.clear();
        return *answer;
    }
    if (m_missing.empty()) return refused(*answer);
    m_missing.insert_or_assign(value.identifier, m_link.now());
    return Error{
        ErrorCode::BadReply, Retry::Later,
        fmt::format("meter {} refused something, maybe an earlier question", m_address.text()),
        refusalOf(*answer).text};
}

Result<std::string> Unit::carryOut(const Order& order, Duration timeout) {
    forgetOld();
    if (!m_missing.empty()) {
        const auto inStep = proveInStep();
        if (!inStep) {
            return Error{ErrorCode::Unreachable, Retry::Later,
                         "nothing was sent: " + inStep.error().message, inStep.error().context};
        }
    }
    Exchange exchange = exchangeOf({m_address, order.function, order.data}, order.leading, timeout);
    exchange.writes = true;
    if (!order.answered) {
        const auto told = m_link.tell(exchange);
        return told ? Result<std::string>("sent; no answer comes to it") : told.error();
    }
    const auto answer = m_link.exchange(exchange);
    if (!answer) {
        if (answer.error().outcomeUnknown()) m_missing.insert_or_assign(kAnyOrder, m_link.now());
        return answer.error();
    }
    if (answer->isAbnormal()) {
        const Refusal refusal = refusalOf(*answer);
        return refusal.repeated ? Result<std::string>(refusal.text) : refused(*answer);
    }
    if (answer->data.empty()) return std::string("taken");
    return fmt::format("taken ({:02X})", fmt::join(answer->data, " "));
}

Result<void> Unit::proveInStep() {
    const Value* value = harmless();
    if (value == nullptr) return {};
    const auto answer = askFor(*value, std::nullopt);
    // A refusal is no proof: it does not say of what. A value is, whatever its length.
    return answer ? Result<void>() : answer.error();
}

/// One whose late answer cannot be under way; else the one that is missing longest.
const Value* Unit::harmless() const {
    const Value* oldest = nullptr;
    for (const Value& each : m_known) {
        const auto missing = m_missing.find(each.identifier);
        if (missing == m_missing.end()) return &each;
        if (oldest == nullptr || missing->second < m_missing.at(oldest->identifier)) {
            oldest = &each;
        }
    }
    return oldest;
}

void Unit::forgetOld() {
    const SteadyTime latest = m_link.now() - kLatestAnswer;
    std::erase_if(m_missing, [&](const auto& each) { return each.second < latest; });
}

Error Unit::refused(const Message& answer) const {
    return {ErrorCode::Refused,
            Retry::Never,
            fmt::format("meter {} refused: {}", m_address.text(), refusalOf(answer).text),
            {}};
}

Exchange Unit::exchangeOf(Message request, Bytes leading, Duration timeout) {
    Exchange exchange;
    exchange.request = std::move(request);
    exchange.leading = std::move(leading);
    exchange.timeout = timeout;
    exchange.lateAnswer = m_times.lateAnswer;
    exchange.preambles = static_cast<std::size_t>(m_times.leadingFe);
    exchange.tally = &m_tally;
    exchange.frames = m_frames;
    return exchange;
}

}  // namespace wattill::metering::dlt645
