#include "metering/profile_parser.hpp"

#include "metering/command_parser.hpp"
#include "metering/decimal.hpp"
#include "metering/point_parser.hpp"
#include "metering/profile_keys.hpp"

#include <algorithm>

namespace wattill::metering {
namespace {

using Part = TimetableLayout::Part;

template <class Value>
using Name = std::pair<std::string_view, Value>;

constexpr std::array<Name<ProfileProtocol>, 2> kProtocols = {
    {{"modbus", ProfileProtocol::Modbus}, {"dlt645", ProfileProtocol::Dlt645}}};
constexpr std::array<Name<Parity>, 3> kParities = {
    {{"N", Parity::None}, {"O", Parity::Odd}, {"E", Parity::Even}}};
constexpr std::array<Name<PollClass>, 3> kPollClasses = {
    {{"live", PollClass::Live}, {"slow", PollClass::Slow}, {"onDemand", PollClass::OnDemand}}};
constexpr std::array<Name<CountRule>, 3> kCountRules = {{{"plus-one", CountRule::PlusOne},
                                                         {"order-number", CountRule::OrderNumber},
                                                         {"none", CountRule::None}}};
constexpr std::array<Name<RepeatMeans>, 3> kRepeats = {{{"done", RepeatMeans::Done},
                                                        {"error", RepeatMeans::Error},
                                                        {"unknown", RepeatMeans::Unknown}}};
constexpr std::array<Name<Refund>, 4> kRefunds = {{{"none", Refund::None},
                                                   {"negative-amount", Refund::NegativeAmount},
                                                   {"set-balance", Refund::SetBalance},
                                                   {"own-command", Refund::OwnCommand}}};
constexpr std::array<Name<KeepPower>, 3> kKeepPowers = {{{"none", KeepPower::None},
                                                         {"force-close", KeepPower::ForceClose},
                                                         {"own-command", KeepPower::OwnCommand}}};
constexpr std::array<Name<StepTariff>, 3> kStepTariffs = {{{"unknown", StepTariff::Unknown},
                                                           {"in-software", StepTariff::InSoftware},
                                                           {"in-meter", StepTariff::InMeter}}};

/// "rate,minute,hour": three parts in the order of the bytes, each once.
std::array<Part, 3> parts(JsonReader& reader, const std::string& key,
                          const std::array<Name<Part>, 3>& known) {
    std::array<Part, 3> order{known[0].second, known[1].second, known[2].second};
    const auto names = reader.texts(key);
    std::size_t found = 0;
    for (std::size_t i = 0; i < names.size() && names.size() == 3; ++i) {
        for (const auto& [name, part] : known) {
            if (names[i] != name || std::count(names.begin(), names.end(), name) != 1) continue;
            order[i] = part;
            ++found;
        }
    }
    if (found != 3) {
        reader.fail(key, fmt::format("must hold {}, {} and {} in the order of the bytes",
                                     known[0].first, known[1].first, known[2].first));
    }
    return order;
}

std::optional<Money> bound(JsonReader& reader, const std::string& key) {
    if (!reader.has(key)) return std::nullopt;
    const auto amount = Money::parseYuan(reader.text(key));
    if (amount && !amount->isNegative()) return *amount;
    reader.fail(key, "must be yuan in quotes, like \"99999.00\"");
    return std::nullopt;
}

}  // namespace

Result<Profile> ProfileParser::parse(std::string_view text) {
    const auto document = parseStrict(text);
    if (!document) return invalidInput(m_trouble.file + ": " + document.error().message);
    JsonReader root(m_trouble, *document, "");
    parseHead(root);
    parseLink(root.object("link"));
    for (JsonReader& each : root.objects("blocks"))
        parseBlock(each);
    PointParser points(m_profile);
    for (JsonReader& each : root.objects("points"))
        points.parse(each);
    points.finish(root);
    parseMoving(root);
    if (root.has("timetable")) parseTimetable(root.object("timetable"));
    parseSemantics(root.object("semantics"));
    CommandParser commands(m_profile);
    for (JsonReader& each : root.objects("commands"))
        commands.parse(each);
    root.finish();
    if (!m_trouble.first) checkComplete();
    if (m_trouble.first) return *m_trouble.first;
    return std::move(m_profile);
}

void ProfileParser::parseHead(JsonReader& root) {
    m_profile.m_id = root.text("id");
    if (m_profile.m_id.empty()) root.fail("id", "must not be empty");
    // For editors only; the strict reader is this one.
    if (root.has("$schema")) static_cast<void>(root.text("$schema"));
    m_profile.m_version = static_cast<int>(root.integer("version", 1, 1'000'000));
    m_profile.m_title = root.text("title");
    m_profile.m_protocol = oneOf(root, "protocol", kProtocols);
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
    if (m_profile.m_protocol == ProfileProtocol::Dlt645) {
        times.leadingFe = static_cast<int>(link.integer("leadingFe", 0, 4));
    }
    // Only reads: a write that got no answer may have been done, and money must not go twice.
    JsonReader retries = link.object("retries");
    times.readRetries = static_cast<int>(retries.integer("read", 0, 5));
    retries.finish();
    link.finish();
}

void ProfileParser::parseBlock(JsonReader reader) {
    Block block;
    block.id = reader.text("id");
    if (block.id.empty()) reader.fail("id", "must not be empty");
    if (m_profile.m_protocol == ProfileProtocol::Modbus) parseModbusBlock(reader, block);
    if (m_profile.m_protocol == ProfileProtocol::Dlt645) parseDlt645Block(reader, block);
    block.poll = oneOf(reader, "poll", kPollClasses);
    block.optional = reader.flag("optional", false);
    reader.finish();
    if (!m_profile.m_blocks.emplace(block.id, block).second) {
        reader.fail("id",
                    fmt::format("block \"{}\" is there already; give it another id", block.id));
    }
    m_profile.m_blockOrder.push_back(block.id);
}

void ProfileParser::parseModbusBlock(JsonReader& reader, Block& block) {
    block.function = static_cast<int>(reader.integer("function", 3, 4));
    block.start = reader.registerNumber("start");
    block.count = static_cast<int>(reader.integer("count", 1, 125));
    if (block.start + block.count > 0x10000) reader.fail("count", "goes beyond register 0xFFFF");
}

void ProfileParser::parseDlt645Block(JsonReader& reader, Block& block) {
    block.function = 0x11;
    block.identifier = reader.identifier("identifier");
    block.length = static_cast<int>(reader.integer("length", 1, 250));
}

void ProfileParser::parseSemantics(JsonReader reader) {
    Semantics& all = m_profile.m_semantics;
    all.countRule = oneOf(reader, "countRule", kCountRules);
    all.countBits = static_cast<int>(reader.integer("countBits", 8, 32));
    all.repeatMeans = oneOf(reader, "repeatMeans", kRepeats);
    all.refund = oneOf(reader, "refund", kRefunds);
    all.keepPower = oneOf(reader, "keepPower", kKeepPowers);
    all.stepTariff = oneOf(reader, "stepTariff", kStepTariffs);
    all.hoardingCeiling = bound(reader, "hoardingCeiling");
    all.maxAmount = bound(reader, "maxAmount");
    all.useAllowance = bound(reader, "useAllowance").value_or(Money());
    reader.finish();
}

void ProfileParser::parseTimetable(JsonReader reader) {
    TimetableLayout layout;
    layout.slots = static_cast<int>(reader.integer("slots", 1, 48));
    layout.tables = static_cast<int>(reader.integer("tables", 1, 8));
    layout.tablesInMeter = reader.has("tablesInMeter")
                               ? static_cast<int>(reader.integer("tablesInMeter", 1, 8))
                               : layout.tables;
    if (layout.tablesInMeter < layout.tables) {
        reader.fail("tablesInMeter", "is fewer than \"tables\"; correct one of them");
    }
    layout.seasons = static_cast<int>(reader.integer("seasons", 1, 14));
    layout.slotBytes =
        parts(reader, "slotBytes",
              {{{"rate", Part::Rate}, {"hour", Part::Hour}, {"minute", Part::Minute}}});
    layout.seasonBytes =
        parts(reader, "seasonBytes",
              {{{"table", Part::Table}, {"month", Part::Month}, {"day", Part::Day}}});
    layout.bcd = reader.flag("bcd");
    layout.repeatLast = reader.flag("repeatLast");
    layout.tablePoints = reader.texts("tablePoints");
    for (const std::string& id : layout.tablePoints) {
        const Point* point = m_profile.point(id);
        const Coding wanted{Coding::Kind::Raw, layout.slots * 3, false};
        if (point == nullptr || point->coding != wanted) {
            reader.fail("tablePoints", fmt::format("\"{}\" is no point of type raw{}; correct it",
                                                   id, wanted.bytes));
        }
    }
    reader.finish();
    m_profile.m_timetable = layout;
}

void ProfileParser::parseMoving(JsonReader& root) {
    m_profile.m_drifting = root.texts("drifting");
    checkPatterns(root, "drifting", m_profile.m_drifting);
    m_profile.m_falling = root.texts("falling");
    checkPatterns(root, "falling", m_profile.m_falling);
}

void ProfileParser::checkPatterns(JsonReader& reader, const std::string& key,
                                  const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
        const bool some =
            std::any_of(m_profile.points().begin(), m_profile.points().end(),
                        [&](const auto& each) { return matches(pattern, each.first); });
        if (!some) {
            reader.fail(key, fmt::format("\"{}\" fits no point; correct or remove it", pattern));
        }
    }
}

void ProfileParser::checkComplete() {
    const auto live = m_profile.liveBlocks();
    if (live.empty()) {
        m_trouble.add("/blocks", "needs a block with \"poll\": \"live\"");
        return;
    }
    const std::string missing = missingLivePoint(m_profile);
    if (!missing.empty()) {
        m_trouble.add("/points",
                      fmt::format("{} is missing from the live blocks; add it", missing));
    }
}

}  // namespace wattill::metering
