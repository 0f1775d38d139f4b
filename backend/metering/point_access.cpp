#include "metering/point_access.hpp"

#include "metering/command_run.hpp"

namespace wattill::metering {

Result<MeterReading> readMeter(const Profile& profile, PointAccess& access, const Clock& clock) {
    std::set<std::string> ids;
    for (const Block* block : profile.liveBlocks())
        ids.insert(block->id);
    const auto blocks = readBlocks(profile, ids, access);
    if (!blocks) return blocks.error();
    return decodeReading(profile, *blocks, clock.now());
}

Result<void> sellTo(const Profile& profile, bool unlocked, const Sale& sale, PointAccess& access) {
    const auto command = permitted(profile, "sell", unlocked);
    if (!command) return command.error();
    const auto good = checkSale(profile, sale);
    if (!good) return good;
    CommandValues values = valuesOf(sale);
    values.secret = [&access](const std::string& name) { return access.secret(name); };
    auto before = readBlocks(profile, copiedBlocks(profile, **command), access);
    if (!before && before.error().outcomeUnknown()) {
        return Error{ErrorCode::Unreachable, Retry::Later,
                     "nothing was sent: " + before.error().message, before.error().context};
    }
    if (!before) return before.error();
    values.before = std::move(before).value();
    const Write& write = (*command)->writes.front();
    const auto data = encodeData(profile, write, values);
    if (!data) return data.error();
    const auto answer = access.writeCommand(write, *data, profile.times().sell);
    return answer ? Result<void>() : answer.error();
}

Result<CommandProof> carryOutCommand(const Profile& profile, bool unlocked,
                                     const MeterCommand& command, PointAccess& access,
                                     const Clock& clock) {
    const auto steps = permitted(profile, commandName(command), unlocked);
    if (!steps) return steps.error();
    return CommandRun(profile, **steps, command, access, clock).run();
}

}  // namespace wattill::metering
