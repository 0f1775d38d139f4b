#include "metering/dlt645/read_address.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr int kTries = 3;

/// What to do about it, in place of the name of a meter that nobody knows yet.
Error explained(Error error) {
    if (error.code == ErrorCode::Timeout) {
        error.message =
            "nobody on the line answers; try another baud rate or parity, and check "
            "that A and B are not swapped";
    }
    if (error.code == ErrorCode::BadReply) {
        error.message =
            "what comes over the line is no whole answer; leave only one meter on it, "
            "or try another baud rate or parity";
    }
    return error;
}

}  // namespace

Result<std::int64_t> readAddress(const BusConfig& config, const Clock& clock, Log& log,
                                 FrameTrace trace) {
    auto line = makeLine(config);
    if (!line) return line.error();
    Link link(config, std::move(line).value(), clock, log);
    link.trace(std::move(trace));
    return readAddress(link);
}

Result<std::int64_t> readAddress(Link& link) {
    Exchange question;
    question.request = {Address::wildcard(), function::kReadAddress, {}};
    auto answer = link.exchange(question);
    for (int tries = 1; tries < kTries && !answer; ++tries) {
        if (!answer.error().outcomeUnknown()) break;
        answer = link.exchange(question);
    }
    if (!answer) return explained(answer.error());
    const auto number = answer->address.number();
    const bool same =
        answer->data.size() == Address::kBytes &&
        std::equal(answer->data.begin(), answer->data.end(), answer->address.wire().begin());
    if (same && number) return *number;
    return Error{ErrorCode::BadReply,
                 Retry::Later,
                 fmt::format("the answer comes from {} but names another address; read the meter's "
                             "plate",
                             answer->address.text()),
                 {}};
}

}  // namespace wattill::metering::dlt645
