#include "metering/judge.hpp"

#include "metering/civil_time.hpp"
#include "metering/decimal.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;
namespace chrono = std::chrono;

/// A clock that ran on by itself is off by as much as before; one that was set is not.
constexpr std::int64_t kClockMovedSeconds = 2;

class Judge {
  public:
    Judge(const Profile& profile, const Command& command, const CommandValues& values,
          const Snapshot& before, const Snapshot& after)
        : m_profile(profile),
          m_command(command),
          m_values(values),
          m_before(before),
          m_after(after) {}

    Judgement run();

  private:
    void verify(const Verify& verify);
    void verifyBytes(const Point& point, const Source& source);
    void verifyNumber(const Point& point, const Verify& verify);
    void verifyClock(const Verify& verify);
    void compareRest(const Block& block);
    void compareUnnamed(const Block& block);
    void add(PointProof proof, bool changed);

    [[nodiscard]] bool leftOut(const Source& source) const;
    [[nodiscard]] bool mayChange(const std::string& id) const;
    [[nodiscard]] bool isVerified(const std::string& id) const;
    [[nodiscard]] std::optional<std::int64_t> base(const Point& point,
                                                   const Snapshot& snapshot) const;
    [[nodiscard]] std::optional<std::int64_t> wanted(const Point& point,
                                                     const Verify& verify) const;
    [[nodiscard]] std::int64_t allowance(const Point& point) const;
    [[nodiscard]] bool moved(const Point& point) const;
    [[nodiscard]] PointProof proofOf(const Point& point) const;

    const Profile& m_profile;
    const Command& m_command;
    const CommandValues& m_values;
    const Snapshot& m_before;
    const Snapshot& m_after;
    Judgement m_judgement;
    bool m_allRight = true;
    bool m_anyChanged = false;
};

std::string hexText(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes)
        text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
    return text;
}

std::string baseText(const Point& point, std::int64_t base) {
    if (point.coding.kind == Coding::Kind::Bit && point.width == 1) {
        return base == 1 ? point.meaning : "not " + point.meaning;
    }
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(base, point.divisor, &raw)) return std::to_string(base);
    const auto text = decimalText(raw / point.factor, {point.mantissa, point.decimals});
    const std::string number = text.value_or(std::to_string(base));
    return point.unit.empty() ? number : number + " " + point.unit;
}

std::optional<std::int64_t> secondsOff(const std::optional<CivilTime>& shown,
                                       const CivilTime& right) {
    if (!shown) return std::nullopt;
    const auto from = localTime(*shown);
    const auto to = localTime(right);
    if (!from || !to) return std::nullopt;
    return (*from - *to).count();
}

Judgement Judge::run() {
    for (const Verify& each : m_command.verify)
        verify(each);
    for (const std::string& id : m_command.watch) {
        const Block& block = *m_profile.block(id);
        if (!m_before.blocks.contains(id) || !m_after.blocks.contains(id)) continue;
        compareRest(block);
        if (block.poll != PollClass::Live) compareUnnamed(block);
    }
    using Outcome = CommandProof::Outcome;
    m_judgement.outcome = m_allRight     ? Outcome::Done
                          : m_anyChanged ? Outcome::Partial
                                         : Outcome::NotDone;
    return std::move(m_judgement);
}

void Judge::add(PointProof proof, bool changed) {
    m_allRight = m_allRight && proof.right;
    m_anyChanged = m_anyChanged || changed;
    m_judgement.points.push_back(std::move(proof));
}

/// A timetable with fewer tables than the meter has leaves the others alone.
bool Judge::leftOut(const Source& source) const {
    if (!m_values.timetable) return false;
    if (source.kind == Kind::Seasons) return m_values.timetable->seasons.empty();
    return source.kind == Kind::Slots &&
           source.index > static_cast<int>(m_values.timetable->tables.size());
}

bool Judge::mayChange(const std::string& id) const {
    return m_profile.drifts(id) ||
           std::any_of(m_command.mayChange.begin(), m_command.mayChange.end(),
                       [&](const std::string& each) { return matches(each, id); });
}

bool Judge::isVerified(const std::string& id) const {
    return std::any_of(m_command.verify.begin(), m_command.verify.end(), [&](const Verify& each) {
        return each.point == id && !leftOut(each.source);
    });
}

std::optional<std::int64_t> Judge::base(const Point& point, const Snapshot& snapshot) const {
    if (!snapshot.blocks.contains(point.block)) return std::nullopt;
    const auto value = baseValue(m_profile, point, snapshot.blocks);
    return value ? std::optional(*value) : std::nullopt;
}

std::int64_t Judge::allowance(const Point& point) const {
    return m_profile.fallsByUse(point.id) ? m_profile.semantics().useAllowance.microYuan() : 0;
}

std::optional<std::int64_t> Judge::wanted(const Point& point, const Verify& verify) const {
    std::int64_t step = 0;
    if (verify.source.kind == Kind::Constant) {
        if (__builtin_mul_overflow(verify.source.constant, point.factor, &step)) {
            return std::nullopt;
        }
        step /= point.divisor;
    } else {
        const auto number = numberOf(m_profile, verify.source, m_values);
        if (!number) return std::nullopt;
        step = *number;
    }
    if (verify.kind == Verify::Kind::Equals) return step;
    const auto before = base(point, m_before);
    if (!before) return std::nullopt;
    return verify.kind == Verify::Kind::RisesBy ? *before + step : *before - step;
}

