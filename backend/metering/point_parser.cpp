#include "metering/point_parser.hpp"

#include "metering/decimal.hpp"
#include "metering/profile_keys.hpp"

#include <algorithm>

namespace wattill::metering {
namespace {

using Kind = Coding::Kind;

struct Unit {
    std::string_view name;
    std::int64_t power;  ///< of ten, to the unit that the program counts in
    bool exact;          ///< a raw step must be whole in that unit
};
constexpr std::array kUnits = {
    Unit{"kWh", 1000, true},   Unit{"yuan", 1'000'000, true}, Unit{"yuan/kWh", 1'000'000, true},
    Unit{"V", 10, false},      Unit{"A", 100, false},         Unit{"kW", 1000, false},
    Unit{"kvar", 1000, false}, Unit{"pf", 1000, false},       Unit{"Hz", 100, false},
    Unit{"", 1, true},
};

/// What the program knows to do with a point of a reading. A point of another name would be read
/// and dropped without a word, so it is refused.
struct LivePoint {
    std::string_view id;
    std::string_view unit;
    bool isBit;
};
constexpr std::array kLivePoints = {
    LivePoint{"modelCode", "", false},
    LivePoint{"energy.total", "kWh", false},
    LivePoint{"energy.sharp", "kWh", false},
    LivePoint{"energy.peak", "kWh", false},
    LivePoint{"energy.flat", "kWh", false},
    LivePoint{"energy.valley", "kWh", false},
    LivePoint{"energy.base", "kWh", false},
    LivePoint{"balance", "yuan", false},
    LivePoint{"overdraft", "yuan", false},
    LivePoint{"purchaseCount", "", false},
    LivePoint{"voltage.l1", "V", false},
    LivePoint{"voltage.l2", "V", false},
    LivePoint{"voltage.l3", "V", false},
    LivePoint{"current.l1", "A", false},
    LivePoint{"current.l2", "A", false},
    LivePoint{"current.l3", "A", false},
    LivePoint{"power.l1", "kW", false},
    LivePoint{"power.l2", "kW", false},
    LivePoint{"power.l3", "kW", false},
    LivePoint{"power.total", "kW", false},
    LivePoint{"reactive.l1", "kvar", false},
    LivePoint{"reactive.l2", "kvar", false},
    LivePoint{"reactive.l3", "kvar", false},
    LivePoint{"reactive.total", "kvar", false},
    LivePoint{"factor.l1", "pf", false},
    LivePoint{"factor.l2", "pf", false},
    LivePoint{"factor.l3", "pf", false},
    LivePoint{"factor.total", "pf", false},
    LivePoint{"frequency", "Hz", false},
    LivePoint{"ratio.voltage", "", false},
    LivePoint{"ratio.current", "", false},
    LivePoint{"load.trips", "", false},
    LivePoint{"load.tripsAllowed", "", false},
    LivePoint{"demand.max", "kW", false},
    LivePoint{"demand.month", "", false},
    LivePoint{"demand.day", "", false},
    LivePoint{"demand.hour", "", false},
    LivePoint{"demand.minute", "", false},
    LivePoint{"relay.l1", "", true},
    LivePoint{"relay.l2", "", true},
    LivePoint{"relay.l3", "", true},
    LivePoint{"force.on", "", true},
    LivePoint{"force.l1", "", true},
    LivePoint{"force.l2", "", true},
    LivePoint{"force.l3", "", true},
    LivePoint{"keep.on", "", true},
    LivePoint{"trip.on", "", true},
    LivePoint{"status.fault", "", true},
    LivePoint{"status.overload", "", true},
    LivePoint{"status.arrears", "", true},
    LivePoint{"status.alarm1", "", true},
    LivePoint{"status.alarm2", "", true},
    LivePoint{"status.programming", "", true},
    LivePoint{"load.on", "", true},
    LivePoint{"prepaid.on", "", true},
    LivePoint{"prepaid.kind", "", true},
    LivePoint{"time.on", "", true},
    LivePoint{"clock.year", "", false},
    LivePoint{"clock.month", "", false},
    LivePoint{"clock.day", "", false},
    LivePoint{"clock.weekday", "", false},
    LivePoint{"clock.hour", "", false},
    LivePoint{"clock.minute", "", false},
    LivePoint{"clock.second", "", false},
};

const LivePoint* livePoint(std::string_view id) {
    const auto* found = std::find_if(kLivePoints.begin(), kLivePoints.end(),
                                     [&](const LivePoint& each) { return each.id == id; });
    return found == kLivePoints.end() ? nullptr : found;
}

bool isLive(const Profile& profile, std::string_view id) {
    const Point* point = profile.point(id);
    const Block* block = point == nullptr ? nullptr : profile.block(point->block);
    return block != nullptr && block->poll == PollClass::Live;
}

std::string place(const Point& point) {
    return fmt::format("\"{}\"", point.id);
}

}  // namespace

Coding readCoding(JsonReader& reader) {
    const auto coding = codingFrom(reader.text("type"));
    if (!coding) {
        reader.fail("type",
                    "must be bit, u8 … u64, s8 … s64, bcd1 … bcd8, sbcd1 … sbcd8 (with \"le\" "
                    "behind it where the low byte comes first), or raw1 … raw250");
    }
    return coding.value_or(Coding{});
}

PointParser::PointParser(Profile& profile) : m_profile(profile) {
    for (const auto& [id, block] : profile.blocks())
        m_taken[id].resize(static_cast<std::size_t>(block.bytes()) * 8);
}

void PointParser::parse(JsonReader reader) {
    Point point;
    point.id = reader.text("id");
    point.block = reader.text("block");
    point.byte = static_cast<int>(reader.integer("byte", 0, 249));
    point.coding = readCoding(reader);
    point.confidence = oneOf(reader, "confidence", kConfidences);
    point.source = reader.text("source");
    if (point.source.empty()) reader.fail("source", "must say where this is known from");
    if (point.coding.kind == Kind::Bit) parseBits(reader, point);
    const bool isNumber = point.coding.kind != Kind::Bit && point.coding.kind != Kind::Raw;
    if (isNumber) parseNumber(reader, point);
    checkId(reader, point);
    reader.finish();
    claimBits(reader, point);
    if (!m_profile.m_points.emplace(point.id, point).second) {
        reader.fail("id", fmt::format("point {} is there already; remove one", place(point)));
    }
}

void PointParser::parseBits(JsonReader& reader, Point& point) {
    point.bit = static_cast<int>(reader.integer("bit", 0, 7));
    if (reader.has("bits")) point.width = static_cast<int>(reader.integer("bits", 1, 8));
    if (point.bit + point.width > 8) reader.fail("bits", "must end within the byte");
    point.inverted = reader.flag("inverted", false);
    point.meaning = reader.text(point.inverted ? "zeroMeans" : "trueMeans");
    if (point.meaning.empty()) {
        reader.fail(point.inverted ? "zeroMeans" : "trueMeans", "must say what it means");
    }
    if (point.inverted && point.width != 1) reader.fail("inverted", "is for a single bit");
}

void PointParser::parseNumber(JsonReader& reader, Point& point) {
    point.unit = reader.text("unit", "");
    const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& each) { return each.name == point.unit; });
    if (unit == kUnits.end()) {
        reader.fail("unit",
                    "must be one of: kWh, yuan, yuan/kWh, V, A, kW, kvar, pf, Hz, or left out");
        return;
    }
    const auto step = parseDecimal(reader.text("scale", "1"));
    const auto ratio = step ? ratioOf(*step, unit->power) : std::nullopt;
    if (!ratio || (unit->exact && ratio->divisor != 1)) {
        reader.fail("scale",
                    "must be a decimal in quotes, like \"0.01\", that gives whole Wh or "
                    "micro-yuan where it is energy or money");
        return;
    }
    if (point.unit.empty() && ratio->factor != 1) reader.fail("scale", "needs a unit");
    point.mantissa = step->mantissa;
    point.decimals = step->decimals;
    point.factor = ratio->factor;
    point.divisor = ratio->divisor;
    if (reader.has("multiplyBy")) point.multiplyBy = reader.texts("multiplyBy");
    if (reader.has("expect")) point.expect = reader.integer("expect", 0, 0xFFFFFFFF);
}

