#include "metering/command_run.hpp"

#include "metering/civil_time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;
namespace chrono = std::chrono;

constexpr Duration kSettleStep{200};
/// A spare set that is to hold at once begins so long after the meter's own time.
constexpr chrono::minutes kAtOnce{2};

Error nothingSent(const Error& error) {
    if (!error.outcomeUnknown()) return error;
    return {ErrorCode::Unreachable, error.retry,
            "nothing was sent, the meter could not be read before: " + error.message,
            error.context};
}

void insertBlocksOf(const Profile& profile, const std::vector<std::string>& points,
                    std::set<std::string>& ids) {
    for (const std::string& id : points) {
        const Point* point = profile.point(id);
        if (point != nullptr) ids.insert(point->block);
    }
}

const std::vector<std::string>& clockPoints() {
    static const std::vector<std::string> kPoints = {"clock.year", "clock.month",  "clock.day",
                                                     "clock.hour", "clock.minute", "clock.second"};
    return kPoints;
}

}  // namespace

Result<BlockBytes> readBlocks(const Profile& profile, const std::set<std::string>& ids,
                              PointAccess& access) {
    BlockBytes blocks;
    for (const std::string& id : profile.blockOrder()) {
        if (!ids.contains(id)) continue;
        const Block* block = profile.block(id);
        auto bytes = access.readBlock(*block);
        if (!bytes && block->optional && bytes.error().code == ErrorCode::Refused) continue;
        if (!bytes) return bytes.error();
        if (bytes->size() != static_cast<std::size_t>(block->bytes())) {
            return Error{ErrorCode::BadReply,
                         Retry::Now,
                         fmt::format("block \"{}\" has {} bytes instead of {}", id, bytes->size(),
                                     block->bytes()),
                         {}};
        }
        blocks.emplace(id, std::move(bytes).value());
    }
    return blocks;
}

CommandRun::CommandRun(const Profile& profile, const Command& steps, const MeterCommand& wanted,
                       PointAccess& access, const Clock& clock)
    : m_profile(profile),
      m_steps(steps),
      m_wanted(wanted),
      m_access(access),
      m_clock(clock),
      m_values(valuesOf(wanted)) {
    m_values.secret = [&access](const std::string& name) { return access.secret(name); };
    const bool takes = std::holds_alternative<TakeCredit>(wanted);
    m_values.negativeAmount = takes && profile.semantics().refund == Refund::NegativeAmount;
}

Result<CommandProof> CommandRun::run() {
    static_cast<void>(m_access.takeFrames());
    const auto good = checkCommand(m_profile, m_steps, m_wanted);
    if (!good) return good.error();
    const auto before = readBefore();
    if (!before) return nothingSent(before.error());
    const auto ready = prepare();
    if (!ready) return ready.error();
    const auto sent = send();
    if (!sent) return sent.error();
    return settle();
}

CivilTime CommandRun::right() const {
    const auto* set = std::get_if<SetClock>(&m_wanted);
    return civilTime(m_clock.now(), set == nullptr ? Duration(0) : set->offset);
}

std::set<std::string> CommandRun::blocksBefore() const {
    std::set<std::string> ids(m_steps.watch.begin(), m_steps.watch.end());
    ids.merge(copiedBlocks(m_profile, m_steps));
    // What tells one model from another: never write to a meter that the profile is not for.
    for (const auto& [id, point] : m_profile.points()) {
        if (point.expect) ids.insert(point.block);
    }
    const bool setsClock = std::holds_alternative<SetClock>(m_wanted);
    const bool atOnce = sends(m_steps, Kind::From) && !m_values.from;
    if (setsClock || atOnce || sends(m_steps, Kind::Expiry)) {
        insertBlocksOf(m_profile, clockPoints(), ids);
    }
    const TimetableLayout* layout = m_profile.timetable();
    if (setsClock && layout != nullptr) insertBlocksOf(m_profile, layout->tablePoints, ids);
    return ids;
}

Result<void> CommandRun::readBefore() {
    auto blocks = readBlocks(m_profile, blocksBefore(), m_access);
    if (!blocks) return blocks.error();
    const auto model = checkModel(m_profile, *blocks);
    if (!model) return model;
    m_before = {std::move(blocks).value(), right()};
    m_values.before = m_before.blocks;
    return {};
}

/// Expiry, and the beginning of a spare set that is to hold at once, go by the meter's own clock.
Result<void> CommandRun::takeMeterTime() {
    const Error noDate{ErrorCode::Conflict,
                       Retry::Never,
                       "the meter's clock shows no date, and the command goes by it; set the "
                       "clock first",
                       {}};
    const auto shown = shownClock(m_profile, m_before.blocks);
    if (!shown) return noDate;
    const auto local = localTime(*shown);
    if (!local) return noDate;
    const chrono::local_seconds now = *local;
    m_values.expiry = civilTime(now + chrono::duration_cast<chrono::seconds>(m_steps.expireAfter));
    if (m_values.from) return {};
    m_values.from = civilTime(chrono::floor<chrono::minutes>(now) + kAtOnce);
    return {};
}

