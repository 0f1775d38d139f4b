#pragma once

#include "api/types.hpp"
#include "words/list_of.hpp"
#include "words/site_facts.hpp"
#include "words/tone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// What became of a payment, where it is not what its payer saw at the terminal.
struct News {
    enum class Kind : std::uint8_t {
        CreditedLate,    ///< it came when the order had ended
        CreditedSlowly,  ///< the meter took it when nobody waits at the terminal any more
        BeingSent,       ///< to the meter
        BeingChecked,    ///< it came late, nothing is decided yet
        GoesBack,
        WentBack,
        GoesBackLate,  ///< it came too late to be credited
        WentBackLate,
        ExtraGoesBack,  ///< paid twice
        ExtraWentBack,
        GivenBackByHand,
        WithStaff,
    };
    Kind kind{};
    Instant at;  ///< of the payment; of the order where nothing tells when it was paid
    Money amount;
    std::string channel;
    std::optional<Instant> credited;
};
/// Nothing for an order that ended as the terminal showed it, or that nobody paid.
[[nodiscard]] std::vector<News> newsOf(const api::OrderView& order);

/// News of the last days about one meter, newest first; no more than the page has room for.
class NewsModel : public ListOf<News> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")

  public:
    enum Role { Said = Qt::UserRole, ToneRole };
    explicit NewsModel(const SiteFacts& site, QObject* parent = nullptr)
        : ListOf(parent), m_site(site) {}

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    void tell(const std::vector<api::OrderView>& orders);
    void retranslate() { replace(rows()); }

  private:
    [[nodiscard]] QString said(const News& news) const;
    [[nodiscard]] QString saidOfMoneyBack(const News& news) const;
    /// "14:05"; with the day when it is another than today.
    [[nodiscard]] QString when(Instant at) const;

    const SiteFacts& m_site;
};

}  // namespace wattill::kiosk
