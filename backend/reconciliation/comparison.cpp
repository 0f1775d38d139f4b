#include "reconciliation/comparison.hpp"

#include "base/assertion.hpp"

#include <algorithm>
#include <tuple>

namespace wattill::reconciliation {

using payment::BillKind;
using payment::BillLine;

BillIndex::BillIndex(const Channel& channel) : m_channel(&channel) {
    std::vector<const BillDay*> days;
    std::size_t lines = 0;
    for (const BillDay& day : channel.bills) {
        days.push_back(&day);
        lines += day.lines.size();
    }
    std::stable_sort(days.begin(), days.end(),
                     [](const BillDay* a, const BillDay* b) { return a->day < b->day; });
    m_payments.reserve(lines);
    for (const BillDay* day : days) {
        for (const BillLine& line : day->lines) {
            if (line.kind == BillKind::Payment) {
                m_payments[line.trade].push_back({day->day, &line});
                continue;
            }
            if (!line.refund.empty()) m_refunds[line.refund.text()].push_back({day->day, &line});
            m_refundsOf[line.trade].push_back({day->day, &line});
        }
    }
}

const BillDay* BillIndex::whole(LocalDay day) const {
    for (const BillDay& each : m_channel->bills) {
        if (each.whole && each.day == day) return &each;
    }
    return nullptr;
}

bool BillIndex::isOver(LocalDay day) const {
    return whole(day) != nullptr && whole(day + std::chrono::days(1)) != nullptr;
}

const std::vector<LinePlace>& BillIndex::at(const Lines& lines, const std::string& key) {
    static const std::vector<LinePlace> kNone;
    const auto found = lines.find(key);
    return found == lines.end() ? kNone : found->second;
}

const std::vector<LinePlace>& BillIndex::payments(const std::string& trade) const {
    return at(m_payments, trade);
}
const std::vector<LinePlace>& BillIndex::refunds(const payment::RefundId& refund) const {
    return at(m_refunds, refund.text());
}
const std::vector<LinePlace>& BillIndex::refundsOf(const std::string& trade) const {
    return at(m_refundsOf, trade);
}

bool BillIndex::isUnnamed(const Comparison& run, const KnownRefund& refund,
                          const BillLine& line) const {
    const bool named = !line.refund.empty() && run.refund(line.refund) != nullptr;
    return !named && refund.stage == RefundStage::Returned && refund.trade == line.trade &&
           refund.amount == line.amount && refunds(refund.id).empty();
}

bool BillIndex::isRepetition(const BillLine& line) const {
    const auto& places =
        line.kind == BillKind::Payment ? at(m_payments, line.trade) : at(m_refundsOf, line.trade);
    const auto first = std::find_if(places.begin(), places.end(), [&](const LinePlace& each) {
        return each.line->refund == line.refund;
    });
    return first != places.end() && first->line != &line;
}

Comparison::Comparison(const Input& of) : input(of) {
    out.day = input.day;
    for (const Channel& channel : input.channels) {
        m_bills.emplace_back(channel);
        ChannelTotals totals;
        totals.channel = channel.rules.name;
        out.channels.push_back(std::move(totals));
    }
    m_orders.reserve(input.orders.size());
    m_payments.reserve(input.orders.size());
    for (const KnownOrder& order : input.orders) {
        m_orders.emplace(order.id, &order);
        for (const KnownPayment& each : order.payments) {
            m_payments.emplace(paymentKey(order.channel, each.trade), PaymentPlace{&order, &each});
        }
        for (const KnownRefund& each : order.refunds)
            m_refunds.emplace(each.id.text(), RefundPlace{&order, &each});
    }
    m_entries.reserve(input.entries.size());
    for (const BookedEntry& entry : input.entries)
        m_entries.emplace(entry.key, &entry);
}

const KnownOrder* Comparison::order(const OrderId& id) const {
    const auto found = m_orders.find(id);
    return found == m_orders.end() ? nullptr : found->second;
}
const PaymentPlace* Comparison::payment(const std::string& key) const {
    const auto found = m_payments.find(key);
    return found == m_payments.end() ? nullptr : &found->second;
}
const RefundPlace* Comparison::refund(const payment::RefundId& id) const {
    const auto found = m_refunds.find(id.text());
    return found == m_refunds.end() ? nullptr : &found->second;
}
const BookedEntry* Comparison::entry(const std::string& key) const {
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? nullptr : found->second;
}

const BillIndex* Comparison::bills(const std::string& channel) const {
    const auto found = std::find_if(m_bills.begin(), m_bills.end(), [&](const BillIndex& each) {
        return each.rules().name == channel;
    });
    return found == m_bills.end() ? nullptr : &*found;
}

ChannelTotals& Comparison::totals(const std::string& channel) {
    const auto found =
        std::find_if(out.channels.begin(), out.channels.end(),
                     [&](const ChannelTotals& each) { return each.channel == channel; });
    WATTILL_ASSERT(found != out.channels.end(), "a channel that the run does not look at");
    return *found;
}

std::optional<ChannelTrade> channelTradeOf(const std::string& key) {
    const std::size_t first = key.find(':');
    const std::size_t second = first == std::string::npos ? first : key.find(':', first + 1);
    if (second == std::string::npos) return std::nullopt;
    return ChannelTrade{key.substr(first + 1, second - first - 1), key.substr(second + 1)};
}

Outcome reconcile(const Input& input) {
    Comparison run(input);
    checkBills(run);
    checkOwn(run);
    checkPresence(run);
    checkJournal(run);
    checkMeters(run);
    auto& found = run.out.differences;
    const auto place = [](const Difference& each) { return std::tie(each.kind, each.key); };
    std::stable_sort(found.begin(), found.end(),
                     [&](const Difference& a, const Difference& b) { return place(a) < place(b); });
    found.erase(
        std::unique(found.begin(), found.end(),
                    [&](const Difference& a, const Difference& b) { return place(a) == place(b); }),
        found.end());
    const auto unread = [&](const BillDay& bill) {
        return bill.day == input.day && !bill.unread.empty();
    };
    for (const Channel& channel : input.channels) {
        if (std::any_of(channel.bills.begin(), channel.bills.end(), unread)) {
            run.out.complete = false;
        }
    }
    for (ChannelTotals& totals : run.out.channels) {
        totals.differences = std::count_if(found.begin(), found.end(), [&](const Difference& each) {
            return each.channel == totals.channel;
        });
        run.out.complete = run.out.complete && totals.billThere;
    }
    return std::move(run.out);
}

}  // namespace wattill::reconciliation
