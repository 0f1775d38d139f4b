#include "reconciliation/store.hpp"

#include <limits>
#include <set>

#include <fmt/format.h>
#include <openssl/sha.h>

namespace wattill::reconciliation {

namespace {
constexpr auto kByRun = "reconciliation";
constexpr auto kAll = std::numeric_limits<std::size_t>::max();

void appendText(std::string& bytes, std::string_view text) {
    bytes += std::to_string(text.size());
    bytes += ':';
    bytes += text;
}

/// One run's changes to the cases.
class CaseKeeper {
  public:
    CaseKeeper(ReconciliationStore& store, LocalDay day, Instant now)
        : m_store(store), m_day(day), m_now(now) {}

    Result<void> found(const Difference& difference) {
        m_found.emplace(difference.kind, difference.key);
        const auto before = m_store.find(difference.kind, difference.key);
        if (!before) return before.error();
        const auto after = afterRun(*before, difference, m_now);
        if (!after) return {};
        const CaseNote note = noteOf(*after, kByRun, runNote(*before, *after), m_now);
        if (!*before) {
            ++opened;
            const auto number = m_store.insert(*after, note);
            return number ? Result<void>{} : Result<void>{number.error()};
        }
        if (!isPending((*before)->state)) ++opened;
        return m_store.update(*after, note);
    }

    /// After all that was found.
    Result<void> closeOthers() {
        const auto pending = m_store.cases({{CaseState::Open, CaseState::Explained}, {}}, kAll);
        if (!pending) return pending.error();
        for (const Case& before : *pending) {
            const Difference& difference = before.difference;
            const bool there = m_found.contains(std::pair(difference.kind, difference.key));
            if (there || !isJudgedBy(m_day, difference.kind, difference.day)) continue;
            const auto after = afterAbsence(before, m_now);
            if (!after) continue;
            ++closed;
            const std::string why =
                fmt::format("a run of {} found no difference any more", dayText(m_day));
            const auto kept = m_store.update(*after, noteOf(*after, kByRun, why, m_now));
            if (!kept) return kept;
        }
        return {};
    }

    std::int64_t opened = 0;
    std::int64_t closed = 0;

  private:
    ReconciliationStore& m_store;
    const LocalDay m_day;
    const Instant m_now;
    std::set<std::pair<DifferenceKind, std::string>> m_found;
};
}  // namespace

std::string billHash(const std::vector<payment::BillLine>& lines,
                     const std::vector<payment::UnreadRow>& unread) {
    std::string bytes;
    for (const payment::BillLine& line : lines) {
        bytes += line.kind == payment::BillKind::Payment ? 'P' : 'R';
        for (const auto& text :
             {line.order.text(), line.trade, line.refund.text(),
              std::to_string(line.amount.microYuan()), std::to_string(line.fee.microYuan()),
              line.terminal, line.at ? std::to_string(toMillis(*line.at)) : std::string()}) {
            appendText(bytes, text);
        }
    }
    for (const payment::UnreadRow& row : unread) {
        bytes += 'U';
        for (const auto& text : {row.file, std::to_string(row.row), row.digest})
            appendText(bytes, text);
    }
    ledger::Hash hash{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
    return ledger::hexText(hash);
}

Result<Run> record(ReconciliationStore& store, const Input& input, const Outcome& outcome,
                   const RunInfo& info) {
    CaseKeeper keeper(store, outcome.day, info.finishedAt);
    for (const Difference& difference : outcome.differences) {
        if (auto kept = keeper.found(difference); !kept) return kept.error();
    }
    if (auto closed = keeper.closeOthers(); !closed) return closed.error();
    Run run;
    run.day = outcome.day;
    run.startedAt = info.startedAt;
    run.finishedAt = info.finishedAt;
    run.by = info.by;
    run.complete = outcome.complete;
    run.differences = static_cast<std::int64_t>(outcome.differences.size());
    run.opened = keeper.opened;
    run.closed = keeper.closed;
    run.carried = static_cast<std::int64_t>(outcome.carried.size());
    run.channels = outcome.channels;
    for (const Channel& channel : input.channels) {
        for (const BillDay& bill : channel.bills) {
            if (!bill.whole) continue;
            run.bills.push_back({channel.rules.name, bill.day, billHash(bill.lines, bill.unread),
                                 static_cast<std::int64_t>(bill.lines.size())});
        }
    }
    const auto number = store.addRun(run);
    if (!number) return number.error();
    run.number = *number;
    return run;
}

}  // namespace wattill::reconciliation
