#include "terminal/terminal.hpp"

#include "words/format.hpp"

#include <QCoreApplication>
#include <utility>

namespace wattill::kiosk {

namespace {
using namespace std::chrono_literals;

constexpr Duration kAskSiteEvery = 10s;
constexpr Duration kAskSiteAgain = 2s;
/// One lost answer is not an outage.
constexpr int kSilentIsOut = 2;

constexpr Duration kAccountQuiet = 45s;
constexpr Duration kLargeTypeQuiet = 75s;
constexpr Duration kCountdown = 20s;
constexpr Duration kResult = 15s;
/// An order that goes on without the tenant: long enough to photograph the number, short enough
/// that one silent meter does not take the terminal from everybody.
constexpr Duration kOpenOrderQuiet = 180s;

struct Account {
    api::MeterView meter;
    std::vector<api::OrderView> orders;
};

Result<Account> accountOf(api::Client& node, const MeterId& id) {
    const auto meter = node.meter(id);
    if (!meter) return meter.error();
    auto orders = node.ordersOfMeter(id);
    // What became of earlier payments is not worth the page: the balance can be told without.
    if (!orders) return Account{*meter, {}};
    return Account{*meter, std::move(*orders)};
}
}  // namespace

Terminal::Terminal(NodeLink& link, Language& language, Theme& theme, TerminalConfig config,
                   QObject* parent)
    : QObject(parent),
      m_link(link),
      m_language(language),
      m_theme(theme),
      m_config(std::move(config)),
      m_account(m_site),
      m_amount(m_site),
      m_code(m_site),
      m_progress(m_site),
      m_done(m_site),
      m_notice(m_site),
      m_recent(m_site),
      m_follower(link, m_config.newKey),
      m_askSiteAt(Duration(0)) {
    m_language.set(m_config.language);
    connectPages();
}

void Terminal::connectPages() {
    connect(&m_language, &Language::changed, this, &Terminal::retranslate);
    connect(&m_welcome, &WelcomeModel::submitted, this, &Terminal::lookUp);
    connect(&m_choice, &ChoiceModel::chosen, this,
            [this](int row) { openMeter(m_choice.at(row)); });
    connect(&m_account, &AccountModel::payAsked, this, &Terminal::beginOrder);
    connect(&m_account, &AccountModel::leaveAsked, this, &Terminal::home);
    connect(&m_account, &AccountModel::recentAsked, this, &Terminal::askRecent);
    connect(&m_account, &AccountModel::otherAsked, this, [this] {
        m_amount.reset();
        show(Page::Amount);
    });
    connect(&m_amount, &AmountModel::leaveAsked, this, [this] { show(Page::Account); });
    connect(&m_amount, &AmountModel::submitted, this, [this](Money amount) {
        m_account.setOther(amount);
        show(Page::Account);
    });
    connect(&m_recent, &RecentModel::leaveAsked, this, [this] { show(Page::Account); });
    connect(&m_code, &CodeModel::cancelAsked, this, [this] {
        m_code.setCancelling(true);
        m_follower.cancel();
    });
    connect(&m_code, &CodeModel::changeAsked, this, &Terminal::changeWay);
    connect(&m_done, &DoneModel::leaveAsked, this, &Terminal::home);
    connect(&m_notice, &NoticeModel::leaveAsked, this, [this] {
        if (m_notice.kind() != NoticeModel::Kind::ClockWrong) return home();
        show(Page::Account);
    });
    connect(&m_follower, &OrderFollower::changed, this, &Terminal::orderChanged);
    connect(&m_follower, &OrderFollower::refused, this, &Terminal::orderRefused);
    connect(&m_follower, &OrderFollower::unavailable, this, [this] { m_askSiteAt = m_now; });
    connect(&m_follower, &OrderFollower::lost, this, &Terminal::orderLost);
    connect(&m_follower, &OrderFollower::cancelFailed, this, [this] {
        m_changingWay = false;
        m_code.setCancelling(false);
    });
}

QString Terminal::siteName() const {
    if (m_site.view().name.empty()) {
        //% "Electricity top-up"
        return qtTrId("header-no-site");
    }
    //% "%1 Electricity"
    return qtTrId("header-site").arg(fromUtf8(m_site.view().name));
}

QString Terminal::clock() const {
    return m_site.timeText(nodeNow());
}

QString Terminal::footer() const {
    if (!m_site.known()) return {};
    const std::string& terminal =
        m_config.terminal.empty() ? m_site.view().terminal : m_config.terminal;
    //% "Property office %1 · Terminal %2"
    return qtTrId("welcome-footer").arg(hotline(), fromUtf8(terminal));
}

QString Terminal::idleText() const {
    if (m_bannerSeconds == 0) return {};
    //% "Back to the start in %1 s. Touch to stay."
    return qtTrId("idle-countdown").arg(m_bannerSeconds);
}

void Terminal::tick(Duration now) {
    m_now = now;
    if (m_askSiteAt && now >= *m_askSiteAt && !m_siteAsked) askSite();
    m_follower.tick(now);
    m_code.setNow(nodeNow());
    if (clock() != m_clockShown) {
        m_clockShown = clock();
        emit headerChanged();
    }
    look();
}

void Terminal::touched() {
    m_idle.touched(m_now);
    look();
}

void Terminal::toggleLanguage() {
    m_language.toggle();
}

void Terminal::toggleLargeType() {
    m_theme.setLargeType(!m_theme.largeType());
    armIdle();
}

void Terminal::toggleHelp() {
    m_helpOpen = !m_helpOpen;
    armIdle();
    emit pageChanged();
}

void Terminal::home() {
    ++m_session;
    m_follower.leave();
    m_changingWay = false;
    m_welcome.reset();
    m_theme.setLargeType(false);
    m_language.set(m_config.language);
    m_helpOpen = false;
    show(Page::Welcome);
    armIdle();
}

void Terminal::askSite() {
    m_siteAsked = true;
    m_link.ask(
        this, [](api::Client& node) { return node.site(); },
        [this](const Result<api::SiteView>& answer) { siteAnswered(answer); });
}

void Terminal::siteAnswered(const Result<api::SiteView>& answer) {
    m_siteAsked = false;
    if (!answer) {
        m_askSiteAt = m_now + kAskSiteAgain;
        ++m_siteSilent;
        const bool out = m_page == Page::Starting || m_siteSilent >= kSilentIsOut;
        if (!out || orderOnScreen() || m_page == Page::OutOfService) return;
        home();
        show(Page::OutOfService);
        return;
    }
    m_askSiteAt = m_now + kAskSiteEvery;
    m_siteSilent = 0;
    m_site.set(*answer);
    m_siteAt = m_now;
    m_welcome.setChannels(m_site.openChannels());
    emit headerChanged();
    if (m_page == Page::Starting || m_page == Page::OutOfService) home();
    heedClosedChannels();
}

Instant Terminal::nodeNow() const {
    return m_site.view().now + (m_now - m_siteAt);
}

void Terminal::lookUp(const QString& number) {
    m_welcome.setBusy(true);
    m_link.ask(
        this, [typed = number.toStdString()](api::Client& node) { return node.lookup(typed); },
        [this, session = m_session](const Result<std::vector<api::MatchView>>& answer) {
            if (session == m_session) lookedUp(answer);
        });
}

void Terminal::lookedUp(const Result<std::vector<api::MatchView>>& answer) {
    const bool unknown = answer ? answer->empty()
                                : answer.error().code == ErrorCode::NotFound ||
                                      answer.error().code == ErrorCode::InvalidInput;
    if (unknown) {
        m_welcome.refuse(WelcomeModel::Notice::Unknown);
        return;
    }
    if (!answer) {
        m_welcome.refuse(WelcomeModel::Notice::NoAnswer);
        m_askSiteAt = m_now;
        return;
    }
    if (answer->size() == 1) {
        openMeter(answer->front());
        return;
    }
    m_choice.replace(*answer);
    show(Page::Choice);
}

void Terminal::openMeter(const api::MatchView& match) {
    m_link.ask(
        this, [id = match.meter](api::Client& node) { return accountOf(node, id); },
        [this, session = m_session](const Result<Account>& answer) {
            if (session != m_session) return;
            m_welcome.setBusy(false);
            if (!answer) {
                show(Page::Welcome);
                m_welcome.refuse(WelcomeModel::Notice::NoAnswer);
                m_askSiteAt = m_now;
                return;
            }
            m_account.open(answer->meter);
            m_account.tellOrders(answer->orders);
            show(Page::Account);
            askFreshMeter(answer->meter.place.meter);
        });
}

void Terminal::askFreshMeter(const MeterId& meter) {
    m_account.setAsking(true);
    m_link.wait(
        this, [meter](api::Client& node) { return node.freshMeter(meter); },
        [this, session = m_session](const Result<api::MeterView>& answer) {
            if (session != m_session) return;
            m_account.setAsking(false);
            if (answer) m_account.update(*answer);
        });
}

void Terminal::askRecent() {
    const api::MatchView place = m_account.meter().place;
    m_recent.ask(place);
    show(Page::Recent);
    m_link.ask(
        this, [id = place.meter](api::Client& node) { return node.ordersOfMeter(id); },
        [this, session = m_session](const Result<std::vector<api::OrderView>>& answer) {
            if (session != m_session) return;
            if (answer) {
                m_account.tellOrders(*answer);
                m_recent.show(*answer);
            } else {
                m_recent.fail();
            }
        });
}

void Terminal::show(Page page) {
    // What an order came to must be seen, also by somebody who is reading the help.
    if (page != m_page) m_helpOpen = false;
    const bool anew = page != m_page || idleRule(page) != m_idle.rule();
    m_page = page;
    // News about an order that stays on its page does not start its time again.
    if (anew) armIdle();
    emit pageChanged();
}

void Terminal::armIdle() {
    m_idle.follow(idleRule(m_page), m_now);
    look();
}

std::optional<IdleRule> Terminal::idleRule(Page page) const {
    const Duration quiet = m_theme.largeType() ? kLargeTypeQuiet : kAccountQuiet;
    switch (page) {
        case Page::Welcome:
            if (!m_helpOpen) return IdleRule{quiet, Duration(0), false};
            return IdleRule{quiet, kCountdown, true};
        case Page::Choice:
        case Page::Account:
        case Page::Amount:
        case Page::Recent:
            return IdleRule{quiet, kCountdown, true};
        case Page::Done:
            return IdleRule{Duration(0), kResult, false};
        case Page::Notice:
            break;
        default:
            return std::nullopt;
    }
    switch (m_notice.kind()) {
        case NoticeModel::Kind::Expired:
        case NoticeModel::Kind::Cancelled:
        case NoticeModel::Kind::Refunded:
            return IdleRule{Duration(0), kResult, false};
        case NoticeModel::Kind::Interrupted:
            return std::nullopt;
        case NoticeModel::Kind::ClockWrong:
            return IdleRule{quiet, kCountdown, true};
        default:
            return IdleRule{kOpenOrderQuiet, kCountdown, true};
    }
}

bool Terminal::orderOnScreen() const {
    return m_page == Page::Progress || m_page == Page::Code || m_page == Page::Done ||
           m_page == Page::Notice;
}

void Terminal::look() {
    const IdleWatch::Look look = m_idle.at(m_now);
    if (look.over) {
        home();
        return;
    }
    const int inButton = look.banner ? 0 : look.secondsLeft;
    m_done.setSecondsLeft(m_page == Page::Done ? inButton : 0);
    m_notice.setSecondsLeft(m_page == Page::Notice ? inButton : 0);
    const int banner = look.banner ? look.secondsLeft : 0;
    if (banner == m_bannerSeconds) return;
    m_bannerSeconds = banner;
    emit idleChanged();
}

void Terminal::retranslate() {
    emit m_welcome.changed();
    m_choice.retranslate();
    m_account.retranslate();
    m_amount.retranslate();
    m_code.retranslate();
    m_progress.retranslate();
    m_done.retranslate();
    m_notice.retranslate();
    m_recent.retranslate();
    emit headerChanged();
    emit idleChanged();
}

}  // namespace wattill::kiosk
