#include "account/news_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <utility>

namespace wattill::kiosk {

namespace {
using namespace std::chrono_literals;
using Kind = News::Kind;

constexpr Duration kToldFor = 7 * 24h;
/// So long the terminal stays with an order that waits for its meter: whoever paid has seen the
/// rest.
constexpr Duration kSeenAtTheTerminal = 3min;
constexpr std::size_t kMostNews = 2;

bool isExtra(const api::RefundView& refund) {
    return refund.cause == "extra-payment";
}
/// Of the payment for which the order was made. A reversal is agreed with the tenant.
bool isOfThePayment(const api::RefundView& refund) {
    return refund.cause == "undelivered" || refund.cause == "suspect";
}

/// The last one: a refund that goes on under another number follows the one that failed.
const api::RefundView* last(const api::OrderView& order, bool (*is)(const api::RefundView&)) {
    const auto found = std::find_if(order.refunds.rbegin(), order.refunds.rend(), is);
    return found == order.refunds.rend() ? nullptr : &*found;
}

std::optional<Kind> kindOfMoneyBack(const api::OrderView& order, const api::RefundView* refund) {
    const bool ended = order.state == "refunded";
    if (!ended && order.state != "refunding") return std::nullopt;
    if (refund != nullptr && refund->state == "failed") return Kind::WithStaff;
    if (refund != nullptr && refund->state == "settled") return Kind::GivenBackByHand;
    if (order.paidLate) return ended ? Kind::WentBackLate : Kind::GoesBackLate;
    return ended ? Kind::WentBack : Kind::GoesBack;
}

std::optional<Kind> kindOf(const api::OrderView& order, const api::RefundView* refund) {
    if (order.held || order.state == "suspect") return Kind::WithStaff;
    if (order.state == "paid-late") return Kind::BeingChecked;
    if (order.state == "paid" || order.state == "delivering" || order.state == "delivery-unknown") {
        return Kind::BeingSent;
    }
    if (order.state != "delivered") return kindOfMoneyBack(order, refund);
    if (order.paidLate) return Kind::CreditedLate;
    const bool slow = order.paidAt && order.deliveredAt &&
                      *order.deliveredAt - *order.paidAt > kSeenAtTheTerminal;
    return slow ? std::optional(Kind::CreditedSlowly) : std::nullopt;
}

std::optional<Kind> kindOfExtra(const api::RefundView* refund) {
    if (refund == nullptr) return std::nullopt;
    if (refund->state == "failed") return Kind::WithStaff;
    if (refund->state == "settled") return Kind::GivenBackByHand;
    return refund->state == "returned" ? Kind::ExtraWentBack : Kind::ExtraGoesBack;
}

Tone toneOf(Kind kind) {
    switch (kind) {
        case Kind::CreditedLate:
        case Kind::CreditedSlowly:
        case Kind::WentBack:
        case Kind::WentBackLate:
        case Kind::ExtraWentBack:
        case Kind::GivenBackByHand:
            return Tone::Good;
        case Kind::WithStaff:
        case Kind::BeingSent:
        case Kind::BeingChecked:
        case Kind::GoesBack:
        case Kind::GoesBackLate:
        case Kind::ExtraGoesBack:
            break;
    }
    return Tone::Amber;
}
}  // namespace

std::vector<News> newsOf(const api::OrderView& order) {
    std::vector<News> news;
    const api::RefundView* refund = last(order, isOfThePayment);
    const api::RefundView* extra = last(order, isExtra);
    const Instant at = order.paidAt.value_or(order.createdAt);
    if (const auto kind = kindOf(order, refund)) {
        // Of a payment that did not fit only its refund knows how much it was.
        const Money amount = refund != nullptr ? refund->amount : order.amount;
        news.push_back({*kind, at, amount, order.channel, order.deliveredAt});
    }
    if (const auto kind = kindOfExtra(extra)) {
        news.push_back({*kind, at, extra->amount, order.channel, {}});
    }
    return news;
}

QVariant NewsModel::data(const QModelIndex& index, int role) const {
    if (!has(index.row())) return {};
    const News& news = at(index.row());
    if (role == Said) return said(news);
    return role == ToneRole ? QVariant::fromValue(toneOf(news.kind)) : QVariant();
}

QHash<int, QByteArray> NewsModel::roleNames() const {
    return {{Said, "said"}, {ToneRole, "tone"}};
}

void NewsModel::tell(const std::vector<api::OrderView>& orders) {
    std::vector<News> all;
    for (const api::OrderView& order : orders) {
        if (order.createdAt < m_site.view().now - kToldFor) continue;
        for (News& news : newsOf(order))
            all.push_back(std::move(news));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const News& one, const News& other) { return one.at > other.at; });
    if (all.size() > kMostNews) all.resize(kMostNews);
    replace(std::move(all));
}

QString NewsModel::said(const News& news) const {
    const QString paid = when(news.at);
    const QString amount = moneyText(news.amount);
    switch (news.kind) {
        case Kind::CreditedLate:
            //% "%1 paid %2 came late and was credited"
            return qtTrId("news-credited-late").arg(amount, paid);
        case Kind::CreditedSlowly:
            //% "%1 paid %2 reached the meter at %3"
            return qtTrId("news-credited-slowly")
                .arg(amount, paid, when(news.credited.value_or(news.at)));
        case Kind::BeingSent:
            //% "%1 paid %2 is being sent; do not pay again"
            return qtTrId("news-being-sent").arg(amount, paid);
        case Kind::BeingChecked:
            //% "%1 paid %2 came late and is being checked"
            return qtTrId("news-being-checked").arg(amount, paid);
        case Kind::WithStaff:
            //% "%1 of %2: the staff are seeing to it"
            return qtTrId("news-with-staff").arg(amount, paid);
        default:
            return saidOfMoneyBack(news);
    }
}

QString NewsModel::saidOfMoneyBack(const News& news) const {
    const QString paid = when(news.at);
    const QString amount = moneyText(news.amount);
    const QString way = channelText(news.channel);
    switch (news.kind) {
        case Kind::GoesBackLate:
            //% "%1 paid %2 came too late, going back to %3"
            return qtTrId("news-goes-back-late").arg(amount, paid, way);
        case Kind::WentBackLate:
            //% "%1 paid %2 came too late, went back to %3"
            return qtTrId("news-went-back-late").arg(amount, paid, way);
        case Kind::ExtraGoesBack:
            //% "%1 paid twice %2, going back to %3"
            return qtTrId("news-extra-goes-back").arg(amount, paid, way);
        case Kind::ExtraWentBack:
            //% "%1 paid twice %2, went back to %3"
            return qtTrId("news-extra-went-back").arg(amount, paid, way);
        case Kind::GivenBackByHand:
            //% "%1 paid %2 was given back by the staff"
            return qtTrId("news-given-back").arg(amount, paid);
        case Kind::WentBack:
            //% "%1 paid %2, not credited, went back to %3"
            return qtTrId("news-went-back").arg(amount, paid, way);
        default:
            break;
    }
    //% "%1 paid %2, not credited, going back to %3"
    return qtTrId("news-goes-back").arg(amount, paid, way);
}

QString NewsModel::when(Instant at) const {
    const bool today = m_site.dayOf(at) == m_site.dayOf(m_site.view().now);
    return today ? m_site.timeText(at) : m_site.dateTimeText(at);
}

}  // namespace wattill::kiosk
