#include "metering/profile_parser.hpp"

#include "metering/decimal.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t power;  ///< of ten, to the unit that the program counts in
};
constexpr std::array kUnits = {
    Unit{"kWh", 1000}, Unit{"yuan", 1'000'000}, Unit{"V", 10},    Unit{"A", 100},
    Unit{"kW", 1000},  Unit{"kvar", 1000},      Unit{"pf", 1000}, Unit{"", 1},
};

/// What the program knows to do with a point of the live block. A point of another name would be
/// read and dropped without a word, so it is refused.
struct LivePoint {
    std::string_view id;
    std::string_view unit;
    bool isBit;
    bool required;
};
constexpr std::array kLivePoints = {
    LivePoint{"modelCode", "", false, true},
    LivePoint{"energy.total", "kWh", false, true},
    LivePoint{"energy.sharp", "kWh", false, true},
    LivePoint{"energy.peak", "kWh", false, true},
    LivePoint{"energy.flat", "kWh", false, true},
    LivePoint{"energy.valley", "kWh", false, true},
    LivePoint{"energy.base", "kWh", false, false},
    LivePoint{"balance", "yuan", false, true},
    LivePoint{"purchaseCount", "", false, true},
    LivePoint{"voltage.l1", "V", false, false},
    LivePoint{"voltage.l2", "V", false, false},
    LivePoint{"voltage.l3", "V", false, false},
    LivePoint{"current.l1", "A", false, false},
    LivePoint{"current.l2", "A", false, false},
    LivePoint{"current.l3", "A", false, false},
    LivePoint{"power.l1", "kW", false, false},
    LivePoint{"power.l2", "kW", false, false},
    LivePoint{"power.l3", "kW", false, false},
    LivePoint{"power.total", "kW", false, false},
    LivePoint{"reactive.l1", "kvar", false, false},
    LivePoint{"reactive.l2", "kvar", false, false},
    LivePoint{"reactive.l3", "kvar", false, false},
    LivePoint{"reactive.total", "kvar", false, false},
    LivePoint{"factor.l1", "pf", false, false},
    LivePoint{"factor.l2", "pf", false, false},
    LivePoint{"factor.l3", "pf", false, false},
    LivePoint{"factor.total", "pf", false, false},
    LivePoint{"ratio.voltage", "", false, false},
    LivePoint{"ratio.current", "", false, false},
    LivePoint{"load.trips", "", false, false},
    LivePoint{"load.tripsAllowed", "", false, false},
    LivePoint{"relay.l1", "", true, true},
    LivePoint{"relay.l2", "", true, false},
    LivePoint{"relay.l3", "", true, false},
    LivePoint{"force.on", "", true, true},
    LivePoint{"force.l1", "", true, true},
    LivePoint{"force.l2", "", true, false},
    LivePoint{"force.l3", "", true, false},
    LivePoint{"status.fault", "", true, true},
    LivePoint{"status.overload", "", true, true},
    LivePoint{"status.arrears", "", true, true},
    LivePoint{"status.alarm1", "", true, true},
    LivePoint{"status.alarm2", "", true, true},
    LivePoint{"load.on", "", true, false},
    LivePoint{"prepaid.on", "", true, false},
    LivePoint{"time.on", "", true, false},
    LivePoint{"clock.year", "", false, false},
    LivePoint{"clock.month", "", false, false},
    LivePoint{"clock.day", "", false, false},
    LivePoint{"clock.weekday", "", false, false},
    LivePoint{"clock.hour", "", false, false},
    LivePoint{"clock.minute", "", false, false},
    LivePoint{"clock.second", "", false, false},
};

const LivePoint* livePoint(std::string_view id) {
    const auto* found = std::find_if(kLivePoints.begin(), kLivePoints.end(),
                                     [&](const LivePoint& each) { return each.id == id; });
    return found == kLivePoints.end() ? nullptr : found;
}

