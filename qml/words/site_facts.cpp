#include "words/site_facts.hpp"

namespace wattill::kiosk {

void SiteFacts::set(const api::SiteView& site) {
    m_view = site;
    m_zone = TimeZone::find(site.timeZone);
}

QString SiteFacts::timeText(Instant at) const {
    return m_zone ? QString::fromStdString(m_zone->format("%H:%M", at)) : QString();
}

QString SiteFacts::dateTimeText(Instant at) const {
    return m_zone ? QString::fromStdString(m_zone->format("%m-%d %H:%M", at)) : QString();
}

std::optional<LocalDay> SiteFacts::dayOf(Instant at) const {
    if (!m_zone) return std::nullopt;
    return m_zone->dayOf(at);
}

std::string SiteFacts::closed(const std::string& channel) const {
    for (const api::ClosedChannelView& each : m_view.closed) {
        if (each.channel == channel) return each.why;
    }
    return {};
}

std::vector<std::string> SiteFacts::openChannels() const {
    std::vector<std::string> open;
    for (const std::string& channel : m_view.channels) {
        if (closed(channel).empty()) open.push_back(channel);
    }
    return open;
}

QString SiteFacts::hotline() const {
    return QString::fromStdString(m_view.hotline);
}

}  // namespace wattill::kiosk
