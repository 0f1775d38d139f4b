#include "node/reconciler.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::node {

using reconciliation::CaseState;
using reconciliation::DifferenceKind;
using reconciliation::KeptBill;
using reconciliation::Run;
using std::chrono::days;

namespace {
constexpr Duration kLookEvery = std::chrono::minutes(1);
constexpr std::size_t kMostPending = 100'000;
constexpr auto kByItself = "node";

Error busy() {
    return {ErrorCode::Busy, Retry::Later, "a reconciliation is under way; try again soon", {}};
}

/// Nothing but a person's look will make this bill readable.
bool isUnreadable(const Error& error) {
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::Unsupported ||
           error.code == ErrorCode::InvalidInput;
}
}  // namespace

Reconciler::Reconciler(Ports ports, Sources sources, ReconciliationTimes times,
                       reconciliation::Policy policy)
    : m_ports(ports), m_sources(std::move(sources)), m_times(times), m_policy(policy) {}

std::vector<std::string> Reconciler::channels() const {
    std::vector<std::string> names;
    for (const auto& source : m_sources)
        names.emplace_back(source->channel());
    return names;
}

void Reconciler::start() {
    if (!m_sources.empty()) lookForever();
}

void Reconciler::lookForever() {
    look();
    m_ports.timer.postAfter(kLookEvery, [this] { lookForever(); });
}

bool Reconciler::begin() {
    const std::lock_guard guard(m_guard);
    if (m_busy) return false;
    m_busy = true;
    return true;
}

void Reconciler::end() {
    const std::lock_guard guard(m_guard);
    m_busy = false;
}

void Reconciler::look() {
    if (!begin()) return;
    const bool taken = m_ports.books.tryPost([this] {
        std::optional<ReconciliationStep> step;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            const auto state = stateIn(unit);
            if (!state) return state.error();
            step = nextStep(*state, m_times, m_policy.billOverdueAfter);
            return {};
        });
        if (!read) {
            m_ports.log.error("reconciliation", {{"message", read.error().message}});
            return end();
        }
        if (!step) return end();
        take(*step);
    });
    if (!taken) end();
}

Result<ReconciliationState> Reconciler::stateIn(const order::UnitOfWork& unit) const {
    ReconciliationState state;
    state.now = m_ports.clock.now();
    state.channels = channels();
    const LocalDay from = reconciliation::dayOf(reconciliation::rulesOf("alipay"), state.now) -
                          m_times.farthest - days(2);
    const auto& store = unit.reconciliation();
    auto runs = store.daysRun(from);
    if (!runs) return runs.error();
    state.runs = std::move(*runs);
    const auto bills = store.billsKept(from);
    if (!bills) return bills.error();
    state.bills.insert(bills->begin(), bills->end());
    const auto pending = store.cases({{CaseState::Open, CaseState::Explained}, {}}, kMostPending);
    if (!pending) return pending.error();
    for (const auto& each : *pending) {
        if (!isStanding(each.difference.kind)) state.daysWithCases.insert(each.difference.day);
    }
    const std::lock_guard guard(m_guard);
    state.askedAt = m_askedAt;
    for (const auto& [bill, fault] : m_unreadable)
        state.unreadable.emplace(bill, fault.since);
    return state;
}

void Reconciler::take(const ReconciliationStep& step) {
    const auto next = [this] {
        end();
        look();
    };
    if (!step.channel.empty()) return fetchMissing({{step.channel, step.day}}, next);
    runWith(step.day, kByItself, [this, next](const Result<Run>& run) {
        // What cannot be written now is tried again in a minute.
        if (!run) return end();
        next();
    });
}

void Reconciler::fetchMissing(std::vector<KeptBill> missing, const std::function<void()>& then) {
    if (missing.empty()) return then();
    const bool taken = m_ports.bills.tryPost([this, missing = std::move(missing), then]() mutable {
        const KeptBill bill = missing.back();
        missing.pop_back();
        fetch(bill, [this, missing, then] { fetchMissing(missing, then); });
    });
    if (!taken) then();
}

void Reconciler::fetch(const KeptBill& bill, const std::function<void()>& then) {
    const auto source = std::find_if(m_sources.begin(), m_sources.end(), [&](const auto& each) {
        return each->channel() == bill.channel;
    });
    if (source == m_sources.end()) return then();
    const auto result = (*source)->bill(bill.day);
    noteFetch(bill, result);
    if (!result) return then();
    const Instant now = m_ports.clock.now();
    m_ports.database.submit(
        [fetched = *result, now](order::UnitOfWork& unit) {
            return unit.reconciliation().keepBill(fetched, now);
        },
        [this, then](const Result<void>& kept) {
            if (!kept.ok()) m_ports.log.error("bill", {{"message", kept.error().message}});
            then();
        });
}

void Reconciler::noteFetch(const KeptBill& bill, const Result<payment::Bill>& result) {
    if (result) {
        m_ports.log.info("bill", {{"channel", bill.channel},
                                  {"day", dayText(bill.day)},
                                  {"lines", result->lines.size()},
                                  {"source", result->source}});
    } else {
        m_ports.log.warning("bill-not-there", {{"channel", bill.channel},
                                               {"day", dayText(bill.day)},
                                               {"code", name(result.error().code)},
                                               {"message", result.error().message}});
    }
    const std::lock_guard guard(m_guard);
    const Instant now = m_ports.clock.now();
    m_askedAt[bill] = now;
    m_none.erase(bill);
    if (!result && result.error().code == ErrorCode::NotFound) m_none.insert(bill);
    if (result || !isUnreadable(result.error())) {
        m_unreadable.erase(bill);
        return;
    }
    m_unreadable.try_emplace(bill, Unreadable{{}, now}).first->second.why = result.error().message;
}

