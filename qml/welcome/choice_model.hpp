#pragma once

#include "api/types.hpp"
#include "words/list_of.hpp"

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Several meters fit what was typed: which one is meant.
class ChoiceModel : public ListOf<api::MatchView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Title = Qt::UserRole, Detail };
    explicit ChoiceModel(QObject* parent = nullptr) : ListOf(parent) {}

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    void retranslate() { replace(rows()); }

    Q_INVOKABLE void choose(int row);

  signals:
    void chosen(int row);
};

}  // namespace wattill::kiosk