/// The value named by `text` in a table of names, or a complaint that lists them.
template <class Value, std::size_t N>
Value oneOf(JsonReader& reader, const std::string& key,
            const std::array<std::pair<std::string_view, Value>, N>& table) {
    const std::string text = reader.text(key);
    std::string names;
    for (const auto& [name, value] : table) {
        if (name == text) return value;
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    reader.fail(key, fmt::format("must be one of: {}", names));
    return table[0].second;
}

constexpr std::array<std::pair<std::string_view, Parity>, 3> kParities = {
    {{"N", Parity::None}, {"O", Parity::Odd}, {"E", Parity::Even}}};
constexpr std::array<std::pair<std::string_view, ValueType>, 6> kTypes = {
    {{"u8", ValueType::U8},
     {"u16", ValueType::U16},
     {"s16", ValueType::S16},
     {"u32", ValueType::U32},
     {"s32", ValueType::S32},
     {"bit", ValueType::Bit}}};
constexpr std::array<std::pair<std::string_view, Confidence>, 6> kConfidences = {
    {{"unknown", Confidence::Unknown},
     {"inferred", Confidence::Inferred},
     {"single-source", Confidence::SingleSource},
     {"confirmed", Confidence::Confirmed},
     {"confirmed-twice", Confidence::ConfirmedTwice},
     {"site-confirmed", Confidence::SiteConfirmed}}};
constexpr std::array<std::pair<std::string_view, Field::Value>, 3> kFieldValues = {
    {{"amount", Field::Value::Amount},
     {"purchaseCount", Field::Value::PurchaseCount},
     {"constant", Field::Value::Constant}}};

}  // namespace

Result<Profile> ProfileParser::parse(std::string_view text) {
    const auto document = parseStrict(text);
    if (!document) return invalidInput(m_trouble.file + ": " + document.error().message);
    JsonReader root(m_trouble, *document, "");
    parseHead(root);
    parseLink(root.object("link"));
    for (JsonReader& each : root.objects("blocks"))
        parseBlock(each);
    for (JsonReader& each : root.objects("points"))
        parsePoint(each);
    for (JsonReader& each : root.objects("commands"))
        parseCommand(each);
    parseSemantics(root.object("semantics"));
    root.finish();
    if (!m_trouble.first) checkComplete();
    if (m_trouble.first) return *m_trouble.first;
    return std::move(m_profile);
}

void ProfileParser::parseHead(JsonReader& root) {
    m_profile.m_id = root.text("id");
    if (m_profile.m_id.empty()) root.fail("id", "must not be empty");
    m_profile.m_version = static_cast<int>(root.integer("version", 1, 1'000'000));
    m_profile.m_title = root.text("title");
    if (root.text("protocol") != "modbus") root.fail("protocol", "must be \"modbus\"");
    m_profile.m_phases = static_cast<int>(root.integer("phases", 1, 3));
    if (root.has("notes")) static_cast<void>(root.texts("notes"));
}