/// Everything that may say no before the first byte goes out.
Result<void> CommandRun::prepare() {
    const bool atOnce = sends(m_steps, Kind::From) && !m_values.from;
    if (atOnce || sends(m_steps, Kind::Expiry)) {
        const auto taken = takeMeterTime();
        if (!taken) return taken;
    }
    if (std::holds_alternative<SetClock>(m_wanted)) {
        const auto may = checkClock();
        if (!may) return may;
    }
    m_values.clock = right();
    for (const Write& write : m_steps.writes) {
        if (leftOut(write, m_values)) continue;
        const auto data = encodeData(m_profile, write, m_values);
        if (!data) return nothingSent(data.error());
    }
    return {};
}

Result<void> CommandRun::checkClock() {
    const auto& wanted = std::get<SetClock>(m_wanted);
    const auto shown = shownClock(m_profile, m_before.blocks);
    if (!shown) {
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("profile {} has no clock to read", m_profile.id()),
                     {}};
    }
    return clockMayGo(*shown, right(), wanted.limit, knownTables(wanted));
}

/// The site's tables are no proof of what is in the meter: they only add to its own.
KnownTables CommandRun::knownTables(const SetClock& wanted) const {
    KnownTables known{wanted.tables, false};
    const TimetableLayout* layout = m_profile.timetable();
    if (layout == nullptr) return known;
    int read = 0;
    for (const std::string& id : layout->tablePoints) {
        const Point* point = m_profile.point(id);
        const auto block = m_before.blocks.find(point->block);
        if (block == m_before.blocks.end()) continue;
        auto table = decodeDayTable(pointBytes(*point, block->second), *layout);
        if (!table) continue;
        known.tables.push_back(std::move(*table));
        ++read;
    }
    known.all = read >= layout->tablesInMeter;
    return known;
}

Result<bool> CommandRun::send() {
    bool sent = false;
    for (const Write& write : m_steps.writes) {
        if (leftOut(write, m_values)) continue;
        m_values.clock = right();
        const auto data = encodeData(m_profile, write, m_values);
        if (!data) return sent ? Result<bool>(true) : nothingSent(data.error());
        const auto answer = m_access.writeCommand(write, *data, m_profile.times().write);
        const bool went =
            answer || answer.error().outcomeUnknown() || answer.error().code == ErrorCode::Refused;
        if (!went && !sent) return answer.error();
        sent = true;
        const bool refused = !answer && answer.error().code == ErrorCode::Refused;
        if (!answer && !refused) {
            m_answer.clear();  // nothing came: whether it may be sent again is not for us to say
            break;
        }
        if (!m_answer.empty()) m_answer += "; ";
        m_answer += answer ? *answer : answer.error().message;
        // What follows a write that nobody knows of would only blur what came of it.
        if (!answer && !(refused && write.mayBeRefused)) break;
    }
    return sent;
}

Result<Snapshot> CommandRun::readAfter() {
    std::set<std::string> ids(m_steps.watch.begin(), m_steps.watch.end());
    if (std::holds_alternative<SetClock>(m_wanted)) insertBlocksOf(m_profile, clockPoints(), ids);
    auto blocks = readBlocks(m_profile, ids, m_access);
    if (!blocks) return blocks.error();
    return Snapshot{std::move(blocks).value(), right()};
}

Result<CommandProof> CommandRun::settle() {
    Duration waited{0};
    while (true) {
        const auto after = readAfter();
        const bool last = waited >= m_steps.settle;
        if (!after && last) {
            return Error{ErrorCode::Timeout, Retry::Later,
                         fmt::format("\"{}\" was sent, but the meter could not be read back, so "
                                     "nobody knows what came of it; read the meter",
                                     m_steps.name),
                         after.error().message};
        }
        CommandProof proof;
        if (after) {
            auto judged = judge(m_profile, m_steps, m_values, m_before, *after);
            proof.outcome = judged.outcome;
            proof.points = std::move(judged.points);
        }
        if (after && (last || proof.outcome == CommandProof::Outcome::Done)) {
            proof.answer = m_answer;
            proof.reading = readingAfter(*after);
            proof.frames = m_access.takeFrames();
            return proof;
        }
        m_access.pause(kSettleStep);
        waited += kSettleStep;
    }
}

std::optional<MeterReading> CommandRun::readingAfter(const Snapshot& after) {
    std::set<std::string> missing;
    for (const Block* block : m_profile.liveBlocks()) {
        if (!after.blocks.contains(block->id)) missing.insert(block->id);
    }
    auto blocks = readBlocks(m_profile, missing, m_access);
    if (!blocks) return std::nullopt;
    for (const Block* block : m_profile.liveBlocks()) {
        const auto read = after.blocks.find(block->id);
        if (read != after.blocks.end()) blocks->emplace(read->first, read->second);
    }
    const auto reading = decodeReading(m_profile, *blocks, m_clock.now());
    return reading ? std::optional(*reading) : std::nullopt;
}

}  // namespace wattill::metering
