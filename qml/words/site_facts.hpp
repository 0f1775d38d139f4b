#pragma once

#include "api/types.hpp"

#include <QString>
#include <optional>
#include <string>
#include <vector>

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
    /// Why the channel takes no order at present, the node's fixed word; empty: it does.
    [[nodiscard]] std::string closed(const std::string& channel) const;
    /// The ways to pay that take orders.
    [[nodiscard]] std::vector<std::string> openChannels() const;

  private:
    api::SiteView m_view;
    std::optional<TimeZone> m_zone;
};

}  // namespace wattill::kiosk