PointProof Judge::proofOf(const Point& point) const {
    PointProof proof;
    proof.point = point.id;
    proof.before = valueText(m_profile, point, m_before.blocks);
    proof.after = valueText(m_profile, point, m_after.blocks);
    return proof;
}

/// More than by itself: use may have lowered what falls, within its allowance.
bool Judge::moved(const Point& point) const {
    const auto before = base(point, m_before);
    const auto after = base(point, m_after);
    if (before && after && allowance(point) > 0) {
        return *after > *before || *before - *after > allowance(point);
    }
    const auto first = m_before.blocks.find(point.block);
    const auto second = m_after.blocks.find(point.block);
    if (first == m_before.blocks.end() || second == m_after.blocks.end()) return false;
    if (point.coding.kind == Coding::Kind::Bit) return before != after;
    const auto was = pointBytes(point, first->second);
    const auto is = pointBytes(point, second->second);
    return !std::equal(was.begin(), was.end(), is.begin(), is.end());
}

void Judge::verify(const Verify& verify) {
    if (leftOut(verify.source)) return;
    if (verify.kind == Verify::Kind::ClockNear) {
        verifyClock(verify);
        return;
    }
    const Point* point = m_profile.point(verify.point);
    WATTILL_ASSERT(point != nullptr, "the parser lets no profile pass without this point");
    if (point->coding.kind == Coding::Kind::Raw) {
        verifyBytes(*point, verify.source);
    } else {
        verifyNumber(*point, verify);
    }
}

void Judge::verifyBytes(const Point& point, const Source& source) {
    PointProof proof = proofOf(point);
    const auto wanted = bytesOf(m_profile, source, m_values);
    const auto after = m_after.blocks.find(point.block);
    if (wanted && after != m_after.blocks.end()) {
        const auto is = pointBytes(point, after->second);
        proof.wanted = hexText(*wanted);
        proof.right = std::equal(wanted->begin(), wanted->end(), is.begin(), is.end());
    }
    add(std::move(proof), moved(point));
}

void Judge::verifyNumber(const Point& point, const Verify& verify) {
    PointProof proof = proofOf(point);
    const auto goal = wanted(point, verify);
    const auto after = base(point, m_after);
    if (goal) proof.wanted = baseText(point, *goal);
    proof.right = goal && after && *after <= *goal && *goal - *after <= allowance(point);
    add(std::move(proof), moved(point));
}

void Judge::verifyClock(const Verify& verify) {
    const auto before = shownClock(m_profile, m_before.blocks);
    const auto after = shownClock(m_profile, m_after.blocks);
    const auto offBefore = secondsOff(before, m_before.right);
    const auto offAfter = secondsOff(after, m_after.right);
    PointProof proof;
    proof.point = verify.point;
    proof.before = before ? text(*before) : "";
    proof.wanted = text(m_after.right);
    proof.after = after ? text(*after) : "";
    proof.right = offAfter && std::abs(*offAfter) <= verify.source.constant;
    const bool changed =
        !offBefore || !offAfter || std::abs(*offAfter - *offBefore) > kClockMovedSeconds;
    add(std::move(proof), changed);
}

void Judge::compareRest(const Block& block) {
    for (const auto& [id, point] : m_profile.points()) {
        if (point.block != block.id || mayChange(id) || isVerified(id) || !moved(point)) continue;
        add(proofOf(point), true);
    }
}

/// Bytes that no point explains: a meter has been seen to change one outside what was written
/// (facts 2.6, 8).
void Judge::compareUnnamed(const Block& block) {
    const Bytes& before = m_before.blocks.find(block.id)->second;
    const Bytes& after = m_after.blocks.find(block.id)->second;
    Bytes unnamed(before.size(), 0xFF);
    for (const auto& [id, point] : m_profile.points()) {
        if (point.block != block.id) continue;
        const auto first = static_cast<std::size_t>(point.byte);
        const unsigned mask = ((1U << static_cast<unsigned>(point.width)) - 1U)
                              << static_cast<unsigned>(point.bit);
        const bool bits = point.coding.kind == Coding::Kind::Bit;
        for (std::size_t i = 0; i < static_cast<std::size_t>(point.coding.bytes); ++i)
            unnamed[first + i] &= static_cast<std::uint8_t>(bits ? ~mask : 0U);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (((before[i] ^ after[i]) & unnamed[i]) == 0) continue;
        PointProof proof;
        proof.point = fmt::format("{}, byte {}", block.id, i);
        proof.before = fmt::format("{:02X}", before[i]);
        proof.after = fmt::format("{:02X}", after[i]);
        add(std::move(proof), true);
    }
}

}  // namespace

Judgement judge(const Profile& profile, const Command& command, const CommandValues& values,
                const Snapshot& before, const Snapshot& after) {
    return Judge(profile, command, values, before, after).run();
}

}  // namespace wattill::metering
