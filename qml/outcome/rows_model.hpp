#pragma once

#include "words/list_of.hpp"

#include <QString>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

struct OutcomeRow {
    QString label;
    QString value;
    bool strong = false;  ///< the figure that matters
    bool result = false;  ///< the biggest: what is on the meter now
};

class RowsModel : public ListOf<OutcomeRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Label = Qt::UserRole, Value, Strong, ResultRole };
    explicit RowsModel(QObject* parent = nullptr) : ListOf(parent) {}
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
};

}  // namespace wattill::kiosk
