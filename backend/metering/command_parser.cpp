#include "metering/command_parser.hpp"

#include "metering/decimal.hpp"
#include "metering/profile_keys.hpp"

#include <algorithm>
#include <array>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;

template <class Value>
using Name = std::pair<std::string_view, Value>;

constexpr std::array<Name<AnswerRule>, 3> kModbusAnswers = {
    {{"echo", AnswerRule::Echo}, {"length", AnswerRule::Length}, {"status", AnswerRule::Status}}};
constexpr std::array<Name<AnswerRule>, 2> kDlt645Answers = {
    {{"normal", AnswerRule::Normal}, {"none", AnswerRule::None}}};

/// Which values of its own a command must send, and which it may.
struct CommandRule {
    std::string_view name;
    std::vector<Kind> must;
    std::vector<Kind> may;
};

const std::vector<CommandRule>& rules() {
    static const std::vector<CommandRule> kRules = {
        {"sell", {Kind::Amount}, {Kind::PurchaseCount, Kind::OrderNumber}},
        {"trip", {}, {Kind::Expiry}},
        {"keep-on", {}, {Kind::Expiry}},
        {"to-prepaid", {}, {Kind::Expiry}},
        {"set-prices", {Kind::Price}, {Kind::From}},
        {"set-timetable", {Kind::Slots}, {Kind::Seasons, Kind::From}},
        {"set-alarms", {Kind::Alarm}, {}},
        {"set-overload", {Kind::Overload}, {}},
        {"set-clock", {Kind::Clock}, {}},
        {"open-account", {}, {}},
        {"close-account", {}, {}},
        {"take-credit",
         {},
         {Kind::Amount, Kind::PointLess, Kind::PurchaseCount, Kind::OrderNumber}},
    };
    return kRules;
}

bool belongsToAll(Kind kind) {
    return kind == Kind::Constant || kind == Kind::Point || kind == Kind::Secret;
}

bool holds(const std::vector<Kind>& kinds, Kind kind) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

int count(const Command& command, Kind kind, int index = -1) {
    int found = 0;
    for (const Write& write : command.writes) {
        for (const Field& field : write.fields) {
            const bool fits = index < 0 || field.source.index == index;
            if (field.source.kind == kind && fits) ++found;
        }
    }
    return found;
}

}  // namespace