void Reconciler::run(LocalDay day, std::string by, RunDone done) {
    const auto rules = reconciliation::rulesOf("alipay");
    if (m_ports.clock.now() < reconciliation::beginOf(rules, day + days(1))) {
        return done(invalidInput(dayText(day) + ": this day is not over yet"));
    }
    if (!begin()) return done(busy());
    std::vector<KeptBill> missing;
    const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
        const auto kept = unit.reconciliation().billsKept(day);
        if (!kept) return kept.error();
        for (const std::string& channel : channels()) {
            const KeptBill bill{channel, day};
            if (std::find(kept->begin(), kept->end(), bill) == kept->end()) missing.push_back(bill);
        }
        return {};
    });
    if (!read) {
        end();
        return done(read.error());
    }
    fetchMissing(std::move(missing), [this, day, by = std::move(by), done = std::move(done)] {
        runWith(day, by, [this, done](const Result<Run>& run) {
            end();
            done(run);
        });
    });
}

void Reconciler::runWith(LocalDay day, const std::string& by, const RunDone& done) {
    const bool taken = m_ports.books.tryPost([this, day, by, done] { compare(day, by, done); });
    if (!taken) done(busy());
}

Result<reconciliation::Input> Reconciler::input(const order::UnitOfWork& unit, LocalDay day) const {
    auto input = unit.reconciliation().input(day, channels(), m_ports.clock.now());
    if (!input) return input;
    input->policy = m_policy;
    const std::lock_guard guard(m_guard);
    for (reconciliation::Channel& channel : input->channels) {
        channel.saysNone = m_none.contains({channel.rules.name, day});
        const auto why = m_unreadable.find({channel.rules.name, day});
        if (why != m_unreadable.end()) channel.unreadable = why->second.why;
    }
    return input;
}

void Reconciler::compare(LocalDay day, const std::string& by, const RunDone& done) {
    const Instant started = m_ports.clock.now();
    auto facts = std::make_shared<reconciliation::Input>();
    const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
        auto found = input(unit, day);
        if (!found) return found.error();
        *facts = std::move(*found);
        return {};
    });
    if (!read) return done(read.error());
    const auto outcome = std::make_shared<reconciliation::Outcome>(reconcile(*facts));
    const reconciliation::RunInfo info{started, m_ports.clock.now(), by};
    const auto run = std::make_shared<Run>();
    m_ports.database.submit(
        [facts, outcome, info, run](order::UnitOfWork& unit) -> Result<void> {
            const auto kept = record(unit.reconciliation(), *facts, *outcome, info);
            if (!kept) return kept.error();
            *run = *kept;
            return followCases(unit, info.finishedAt);
        },
        [this, run, done](const Result<void>& kept) {
            if (!kept.ok()) {
                m_ports.log.error("reconciliation", {{"message", kept.error().message}});
                return done(kept.error());
            }
            m_ports.log.info("reconciliation", {{"day", dayText(run->day)},
                                                {"complete", run->complete ? "yes" : "no"},
                                                {"differences", run->differences},
                                                {"opened", run->opened},
                                                {"closed", run->closed}});
            done(*run);
        });
}

namespace {
/// What an alarm is about stands where others name an order.
struct Wanted {
    order::AlarmKind kind{};
    std::string about;
    std::string text;
};

std::vector<Wanted> wantedAlarms(const std::vector<reconciliation::Case>& pending) {
    std::vector<Wanted> wanted;
    std::map<LocalDay, int> byDay;
    for (const reconciliation::Case& each : pending) {
        const auto& difference = each.difference;
        const bool bill = difference.kind == DifferenceKind::BillMissing ||
                          difference.kind == DifferenceKind::BillUnreadable;
        if (bill) {
            wanted.push_back({order::AlarmKind::BillMissing, difference.key, difference.text});
        } else {
            ++byDay[difference.day];
        }
    }
    for (const auto& [day, count] : byDay) {
        wanted.push_back(
            {order::AlarmKind::ReconciliationOpen, dayText(day),
             fmt::format("{} between bills, books and meters; look at: wattill "
                         "reconcile cases",
                         count == 1 ? "1 difference" : fmt::format("{} differences", count))});
    }
    return wanted;
}
}  // namespace

Result<void> followCases(order::UnitOfWork& unit, Instant now) {
    const auto pending =
        unit.reconciliation().cases({{CaseState::Open, CaseState::Explained}, {}}, kMostPending);
    if (!pending) return pending.error();
    const std::vector<Wanted> wanted = wantedAlarms(*pending);
    const auto open = unit.alarms().list(true, kMostPending);
    if (!open) return open.error();
    for (const order::Alarm& alarm : *open) {
        const bool ours = alarm.kind == order::AlarmKind::BillMissing ||
                          alarm.kind == order::AlarmKind::ReconciliationOpen;
        const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const Wanted& each) {
            return each.kind == alarm.kind && each.about == alarm.order.text() &&
                   each.text == alarm.text;
        });
        if (!ours || stays) continue;
        const auto cleared = unit.alarms().clear(alarm.order, alarm.kind, now);
        if (!cleared) return cleared;
    }
    for (const Wanted& each : wanted) {
        const auto raised = unit.alarms().raise(
            {0, each.kind, OrderId(each.about), MeterId(), now, std::nullopt, each.text});
        if (!raised) return raised;
    }
    return {};
}

}  // namespace wattill::node
