#include "welcome/choice_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

QVariant ChoiceModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const api::MatchView& match = at(index.row());
    if (role == Title) return placeTitle(match);
    if (role != Detail) return {};
    //% "meter …%1"
    const QString tail = qtTrId("place-meter-tail").arg(meterTail(match.meter));
    return match.building.empty() ? tail : fromUtf8(match.building) + QStringLiteral(" · ") + tail;
}

QHash<int, QByteArray> ChoiceModel::roleNames() const {
    return {{Title, "title"}, {Detail, "detail"}};
}

void ChoiceModel::choose(int row) {
    if (has(row)) emit chosen(row);
}

}  // namespace wattill::kiosk
