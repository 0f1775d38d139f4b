#pragma once

#include "api/types.hpp"
#include "words/list_of.hpp"
#include "words/site_facts.hpp"

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// The last orders of one meter and how each stands.
class RecentModel : public ListOf<api::OrderView> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString place READ place NOTIFY changed FINAL)
    Q_PROPERTY(QString hint READ hint NOTIFY changed FINAL)

  public:
    enum class Status { Asking, Known, NoAnswer };
    enum Role { When = Qt::UserRole, Amount, State, ToneRole, Number };
    explicit RecentModel(const SiteFacts& site, QObject* parent = nullptr)
        : ListOf(parent), m_site(site) {}

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] QString place() const;
    /// What stands there instead of rows.
    [[nodiscard]] QString hint() const;

    void ask(const api::MatchView& place);
    void show(std::vector<api::OrderView> orders);
    void fail();
    void retranslate();

    Q_INVOKABLE void leave() { emit leaveAsked(); }

  signals:
    void changed();
    void leaveAsked();

  private:
    const SiteFacts& m_site;
    api::MatchView m_place;
    Status m_status = Status::Asking;
};

}  // namespace wattill::kiosk
