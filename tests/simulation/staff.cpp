#include "simulation/staff.hpp"

#include <algorithm>

namespace wattill::simulation {

using namespace std::chrono_literals;
using metering::RelayCommand;
using order::CommandBatch;
using order::Ticket;

namespace {
constexpr int kMostTries = 12;
const char* const kWho = "Wang";
}  // namespace

void Staff::plan(Duration delay) {
    m_tasks.emplace_back();
    m_host.timeline.after(delay, [this, index = m_tasks.size() - 1] {
        wishFor(index);
        press(index);
    });
}

metering::MeterCommand Staff::anyCommand() {
    const auto yuan = [this](std::uint64_t from, std::uint64_t below) {
        return Money::fromMicroYuan(
            static_cast<std::int64_t>(from + m_host.chance.below(below - from)) * 1'000'000);
    };
    const std::uint64_t mood = m_host.chance.below(24);
    if (mood < 4) return RelayCommand::Trip;
    if (mood < 8) return RelayCommand::KeepOn;
    if (mood < 11) return RelayCommand::ToPrepaid;
    if (mood < 14) {
        metering::SetPrices prices;
        for (Money& price : prices.perKwh)
            price = yuan(0, 4);
        return prices;
    }
    if (mood < 16) {
        const Money urgent = yuan(1, 10);
        return metering::SetAlarms{urgent + yuan(0, 40), urgent};
    }
    if (mood < 21) return metering::TakeCredit{yuan(2, 60), 0, 0};
    if (mood < 23) return metering::CloseAccount{};
    return metering::OpenAccount{};
}

std::vector<MeterId> Staff::anyMeters(bool alone) {
    std::vector<MeterId> all;
    for (const auto& [id, meter] : m_meters)
        all.push_back(id);
    const std::size_t count = alone ? 1 : 2 + m_host.chance.below(all.size() - 1);
    std::vector<MeterId> some;
    while (some.size() < count) {
        const auto which = static_cast<std::ptrdiff_t>(m_host.chance.below(all.size()));
        some.push_back(all[static_cast<std::size_t>(which)]);
        all.erase(all.begin() + which);
    }
    return some;
}

void Staff::wishFor(std::size_t index) {
    Task& task = m_tasks[index];
    order::NewCommands& wish = task.wish;
    wish.request = fmt::format("task-{:04}-{:08x}", index, m_host.chance.next());
    wish.command = anyCommand();
    wish.operatedBy = kWho;
    wish.reason = "simulated";
    const auto* relay = std::get_if<RelayCommand>(&wish.command);
    wish.meters = anyMeters(order::touchesBalance(wish.command) || !m_host.oneIn(4));
    if (relay != nullptr && *relay == RelayCommand::KeepOn && m_host.oneIn(2)) {
        wish.until = m_host.clock.now() + m_host.between(5min, 5h);
    }
    if (m_host.oneIn(4)) wish.giveUpAfter = m_host.between(1min, 2h);
    const bool manyTrips =
        relay != nullptr && *relay == RelayCommand::Trip && wish.meters.size() > kUnconfirmedTrips;
    task.mustBeRefused = manyTrips && m_host.oneIn(3);
    if (manyTrips) {
        const auto right = static_cast<std::int64_t>(wish.meters.size());
        wish.confirm = task.mustBeRefused ? right - 1 : right;
    }
}

void Staff::press(std::size_t index) {
    Task& task = m_tasks[index];
    if (++task.tries > kMostTries || !task.batch.empty() || task.refused) return;
    m_host.timeline.after(m_host.between(2s, 8s), [this, index] { press(index); });
    order::CommandDesk* desk = m_node.desk();
    if (desk == nullptr) return;
    m_host.journal.trace("staff    asks {} of {} meters ({})", commandName(task.wish.command),
                         task.wish.meters.size(), task.wish.request);
    desk->request(task.wish, [this, index, life = m_host.life](const Result<CommandBatch>& made) {
        if (m_host.alive(life)) answered(index, made);
    });
}

void Staff::answered(std::size_t index, const Result<CommandBatch>& batch) {
    Task& task = m_tasks[index];
    if (!batch.ok()) {
        const ErrorCode code = batch.error().code;
        task.refused = code != ErrorCode::Io && code != ErrorCode::Busy;
        m_host.journal.trace("staff    {} gets: {}", task.wish.request, batch.error().message);
        return;
    }
    if (task.mustBeRefused) {
        m_host.journal.violated("many trips need their number", "{} for {} of {} meters",
                                batch->id.text(), task.wish.confirm, task.wish.meters.size());
    }
    if (!task.batch.empty() && task.batch != batch->id) {
        m_host.journal.violated("a repeated request finds the same batch", "{} gave {} and {}",
                                task.wish.request, task.batch.text(), batch->id.text());
    }
    const bool first = task.batch.empty();
    task.batch = batch->id;
    if (!first) return;
    if (m_host.faults.strikes(Fault::StaffCancels)) {
        m_host.timeline.after(m_host.between(1ms, 60s), [this, index] { withdraw(index); });
    }
    if (m_host.faults.strikes(Fault::StaffRepeats)) {
        m_host.timeline.after(m_host.between(1ms, 10min), [this, index] {
            order::CommandDesk* desk = m_node.desk();
            if (desk == nullptr) return;
            desk->request(m_tasks[index].wish, [this, index](const Result<CommandBatch>& again) {
                if (again.ok()) answered(index, again);
            });
        });
    }
    const bool closes = std::holds_alternative<metering::CloseAccount>(task.wish.command);
    if (!closes) return;
    // Somebody else moves in.
    m_host.timeline.after(m_host.between(5min, 40min), [this, meters = task.wish.meters] {
        m_tasks.emplace_back();
        const std::size_t next = m_tasks.size() - 1;
        wishFor(next);
        m_tasks[next].wish.meters = meters;
        m_tasks[next].wish.command = metering::OpenAccount{};
        m_tasks[next].wish.until.reset();
        m_tasks[next].mustBeRefused = false;
        press(next);
    });
}

void Staff::withdraw(std::size_t index) {
    order::CommandDesk* desk = m_node.desk();
    if (desk == nullptr) return;
    const Task& task = m_tasks[index];
    m_host.journal.trace("staff    withdraws {}", task.batch.text());
    if (m_host.oneIn(2)) {
        return desk->cancelBatch(task.batch, kWho, [](const Result<CommandBatch>&) {});
    }
    desk->cancel(order::TicketId(task.batch.text() + "-1"), kWho, [](const Result<Ticket>&) {});
}

bool Staff::isThere(const Ticket& ticket) const {
    const MeterModel& meter = m_meters.at(ticket.meter);
    if (order::touchesBalance(ticket.command)) return meter.timesApplied(ticket.id) > 0;
    return settingsAfter(meter.settings(), ticket.command) == meter.settings();
}

void Staff::decide(const std::vector<Ticket>& waiting) {
    for (const Ticket& ticket : waiting) {
        order::CommandDesk* desk = m_node.desk();
        if (desk == nullptr) return;
        // The way to the meter takes longer than any frame.
        if (!m_outside.isQuiet(ticket.meter) || m_host.oneIn(3)) continue;
        const auto verdict = isThere(ticket) ? order::Verdict::Done : order::Verdict::NotDone;
        m_host.journal.trace("person   resolves {}: {}", ticket.id.text(), name(verdict));
        desk->resolve(ticket.id, {verdict, kWho, "read it on the meter"},
                      [](const Result<Ticket>&) {});
    }
}

}  // namespace wattill::simulation
