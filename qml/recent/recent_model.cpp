#include "recent/recent_model.hpp"

#include "words/format.hpp"
#include "words/tone.hpp"

#include <QCoreApplication>
#include <algorithm>

namespace wattill::kiosk {

namespace {
/// What fits on the page; the newest come first.
constexpr std::size_t kMostRows = 6;
}  // namespace

QVariant RecentModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const api::OrderView& order = at(index.row());
    switch (role) {
        case When:
            return m_site.dateTimeText(order.createdAt);
        case Amount:
            return moneyText(order.amount);
        case State:
            return orderStateText(order);
        case ToneRole:
            return QVariant::fromValue(toneOfOrder(order));
        case Number:
            return orderText(order.id, m_site.view().terminal);
        default:
            return {};
    }
}

QHash<int, QByteArray> RecentModel::roleNames() const {
    return {{When, "when"},
            {Amount, "amount"},
            {State, "standing"},
            {ToneRole, "tone"},
            {Number, "number"}};
}

QString RecentModel::place() const {
    return placeLine(m_place);
}

QString RecentModel::hint() const {
    switch (m_status) {
        case Status::Asking:
            //% "One moment, please"
            return qtTrId("recent-asking");
        case Status::NoAnswer:
            //% "The system is busy. Please try again."
            return qtTrId("recent-no-answer");
        case Status::Known:
            break;
    }
    if (!rows().empty()) return {};
    //% "There are no top-ups of this meter yet."
    return qtTrId("recent-none");
}

void RecentModel::ask(const api::MatchView& place) {
    m_place = place;
    m_status = Status::Asking;
    replace({});
    emit changed();
}

void RecentModel::show(std::vector<api::OrderView> orders) {
    std::stable_sort(orders.begin(), orders.end(), [](const auto& one, const auto& other) {
        return one.createdAt > other.createdAt;
    });
    if (orders.size() > kMostRows) orders.resize(kMostRows);
    m_status = Status::Known;
    replace(std::move(orders));
    emit changed();
}

void RecentModel::fail() {
    m_status = Status::NoAnswer;
    emit changed();
}

void RecentModel::retranslate() {
    replace(rows());
    emit changed();
}

}  // namespace wattill::kiosk
