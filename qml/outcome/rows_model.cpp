#include "outcome/rows_model.hpp"

namespace wattill::kiosk {

QVariant RowsModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const OutcomeRow& row = at(index.row());
    switch (role) {
        case Label:
            return row.label;
        case Value:
            return row.value;
        case Strong:
            return row.strong;
        case ResultRole:
            return row.result;
        default:
            return {};
    }
}

QHash<int, QByteArray> RowsModel::roleNames() const {
    return {{Label, "label"}, {Value, "value"}, {Strong, "strong"}, {ResultRole, "result"}};
}

}  // namespace wattill::kiosk
