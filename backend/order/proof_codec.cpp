#include "metering/json_reader.hpp"
#include "order/command_codec.hpp"

#include <array>

namespace wattill::order {

namespace {
using metering::CommandProof;
using metering::JsonReader;
using nlohmann::json;

constexpr std::array kOutcomes{CommandProof::Outcome::Done, CommandProof::Outcome::Partial,
                               CommandProof::Outcome::NotDone};

std::optional<int> nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

std::optional<std::vector<std::uint8_t>> bytesIn(const std::string& hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto high = nibble(hex[i]);
        const auto low = nibble(hex[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(*high * 16 + *low));
    }
    return bytes;
}
}  // namespace

std::string hexText(const std::vector<std::uint8_t>& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0FU];
    }
    return text;
}

std::string proofText(const CommandProof& proof) {
    json points = json::array();
    for (const metering::PointProof& point : proof.points) {
        points.push_back({{"point", point.point},
                          {"before", point.before},
                          {"wanted", point.wanted},
                          {"after", point.after},
                          {"right", point.right}});
    }
    json frames = json::array();
    for (const metering::CommandFrame& frame : proof.frames) {
        frames.push_back({{"toMeter", frame.toMeter}, {"hex", hexText(frame.bytes)}});
    }
    const json to{{"outcome", name(proof.outcome)},
                  {"answer", proof.answer},
                  {"points", points},
                  {"frames", frames}};
    // A meter's answer may hold any byte.
    return to.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<CommandProof> proofFrom(std::string_view text) {
    const auto node = parseStrict(text);
    if (!node) return node.error();
    metering::ReadTrouble trouble{"proof", std::nullopt};
    JsonReader from(trouble, *node, "");
    CommandProof proof;
    const std::string outcome = from.text("outcome");
    bool known = false;
    for (const auto each : kOutcomes) {
        if (name(each) != outcome) continue;
        proof.outcome = each;
        known = true;
    }
    if (!known) from.fail("outcome", "must be done, partial or not-done");
    proof.answer = from.text("answer");
    for (JsonReader& point : from.objects("points")) {
        proof.points.push_back({point.text("point"), point.text("before"), point.text("wanted"),
                                point.text("after"), point.flag("right")});
        point.finish();
    }
    for (JsonReader& frame : from.objects("frames")) {
        const bool toMeter = frame.flag("toMeter");
        const auto bytes = bytesIn(frame.text("hex"));
        if (!bytes) frame.fail("hex", "must be bytes in hexadecimal");
        proof.frames.push_back({toMeter, bytes.value_or(std::vector<std::uint8_t>{})});
        frame.finish();
    }
    from.finish();
    if (trouble.first) return *trouble.first;
    return proof;
}

}  // namespace wattill::order