/// A reading's points have fixed names; all others begin with their block's name.
void PointParser::checkId(JsonReader& reader, const Point& point) {
    const Block* block = m_profile.block(point.block);
    if (block == nullptr) {
        reader.fail("block",
                    fmt::format("there is no block \"{}\"; add it to blocks", point.block));
        return;
    }
    const LivePoint* known = livePoint(point.id);
    if (known == nullptr && block->poll == PollClass::Live) {
        reader.fail("id", fmt::format("{} is no point of a reading; correct it, or give its "
                                      "block another poll class",
                                      place(point)));
        return;
    }
    if (known == nullptr || block->poll == PollClass::OnDemand) {
        if (!point.id.starts_with(point.block + ".")) {
            reader.fail("id", fmt::format("must begin with \"{}.\", its block", point.block));
        }
        return;
    }
    const bool isBit = point.coding.kind == Kind::Bit;
    if (isBit != known->isBit || point.coding.kind == Kind::Raw) {
        reader.fail("type", known->isBit ? "must be \"bit\" for this point"
                                         : "must be a number for this point");
    }
    if (!isBit && point.unit != known->unit) {
        reader.fail("unit", fmt::format("must be \"{}\" for this point", known->unit));
    }
}

void PointParser::claimBits(JsonReader& reader, const Point& point) {
    const auto block = m_taken.find(point.block);
    if (block == m_taken.end()) return;
    const bool isBit = point.coding.kind == Kind::Bit;
    const auto first = static_cast<std::size_t>(point.byte * 8 + (isBit ? point.bit : 0));
    const auto count = static_cast<std::size_t>(isBit ? point.width : point.coding.bytes * 8);
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

void PointParser::finish(JsonReader& root) {
    for (const auto& [id, point] : m_profile.points()) {
        for (const std::string& ratio : point.multiplyBy) {
            if (isLive(m_profile, ratio) && m_profile.point(ratio)->multiplyBy.empty()) continue;
            root.fail("points", fmt::format("\"{}\" is multiplied by \"{}\", which is no plain "
                                            "point of a live block; add or correct it",
                                            id, ratio));
        }
    }
}

std::string missingLivePoint(const Profile& profile) {
    if (!isLive(profile, "energy.total")) return "energy.total";
    const std::array kRates = {"energy.sharp", "energy.peak", "energy.flat", "energy.valley"};
    const auto rates = std::count_if(kRates.begin(), kRates.end(),
                                     [&](const char* id) { return isLive(profile, id); });
    if (rates != 0 && rates != 4) return "one of energy.sharp, .peak, .flat, .valley";
    const std::array kTime = {"clock.year", "clock.month",  "clock.day",
                              "clock.hour", "clock.minute", "clock.second"};
    const auto parts = std::count_if(kTime.begin(), kTime.end(),
                                     [&](const char* id) { return isLive(profile, id); });
    if (parts != 0 && parts != 6) return "a part of the clock";
    if (isLive(profile, "force.on") != isLive(profile, "force.l1")) return "force.on or force.l1";
    const bool sells = profile.command("sell") != nullptr;
    if (sells && !isLive(profile, "balance")) return "balance";
    const bool counts = profile.semantics().countRule == CountRule::PlusOne;
    if (sells && counts && !isLive(profile, "purchaseCount")) return "purchaseCount";
    const bool switches = profile.command("trip") != nullptr;
    if (switches && !isLive(profile, "relay.l1")) return "relay.l1";
    return {};
}

}  // namespace wattill::metering