void CommandParser::parse(JsonReader reader) {
    Command command;
    command.name = reader.text("name");
    for (JsonReader& each : reader.objects("writes"))
        command.writes.push_back(parseWrite(each));
    if (command.writes.empty()) reader.fail("writes", "must hold at least one write");
    command.settle = Duration(reader.integer("settleMs", 0, 30'000));
    if (reader.has("expireAfterS")) {
        command.expireAfter = std::chrono::seconds(reader.integer("expireAfterS", 10, 86'400));
    }
    command.watch = reader.texts("watch");
    for (JsonReader& each : reader.objects("verify"))
        command.verify.push_back(parseVerify(each));
    if (reader.has("mayChange")) command.mayChange = reader.texts("mayChange");
    command.confidence = oneOf(reader, "confidence", kConfidences);
    command.source = reader.text("source");
    checkSources(reader, command);
    checkProof(reader, command);
    reader.finish();
    if (!m_profile.m_commands.emplace(command.name, command).second) {
        reader.fail("name", fmt::format("command \"{}\" is there already", command.name));
    }
}

Write CommandParser::parseWrite(JsonReader reader) {
    Write write;
    if (m_profile.protocol() == ProfileProtocol::Modbus) {
        write.function = static_cast<int>(reader.integer("function", 16, 32));
        if (write.function != 16 && write.function != 32) {
            reader.fail("function", "must be 16 (10H) or 32 (20H)");
        }
        write.address = reader.registerNumber("address");
    } else {
        write.function = static_cast<int>(reader.integer("function", 3, 0x1C));
        const std::array kCodes = {0x03, 0x08, 0x14, 0x1C};
        if (std::find(kCodes.begin(), kCodes.end(), write.function) == kCodes.end()) {
            reader.fail("function", "must be 3 (03H), 8 (08H), 20 (14H) or 28 (1CH)");
        }
        const bool named = write.function == 0x03 || write.function == 0x14;
        if (named) write.identifier = reader.identifier("identifier");
    }
    parseFields(reader, write);
    parseAnswer(reader.object("answer"), write);
    write.mayBeRefused = reader.flag("mayBeRefused", false);
    if (write.function == 16 && write.answer != AnswerRule::Echo) {
        reader.fail("answer", "must be \"echo\" for function 16");
    }
    reader.finish();
    return write;
}

void CommandParser::parseFields(JsonReader& reader, Write& write) {
    for (JsonReader& each : reader.objects("fields"))
        parseField(each, write.fields);
    int bytes = 0;
    for (const Field& each : write.fields)
        bytes += each.coding.bytes;
    const bool modbus = m_profile.protocol() == ProfileProtocol::Modbus;
    if (bytes == 0 || bytes > (modbus ? 246 : 200)) {
        reader.fail("fields", "must fill 1 to 246 bytes (200 for DL/T 645)");
    }
    if (modbus && bytes % 2 != 0) reader.fail("fields", "must fill whole registers");
}

void CommandParser::parseAnswer(JsonReader reader, Write& write) {
    const bool modbus = m_profile.protocol() == ProfileProtocol::Modbus;
    write.answer =
        modbus ? oneOf(reader, "rule", kModbusAnswers) : oneOf(reader, "rule", kDlt645Answers);
    if (write.answer == AnswerRule::Length || write.answer == AnswerRule::Status) {
        // The answer to 10H is fixed by the Modbus specification; that to 20H is the maker's.
        write.answerBytes = static_cast<int>(reader.integer("bytes", 5, 256));
    }
    if (write.answer == AnswerRule::Status) {
        write.statusByte = static_cast<int>(reader.integer("byte", 2, write.answerBytes - 3));
        write.statusRefused = static_cast<int>(reader.integer("refused", 0, 255));
    }
    reader.finish();
}

void CommandParser::parseField(JsonReader reader, std::vector<Field>& fields) {
    Field field;
    const auto source = sourceFrom(reader.text("value"));
    if (!source) reader.fail("value", "is nothing that a command knows; correct it");
    field.source = source.value_or(Source{});
    checkSource(reader, "value", field.source);
    field.coding = readCoding(reader);
    const bool raw = field.coding.kind == Coding::Kind::Raw;
    const bool wantsRaw = field.source.kind == Kind::Slots || field.source.kind == Kind::Seasons ||
                          field.source.kind == Kind::Secret;
    if (field.coding.kind == Coding::Kind::Bit || raw != wantsRaw) {
        reader.fail("type", wantsRaw ? "must be raw and its bytes" : "must be a number");
    }
    if (field.source.kind == Kind::Constant) {
        const int digits = std::min(field.coding.bytes * 8, 62);
        field.source.constant = reader.integer("constant", 0, (std::int64_t{1} << digits) - 1);
    }
    const TimetableLayout* layout = m_profile.timetable();
    const int items = layout == nullptr                    ? 0
                      : field.source.kind == Kind::Slots   ? layout->slots
                      : field.source.kind == Kind::Seasons ? layout->seasons
                                                           : 0;
    if (items > 0 && field.coding.bytes != items * 3) {
        reader.fail("type", fmt::format("must be raw{} by the timetable", items * 3));
    }
    parseScale(reader, field);
    // Facts 1.6: each value behind a byte that says whether it is to be taken.
    if (reader.has("enable")) {
        Field enable;
        enable.coding = {Coding::Kind::Unsigned, 1, false};
        enable.source.constant = reader.flag("enable") ? 1 : 0;
        fields.push_back(enable);
    }
    reader.finish();
    fields.push_back(field);
}

void CommandParser::parseScale(JsonReader& reader, Field& field) {
    const Kind kind = field.source.kind;
    const bool money = kind == Kind::Amount || kind == Kind::Price || kind == Kind::Alarm;
    if (kind == Kind::PointLess) {
        const Point* point = m_profile.point(field.source.name);
        if (point != nullptr) field.factor = point->factor;
        return;
    }
    if (!money && kind != Kind::Overload) return;
    const auto step = parseDecimal(reader.text("scale"));
    const auto ratio = step ? ratioOf(*step, money ? 1'000'000 : 1000) : std::nullopt;
    if (!ratio || (money && ratio->divisor != 1)) {
        reader.fail("scale", "must be the yuan or kW of one step, like \"0.01\"");
        return;
    }
    field.factor = ratio->factor;
    field.divisor = ratio->divisor;
}

Source CommandParser::parseWanted(JsonReader& reader, const std::string& key) {
    if (!reader.isText(key)) {
        Source constant;
        constant.constant = reader.integer(key, 0, 0xFFFFFFFF);
        return constant;
    }
    const auto source = sourceFrom(reader.text(key));
    if (!source || source->kind == Kind::Secret || source->kind == Kind::Expiry) {
        reader.fail(key, "must be a number or a value of the command");
        return {};
    }
    checkSource(reader, key, *source);
    return *source;
}

Verify CommandParser::parseVerify(JsonReader reader) {
    Verify verify;
    if (reader.has("clockWithinS")) {
        verify.kind = Verify::Kind::ClockNear;
        verify.point = "clock";
        verify.source.constant = reader.integer("clockWithinS", 1, 60);
        reader.finish();
        return verify;
    }
    verify.point = reader.text("point");
    if (m_profile.point(verify.point) == nullptr) {
        reader.fail("point", fmt::format("there is no point \"{}\"; correct it", verify.point));
    }
    const std::array<Name<Verify::Kind>, 3> kKinds = {{{"equals", Verify::Kind::Equals},
                                                       {"risesBy", Verify::Kind::RisesBy},
                                                       {"fallsBy", Verify::Kind::FallsBy}}};
    int found = 0;
    for (const auto& [key, kind] : kKinds) {
        if (!reader.has(std::string(key))) continue;
        ++found;
        verify.kind = kind;
        verify.source = parseWanted(reader, std::string(key));
    }
    if (found != 1) reader.fail("point", "needs one of: equals, risesBy, fallsBy");
    reader.finish();
    return verify;
}

void CommandParser::checkSource(JsonReader& reader, const std::string& key, const Source& source) {
    const bool fromPoint = source.kind == Kind::Point || source.kind == Kind::PointLess;
    const Point* point = fromPoint ? m_profile.point(source.name) : nullptr;
    const bool number = point != nullptr && point->coding.kind != Coding::Kind::Raw;
    if (fromPoint && !number) {
        reader.fail(key, fmt::format("there is no number \"{}\"; correct it", source.name));
    }
    const TimetableLayout* layout = m_profile.timetable();
    const bool table = source.kind == Kind::Slots || source.kind == Kind::Seasons;
    if (table && layout == nullptr) reader.fail(key, "needs a \"timetable\" in the profile");
    if (source.kind == Kind::Slots && layout != nullptr && source.index > layout->tables) {
        reader.fail(key, "is beyond the tables of the timetable");
    }
}

void CommandParser::checkSources(JsonReader& reader, const Command& command) {
    const auto& all = rules();
    const auto rule = std::find_if(
        all.begin(), all.end(), [&](const CommandRule& each) { return each.name == command.name; });
    if (rule == all.end()) {
        std::string names;
        for (const CommandRule& each : all)
            names += (names.empty() ? "" : ", ") + std::string(each.name);
        reader.fail("name", "must be one of: " + names);
        return;
    }
    for (const Write& write : command.writes) {
        for (const Field& field : write.fields) {
            const Kind kind = field.source.kind;
            if (belongsToAll(kind) || holds(rule->must, kind) || holds(rule->may, kind)) continue;
            reader.fail("writes", fmt::format("\"{}\" has no such value", command.name));
        }
    }
    for (const Kind kind : rule->must) {
        if (count(command, kind) == 0) {
            reader.fail("writes", fmt::format("must send what \"{}\" is about", command.name));
        }
    }
    const bool prices = command.name == "set-prices";
    for (int rate = 0; prices && rate < 4; ++rate) {
        if (count(command, Kind::Price, rate) != 1) {
            reader.fail("writes", "must send each of the four prices once");
        }
    }
    const bool alarms = command.name == "set-alarms";
    if (alarms && (count(command, Kind::Alarm, 0) != 1 || count(command, Kind::Alarm, 1) != 1)) {
        reader.fail("writes", "must send both alarms once");
    }
    const bool expires = count(command, Kind::Expiry) > 0;
    if (expires != (command.expireAfter > Duration(0))) {
        reader.fail("expireAfterS", "must be there when, and only when, an expiry is sent");
    }
    if (command.name != "sell") return;
    const CountRule countRule = m_profile.semantics().countRule;
    const int counts = count(command, Kind::PurchaseCount);
    const int orders = count(command, Kind::OrderNumber);
    if (command.writes.size() != 1 || count(command, Kind::Amount) != 1) {
        reader.fail("writes", "must hold one write with one amount");
    }
    if ((countRule == CountRule::PlusOne && counts != 1) ||
        (countRule == CountRule::OrderNumber && orders != 1)) {
        reader.fail("writes", "must send once what semantics/countRule goes by");
    }
}

void CommandParser::checkProof(JsonReader& reader, const Command& command) {
    if (command.verify.empty() && command.name != "sell") {
        reader.fail("verify", "must say what shows that the command was taken");
    }
    const auto watched = [&](const std::string& block) {
        return std::find(command.watch.begin(), command.watch.end(), block) != command.watch.end();
    };
    for (const std::string& id : command.watch) {
        if (m_profile.block(id) == nullptr) {
            reader.fail("watch", fmt::format("there is no block \"{}\"; correct it", id));
        }
    }
    for (const Verify& each : command.verify) {
        const Point* point = m_profile.point(each.point);
        if (point != nullptr && !watched(point->block)) {
            reader.fail("watch", fmt::format("lacks \"{}\", the block of \"{}\"; add it",
                                             point->block, each.point));
        }
        const bool raw = point != nullptr && point->coding.kind == Coding::Kind::Raw;
        const bool table = each.source.kind == Kind::Slots || each.source.kind == Kind::Seasons;
        if (raw != table && point != nullptr) {
            reader.fail("verify", fmt::format("\"{}\" is of another kind than what it is to "
                                              "become; correct it",
                                              each.point));
        }
    }
    for (const std::string& pattern : command.mayChange) {
        const bool some =
            std::any_of(m_profile.points().begin(), m_profile.points().end(),
                        [&](const auto& each) { return matches(pattern, each.first); });
        if (!some) {
            reader.fail("mayChange", fmt::format("\"{}\" fits no point; correct it", pattern));
        }
    }
}

}  // namespace wattill::metering
