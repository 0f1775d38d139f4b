#pragma once

#include "api/types.hpp"

#include <QString>
#include <optional>

namespace wattill::kiosk {

/// What the node said about its site, and civil time there.
class SiteFacts {
  public:
    void set(const api::SiteView& site);
    [[nodiscard]] const api::SiteView& view() const { return m_view; }
    [[nodiscard]] bool known() const { return m_zone.has_value(); }
    /// "14:32"; empty while the site is not known.
    [[nodiscard]] QString timeText(Instant at) const;
    /// "11-23 14:32"
    [[nodiscard]] QString dateTimeText(Instant at) const;
    [[nodiscard]] std::optional<LocalDay> dayOf(Instant at) const;
    [[nodiscard]] QString hotline() const;

  private:
    api::SiteView m_view;
    std::optional<TimeZone> m_zone;
};

}  // namespace wattill::kiosk
