#include "node/bus_making.hpp"
#include "node/service_queries.hpp"

#include <fmt/format.h>

namespace wattill::node {

using api::Reply;

namespace {
constexpr std::size_t kMostAlarms = 1000;
constexpr std::size_t kMostCounted = 100'000;

const std::vector<order::State>& openStates() {
    static const std::vector<order::State> kOpen{
        order::State::Created,    order::State::AwaitingPayment, order::State::Paid,
        order::State::Delivering, order::State::DeliveryUnknown, order::State::PaidLate,
        order::State::Suspect,    order::State::Refunding};
    return kOpen;
}
}  // namespace

void NodeService::alarms(bool openOnly, Reply<std::vector<api::AlarmView>> reply) {
    using Views = std::vector<api::AlarmView>;
    answer<Views>(m_ports.reads, std::move(reply),
                  [openOnly](const order::UnitOfWork& unit) -> Result<Views> {
                      const auto alarms = unit.alarms().list(openOnly, kMostAlarms);
                      if (!alarms) return alarms.error();
                      Views views;
                      for (const order::Alarm& alarm : *alarms)
                          views.push_back(alarmView(alarm));
                      return views;
                  });
}

void NodeService::endAlarm(std::int64_t number, order::AlarmEnd end, Reply<api::AlarmView> reply) {
    m_ports.log.info("alarm-end", {{"alarm", number}, {"who", end.who}});
    const auto ended = std::make_shared<order::Alarm>();
    m_ports.database.submit(
        [number, end = std::move(end), now = m_ports.clock.now(),
         ended](order::UnitOfWork& unit) -> Result<void> {
            auto alarm = order::endAlarm(unit, number, end, now);
            if (!alarm.ok()) return alarm.error();
            *ended = std::move(*alarm);
            return {};
        },
        [ended, reply = std::move(reply)](const Result<void>& done) {
            reply(done.ok() ? Result<api::AlarmView>{alarmView(*ended)}
                            : Result<api::AlarmView>{done.error()});
        });
}

void NodeService::verifyLedger(Reply<api::LedgerView> reply) {
    answer<api::LedgerView>(m_ports.books, std::move(reply),
                            [](const order::UnitOfWork& unit) -> Result<api::LedgerView> {
                                const auto verification = ledger::verify(unit.ledger());
                                if (!verification) return verification.error();
                                const auto balances = unit.ledger().trialBalance();
                                if (!balances) return balances.error();
                                api::LedgerView view;
                                view.entries = verification->entries;
                                view.head = ledger::hexText(verification->head);
                                view.violations = verification->violations;
                                for (const auto& [account, amount] : *balances) {
                                    view.balances.emplace_back(account.text(), amount);
                                }
                                return view;
                            });
}

void NodeService::health(Reply<api::HealthView> reply) {
    answer<api::HealthView>(
        m_ports.reads, std::move(reply),
        [this](const order::UnitOfWork& unit) -> Result<api::HealthView> {
            const auto orders = unit.orders().list(openStates(), kMostCounted);
            if (!orders) return orders.error();
            const auto alarms = unit.alarms().list(true, kMostCounted);
            if (!alarms) return alarms.error();
            api::HealthView view;
            view.version = WATTILL_VERSION;
            view.startedAt = m_ports.startedAt;
            for (const auto& [name, state] : m_ports.fleet.states()) {
                view.buses.push_back(fmt::format("{}: {}, {} meters, {} lost", name.text(),
                                                 state.portOpen ? "open" : "closed", state.meters,
                                                 state.lost));
            }
            for (const std::string& channel : m_ports.channels.names()) {
                view.gateways.push_back(channel + ": configured");
            }
            view.openOrders = static_cast<std::int64_t>(orders->size());
            view.openAlarms = static_cast<std::int64_t>(alarms->size());
            return view;
        });
}

void NodeService::importSheet(api::SheetUpload sheet, Reply<api::ImportReport> reply) {
    const bool taken = m_ports.books.tryPost([this, sheet = std::move(sheet), reply] {
        if (sheet.kind == "meters") return importMeterSheet(sheet, reply);
        if (sheet.kind == "history") return importHistorySheet(sheet, reply);
        reply(invalidInput(fmt::format("kind \"{}\": must be meters or history", sheet.kind)));
    });
    if (!taken) reply(tooManyWait());
}

void NodeService::importMeterSheet(const api::SheetUpload& sheet,
                                   const Reply<api::ImportReport>& reply) {
    SiteInventory inventory{m_ports.fleet.profiles().ids(), m_ports.fleet.busNames(), {}, {}};
    for (const BusConfig& bus : m_ports.config.buses)
        inventory.protocols.emplace(bus.name.text(), bus.protocol);
    inventory.speaks = [&](const std::string& profile, metering::Protocol protocol) {
        const metering::Profile* known = m_ports.fleet.profiles().find(profile);
        return known == nullptr || speaks(*known, protocol);
    };
    auto rows = readMeterSheet({sheet.fileName, sheet.text}, inventory);
    if (!rows) return reply(rows.error());
    api::ImportReport report;
    report.meters = static_cast<int>(rows->size());
    const auto left = std::make_shared<std::vector<LeftOver>>();
    m_ports.database.submit(
        [rows = std::move(*rows), file = sheet.fileName, at = m_ports.clock.now(),
         left](order::UnitOfWork& unit) -> Result<void> {
            auto imported = importMeters(unit, file, rows, at);
            if (!imported) return imported.error();
            *left = std::move(*imported);
            return {};
        },
        [this, report, left, reply](const Result<void>& done) mutable {
            if (!done.ok()) return reply(done.error());
            for (const LeftOver& each : *left) {
                report.warnings.push_back(text(each, m_ports.zone));
                noteReplaced(each);
            }
            takeNewPlaces(std::move(report), reply);
        });
}

void NodeService::takeNewPlaces(api::ImportReport report, const Reply<api::ImportReport>& reply) {
    answer<api::ImportReport>(
        m_ports.books, reply,
        [this, report](const order::UnitOfWork& unit) -> Result<api::ImportReport> {
            const auto places = unit.tenancy().all();
            if (!places) return places.error();
            m_ports.fleet.setPlaces(*places);
            m_ports.log.info("import", {{"kind", "meters"}, {"rows", report.meters}});
            api::ImportReport whole = report;
            for (std::string& warning : crowdedBuses(*places))
                whole.warnings.push_back(std::move(warning));
            return whole;
        });
}

void NodeService::importHistorySheet(const api::SheetUpload& sheet,
                                     const Reply<api::ImportReport>& reply) {
    auto rows =
        readHistorySheet({sheet.fileName, sheet.text}, m_ports.zone.dayOf(m_ports.clock.now()));
    if (!rows) return reply(rows.error());
    const auto count = static_cast<int>(rows->size());
    m_ports.database.submit(
        [rows = std::move(*rows), file = sheet.fileName](order::UnitOfWork& unit) {
            return importHistory(unit, file, rows);
        },
        [this, count, reply](const Result<void>& done) {
            if (!done.ok()) return reply(done.error());
            m_ports.log.info("import", {{"kind", "history"}, {"rows", count}});
            reply(api::ImportReport{0, count, {}});
        });
}

}  // namespace wattill::node
