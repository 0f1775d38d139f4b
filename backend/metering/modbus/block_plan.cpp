#include "metering/modbus/block_plan.hpp"

#include <algorithm>
#include <cstdlib>

namespace wattill::metering::modbus {
namespace {

constexpr int kLargestHole = 10;
constexpr int kLongestRead = 125;  // Modbus application protocol 1.1b3, 6.3

int endOf(const Block& block) {
    return block.start + block.count;
}

}  // namespace

BlockPlan::BlockPlan(const Profile& profile, const Block& block)
    : m_cuts(static_cast<std::size_t>(block.count), true), m_parts{{0, block.count, false}} {
    for (const auto& [id, point] : profile.points()) {
        if (point.block != block.id) continue;
        const int last = (point.byte + point.coding.bytes - 1) / 2;
        for (int inside = point.byte / 2 + 1; inside <= last; ++inside)
            m_cuts[static_cast<std::size_t>(inside)] = false;
    }
}

void BlockPlan::split(std::size_t part) {
    Part& whole = m_parts[part];
    int best = 0;
    for (int at = 1; at < whole.count; ++at) {
        if (!m_cuts[static_cast<std::size_t>(whole.start + at)]) continue;
        if (best == 0 || std::abs(2 * at - whole.count) < std::abs(2 * best - whole.count)) {
            best = at;
        }
    }
    if (best == 0) {
        whole.absent = true;
        return;
    }
    const Part rest{whole.start + best, whole.count - best, false};
    whole.count = best;
    m_parts.insert(m_parts.begin() + static_cast<std::ptrdiff_t>(part) + 1, rest);
}

bool BlockPlan::isAbsent(int byte, int bytes) const {
    return std::any_of(m_parts.begin(), m_parts.end(), [&](const Part& part) {
        return part.absent && byte < 2 * (part.start + part.count) && byte + bytes > 2 * part.start;
    });
}

std::vector<const Block*> readTogether(const Profile& profile, const Block& block,
                                       const std::set<std::string>& wanted) {
    std::vector<const Block*> alike;
    for (const std::string& id : wanted) {
        const Block* each = profile.block(id);
        if (each == nullptr || each->function != block.function) continue;
        if (each->poll == block.poll) alike.push_back(each);
    }
    std::sort(alike.begin(), alike.end(),
              [](const Block* a, const Block* b) { return a->start < b->start; });
    std::vector<const Block*> group;
    int end = 0;
    for (const Block* each : alike) {
        const bool fits = !group.empty() && each->start - end <= kLargestHole &&
                          endOf(*each) - group.front()->start <= kLongestRead;
        if (!fits) {
            if (std::find(group.begin(), group.end(), &block) != group.end()) return group;
            group.clear();
            end = 0;
        }
        group.push_back(each);
        end = std::max(end, endOf(*each));
    }
    if (std::find(group.begin(), group.end(), &block) == group.end()) return {&block};
    return group;
}

}  // namespace wattill::metering::modbus
