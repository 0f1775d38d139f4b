#include "account/lists.hpp"

#include "words/format.hpp"

namespace wattill::kiosk {

QVariant AmountsModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const AmountTile& tile = at(index.row());
    if (role == Label) return shortMoneyText(tile.amount);
    return role == Chosen ? QVariant(tile.chosen) : QVariant();
}

QHash<int, QByteArray> AmountsModel::roleNames() const {
    return {{Label, "label"}, {Chosen, "chosen"}};
}

QVariant ChannelsModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const ChannelTile& tile = at(index.row());
    if (role == Label) return channelText(tile.channel);
    if (role == ToneRole) return QVariant::fromValue(toneOfChannel(tile.channel));
    if (role == Sign) return channelSign(tile.channel);
    if (role == Channel) return fromUtf8(tile.channel);
    return role == Chosen ? QVariant(tile.chosen) : QVariant();
}

QHash<int, QByteArray> ChannelsModel::roleNames() const {
    return {{Label, "label"},
            {Chosen, "chosen"},
            {ToneRole, "tone"},
            {Sign, "sign"},
            {Channel, "channel"}};
}

QVariant DaysModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const DayBar& bar = at(index.row());
    switch (role) {
        case Label:
            return bar.label;
        case Figure:
            return bar.figure;
        case Share:
            return bar.share;
        case Known:
            return bar.known;
        case Today:
            return bar.today;
        default:
            return {};
    }
}

QHash<int, QByteArray> DaysModel::roleNames() const {
    return {
        {Label, "label"}, {Figure, "figure"}, {Share, "share"}, {Known, "known"}, {Today, "today"}};
}

}  // namespace wattill::kiosk