void ProfileParser::parseLink(JsonReader link) {
    m_profile.m_baud = static_cast<int>(link.integer("baud", 1200, 115'200));
    m_profile.m_parity = oneOf(link, "parity", kParities);
    m_profile.m_stopBits = static_cast<int>(link.integer("stopBits", 1, 2));
    LinkTimes& times = m_profile.m_times;
    JsonReader timeouts = link.object("timeoutMs");
    times.read = Duration(timeouts.integer("read", 20, 10'000));
    times.write = Duration(timeouts.integer("write", 20, 30'000));
    times.sell = Duration(timeouts.integer("sell", 20, 30'000));
    timeouts.finish();
    times.lateAnswer = Duration(link.integer("lateAnswerMs", 20, 10'000));
    // Only reads: a write that got no answer may have been done, and money must not go twice.
    JsonReader retries = link.object("retries");
    times.readRetries = static_cast<int>(retries.integer("read", 0, 5));
    retries.finish();
    link.finish();
}

void ProfileParser::parseBlock(JsonReader reader) {
    Block block;
    block.id = reader.text("id");
    block.function = static_cast<int>(reader.integer("function", 3, 4));
    block.start = reader.registerNumber("start");
    block.count = static_cast<int>(reader.integer("count", 1, 125));
    if (block.start + block.count > 0x10000) reader.fail("count", "goes beyond register 0xFFFF");
    reader.finish();
    m_taken[block.id].resize(static_cast<std::size_t>(block.bytes()) * 8);
    if (!m_profile.m_blocks.emplace(block.id, block).second) {
        reader.fail("id",
                    fmt::format("block \"{}\" is there already; give it another id", block.id));
    }
}

void ProfileParser::parsePoint(JsonReader reader) {
    Point point;
    point.id = reader.text("id");
    point.block = reader.text("block");
    point.byte = static_cast<int>(reader.integer("byte", 0, 249));
    point.type = valueType(reader);
    point.confidence = confidence(reader);
    point.source = reader.text("source");
    if (point.type == ValueType::Bit) {
        parseBit(reader, point);
    } else {
        parseNumber(reader, point);
    }
    const LivePoint* known = livePoint(point.id);
    if (point.block == kLiveBlock && known == nullptr) {
        reader.fail("id", fmt::format("\"{}\" is no point of a live block; correct it", point.id));
    }
    if (point.block != kLiveBlock && !point.id.starts_with(point.block + ".")) {
        reader.fail("id", fmt::format("must begin with \"{}.\", its block", point.block));
    }
    if (point.block == kLiveBlock && known != nullptr) {
        const bool isBit = point.type == ValueType::Bit;
        if (isBit != known->isBit) {
            reader.fail("type", known->isBit ? "must be \"bit\" for this point"
                                             : "must be a number for this point");
        }
        if (!isBit && reader.text("unit", "") != known->unit) {
            reader.fail("unit", fmt::format("must be \"{}\" for this point", known->unit));
        }
    }
    reader.finish();
    claimBits(reader, point);
    if (!m_profile.m_points.emplace(point.id, point).second) {
        reader.fail("id", fmt::format("point \"{}\" is there already; remove one", point.id));
    }
}

void ProfileParser::parseBit(JsonReader& reader, Point& point) {
    point.bit = static_cast<int>(reader.integer("bit", 0, 7));
    if (reader.text("trueMeans").empty()) reader.fail("trueMeans", "must say what a 1 means");
}

void ProfileParser::parseNumber(JsonReader& reader, Point& point) {
    const std::string unit = reader.text("unit", "");
    const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                     [&](const Unit& each) { return each.name == unit; });
    if (found == kUnits.end()) {
        reader.fail("unit", "must be one of: kWh, yuan, V, A, kW, kvar, pf, or left out");
        return;
    }
    const auto factor = exactScale(reader.text("scale", "1"), found->power);
    if (!factor) {
        reader.fail("scale",
                    "must be an exact decimal in quotes, like \"0.01\", that gives whole "
                    "Wh, micro-yuan, 0.1 V, 0.01 A or W");
        return;
    }
    if (unit.empty() && *factor != 1) reader.fail("scale", "needs a unit");
    point.factor = *factor;
    if (reader.has("expect")) point.expect = reader.integer("expect", 0, 0xFFFFFFFF);
}

void ProfileParser::claimBits(JsonReader& reader, const Point& point) {
    const auto block = m_taken.find(point.block);
    if (block == m_taken.end()) {
        reader.fail("block",
                    fmt::format("there is no block \"{}\"; add it to blocks", point.block));
        return;
    }
    const bool isBit = point.type == ValueType::Bit;
    const auto first = static_cast<std::size_t>(point.byte * 8 + (isBit ? point.bit : 0));
    const std::size_t count = isBit ? 1 : static_cast<std::size_t>(byteCount(point.type)) * 8;
    if (first + count > block->second.size()) {
        reader.fail("byte", fmt::format("ends outside block \"{}\" of {} bytes", point.block,
                                        block->second.size() / 8));
        return;
    }
    for (std::size_t i = first; i < first + count; ++i) {
        std::string& owner = block->second[i];
        if (!owner.empty()) {
            reader.fail("byte", fmt::format("lies over point \"{}\"; correct one of them", owner));
            return;
        }
        owner = point.id;
    }
}

void ProfileParser::parseCommand(JsonReader reader) {
    Command command;
    command.name = reader.text("name");
    const std::array kNames = {"trip", "keepOn", "toPrepaid", "sell"};
    if (std::find(kNames.begin(), kNames.end(), command.name) == kNames.end()) {
        reader.fail("name", "must be one of: trip, keepOn, toPrepaid, sell");
    }
    command.function = static_cast<int>(reader.integer("function", 16, 32));
    if (command.function != 16 && command.function != 32) {
        reader.fail("function", "must be 16 (10H) or 32 (20H)");
    }
    command.address = reader.registerNumber("address");
    for (JsonReader& each : reader.objects("fields"))
        command.fields.push_back(parseField(each));
    int bytes = 0;
    for (const Field& each : command.fields)
        bytes += byteCount(each.type);
    if (bytes == 0 || bytes % 2 != 0 || bytes > 246) {
        reader.fail("fields", "must fill 1 to 123 whole registers");
    }
    checkFields(reader, command);
    // The answer to 10H is fixed by the Modbus specification; that to 20H is the maker's.
    command.answerBytes = static_cast<int>(reader.integer("answerBytes", 5, 256));
    if (command.function == 16 && command.answerBytes != 8) {
        reader.fail("answerBytes", "must be 8 for function 16");
    }
    command.settle = Duration(reader.integer("settleMs", 0, 10'000));
    parseVerify(reader, command);
    command.confidence = confidence(reader);
    command.source = reader.text("source");
    reader.finish();
    if (!m_profile.m_commands.emplace(command.name, command).second) {
        reader.fail("name", fmt::format("command \"{}\" is there already", command.name));
    }
}

void ProfileParser::checkFields(JsonReader& reader, const Command& command) {
    const auto count = [&](Field::Value value) {
        return std::count_if(command.fields.begin(), command.fields.end(),
                             [&](const Field& each) { return each.value == value; });
    };
    const auto wanted = command.name == "sell" ? 1 : 0;
    if (count(Field::Value::Amount) != wanted || count(Field::Value::PurchaseCount) != wanted) {
        reader.fail("fields", wanted == 1 ? "must hold one amount and one purchaseCount"
                                          : "must hold constants only");
    }
}

Field ProfileParser::parseField(JsonReader reader) {
    Field field;
    field.value = oneOf(reader, "value", kFieldValues);
    field.type = valueType(reader);
    if (field.type == ValueType::Bit) reader.fail("type", "must be a number");
    if (field.value == Field::Value::Amount) {
        const auto step = exactScale(reader.text("scale"), 1'000'000);
        if (!step) reader.fail("scale", "must be the yuan of one step, like \"0.01\"");
        field.unitMicroYuan = step.value_or(1);
    }
    if (field.value == Field::Value::Constant) {
        const std::int64_t most = (std::int64_t{1} << (8 * byteCount(field.type))) - 1;
        field.constant = reader.integer("constant", 0, most);
    }
    reader.finish();
    return field;
}

void ProfileParser::parseVerify(JsonReader& reader, Command& command) {
    for (const auto& [id, wanted] : reader.flags("verify")) {
        const Point* point = m_profile.point(id);
        if (point == nullptr || point->block != kLiveBlock || point->type != ValueType::Bit) {
            reader.fail("verify/" + id, "must name a bit point of the live block");
        }
        command.verify.push_back({id, wanted});
    }
    if (command.verify.empty() && command.name != "sell") {
        reader.fail("verify", "must say which bits show that the command was taken");
    }
}

void ProfileParser::parseSemantics(JsonReader reader) {
    if (reader.text("balanceUnit") != "money") {
        reader.fail("balanceUnit", "must be \"money\": set the meter to count money");
    }
    if (reader.text("countRule") != "plusOne") {
        reader.fail("countRule", "must be \"plusOne\": a sale is told from its repetition by it");
    }
    m_profile.m_semantics.countBits = static_cast<int>(reader.integer("countBits", 8, 32));
    for (const char* key : {"repeatMeans", "refund", "stepTariff", "balanceSign"}) {
        if (reader.text(key).empty()) reader.fail(key, "must not be empty; \"unknown\" is allowed");
    }
    reader.finish();
}

void ProfileParser::checkComplete() {
    if (!m_profile.m_blocks.contains(kLiveBlock)) {
        m_trouble.add("/blocks", "needs a block \"live\"");
        return;
    }
    for (const LivePoint& each : kLivePoints) {
        const Point* point = m_profile.point(each.id);
        if (each.required && (point == nullptr || point->block != kLiveBlock)) {
            m_trouble.add("/points", fmt::format("\"{}\" is missing from the live block", each.id));
        }
    }
}

Confidence ProfileParser::confidence(JsonReader& reader) {
    return oneOf(reader, "confidence", kConfidences);
}

ValueType ProfileParser::valueType(JsonReader& reader) {
    return oneOf(reader, "type", kTypes);
}

}  // namespace wattill::metering
