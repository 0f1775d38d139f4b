#include "words/format.hpp"

#include <QCoreApplication>
#include <QStringList>
#include <QtGlobal>

namespace wattill::kiosk {

namespace {
const QString kYuan = QStringLiteral("¥ ");

QString signedFigure(QString figure) {
    return figure.replace(QLatin1Char('-'), QChar(0x2212));
}

QString inFours(const QString& text) {
    QString grouped;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (at > 0 && at % 4 == 0) grouped += QLatin1Char(' ');
        grouped += text.at(at);
    }
    return grouped;
}

QString dotted(const QStringList& parts) {
    QStringList filled;
    for (const QString& part : parts) {
        if (!part.isEmpty()) filled += part;
    }
    return filled.join(QStringLiteral(" · "));
}
}  // namespace

QString fromUtf8(const std::string& text) {
    return QString::fromStdString(text);
}

QString moneyText(Money amount) {
    return kYuan + signedFigure(fromUtf8(amount.groupedText()));
}

QString shortMoneyText(Money amount) {
    QString text = moneyText(amount);
    if (text.endsWith(QStringLiteral(".00"))) text.chop(3);
    return text;
}

QString energyText(Energy energy) {
    //% "%1 kWh"
    return qtTrId("unit-energy").arg(fromUtf8(energy.kwhText()));
}

QString daysText(int days) {
    //% "%n day(s)"
    return qtTrId("unit-days", days);
}

QString meterText(const MeterId& meter) {
    return inFours(fromUtf8(meter.text()));
}

QString meterTail(const MeterId& meter) {
    return fromUtf8(meter.text()).right(4);
}

QString orderText(const OrderId& order, const std::string& terminal) {
    const QString text = fromUtf8(order.text());
    const QString prefix = fromUtf8(terminal);
    if (prefix.isEmpty() || !text.startsWith(prefix)) return inFours(text);
    return prefix + QLatin1Char(' ') + inFours(text.mid(prefix.size()));
}

QString placeTitle(const api::MatchView& place) {
    return dotted({fromUtf8(place.premises), fromUtf8(place.tenant)});
}

QString placeLine(const api::MatchView& place) {
    //% "meter …%1"
    const QString tail = qtTrId("place-meter-tail").arg(meterTail(place.meter));
    return dotted({fromUtf8(place.premises), fromUtf8(place.tenant), tail});
}

QString channelText(const std::string& channel) {
    if (channel == "alipay") {
        //% "Alipay"
        return qtTrId("channel-alipay");
    }
    if (channel == "unionpay") {
        //% "UnionPay"
        return qtTrId("channel-unionpay");
    }
    return fromUtf8(channel);
}

QString channelAppText(const std::string& channel) {
    if (channel == "unionpay") {
        //% "UnionPay or a bank app"
        return qtTrId("channel-unionpay-app");
    }
    return channelText(channel);
}

QString channelSign(const std::string& channel) {
    if (channel == "alipay") return QStringLiteral("支");
    if (channel == "unionpay") return QStringLiteral("银");
    return fromUtf8(channel).left(1).toUpper();
}

QString weekdayText(LocalDay day) {
    switch (std::chrono::weekday(day).c_encoding()) {
        case 1:
            //% "Mon"
            return qtTrId("weekday-1");
        case 2:
            //% "Tue"
            return qtTrId("weekday-2");
        case 3:
            //% "Wed"
            return qtTrId("weekday-3");
        case 4:
            //% "Thu"
            return qtTrId("weekday-4");
        case 5:
            //% "Fri"
            return qtTrId("weekday-5");
        case 6:
            //% "Sat"
            return qtTrId("weekday-6");
        default:
            //% "Sun"
            return qtTrId("weekday-7");
    }
}

}  // namespace wattill::kiosk
