#pragma once

#include "base/money.hpp"
#include "words/list_of.hpp"
#include "words/tone.hpp"

#include <QString>
#include <string>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

struct AmountTile {
    Money amount;
    bool chosen = false;
};

/// The amounts that can be had with one touch.
class AmountsModel : public ListOf<AmountTile> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Label = Qt::UserRole, Chosen };
    explicit AmountsModel(QObject* parent = nullptr) : ListOf(parent) {}
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
};

struct ChannelTile {
    std::string channel;
    bool chosen = false;
};

/// The ways to pay that the node has.
class ChannelsModel : public ListOf<ChannelTile> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Label = Qt::UserRole, Chosen, ToneRole, Sign, Channel };
    explicit ChannelsModel(QObject* parent = nullptr) : ListOf(parent) {}
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
};

struct DayBar {
    QString label;
    QString figure;    ///< "12.6"; a dash when not known
    double share = 0;  ///< of the highest day, 0 … 1
    bool known = false;
    bool today = false;
};

/// The last days, one bar each.
class DaysModel : public ListOf<DayBar> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Label = Qt::UserRole, Figure, Share, Known, Today };
    explicit DaysModel(QObject* parent = nullptr) : ListOf(parent) {}
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
};

}  // namespace wattill::kiosk
