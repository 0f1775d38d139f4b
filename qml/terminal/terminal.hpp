#pragma once

#include "account/account_model.hpp"
#include "account/amount_model.hpp"
#include "code/code_model.hpp"
#include "link/node_link.hpp"
#include "outcome/done_model.hpp"
#include "outcome/notice_model.hpp"
#include "progress/progress_model.hpp"
#include "recent/recent_model.hpp"
#include "terminal/idle_watch.hpp"
#include "terminal/order_follower.hpp"
#include "theme/theme.hpp"
#include "welcome/choice_model.hpp"
#include "welcome/welcome_model.hpp"
#include "words/language.hpp"
#include "words/site_facts.hpp"

#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <string>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

struct TerminalConfig {
    std::string terminal;  ///< "K01"; empty: what the node calls it
    QString language = QStringLiteral("zh");
    std::function<std::string()> newKey;  ///< request keys, see OrderFollower
};

/// Which page is on the screen, and why. Pages of an order follow what the node committed; all
/// other pages follow the tenant's taps and the idle times. GUI thread only; nothing here waits.
class Terminal : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the composition root")
    Q_PROPERTY(Page page READ page NOTIFY pageChanged FINAL)
    Q_PROPERTY(QString siteName READ siteName NOTIFY headerChanged FINAL)
    Q_PROPERTY(QString clock READ clock NOTIFY headerChanged FINAL)
    Q_PROPERTY(QString hotline READ hotline NOTIFY headerChanged FINAL)
    Q_PROPERTY(QString footer READ footer NOTIFY headerChanged FINAL)
    Q_PROPERTY(bool helpOpen READ helpOpen NOTIFY pageChanged FINAL)
    Q_PROPERTY(QString idleText READ idleText NOTIFY idleChanged FINAL)
    Q_PROPERTY(wattill::kiosk::WelcomeModel* welcome READ welcome CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::ChoiceModel* choice READ choice CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::AccountModel* account READ account CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::AmountModel* amount READ amount CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::CodeModel* code READ code CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::ProgressModel* progress READ progress CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::DoneModel* done READ done CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::NoticeModel* notice READ notice CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::RecentModel* recent READ recent CONSTANT FINAL)

  public:
    enum class Page {
        Starting,  ///< the node has not answered yet
        Welcome,
        Choice,
        Account,
        Amount,
        Progress,
        Code,
        Done,
        Notice,
        Recent,
        Help,
        OutOfService,
    };
    Q_ENUM(Page)

    Terminal(NodeLink& link, Language& language, Theme& theme, TerminalConfig config,
             QObject* parent = nullptr);

    [[nodiscard]] Page page() const { return m_helpOpen ? Page::Help : m_page; }
    [[nodiscard]] bool helpOpen() const { return m_helpOpen; }
    [[nodiscard]] QString siteName() const;
    [[nodiscard]] QString clock() const;
    [[nodiscard]] QString hotline() const { return m_site.hotline(); }
    [[nodiscard]] QString footer() const;
    /// The full-width countdown; empty when there is none.
    [[nodiscard]] QString idleText() const;
    [[nodiscard]] WelcomeModel* welcome() { return &m_welcome; }
    [[nodiscard]] ChoiceModel* choice() { return &m_choice; }
    [[nodiscard]] AccountModel* account() { return &m_account; }
    [[nodiscard]] AmountModel* amount() { return &m_amount; }
    [[nodiscard]] CodeModel* code() { return &m_code; }
    [[nodiscard]] ProgressModel* progress() { return &m_progress; }
    [[nodiscard]] DoneModel* done() { return &m_done; }
    [[nodiscard]] NoticeModel* notice() { return &m_notice; }
    [[nodiscard]] RecentModel* recent() { return &m_recent; }
    /// The order on the screen; the tour and the tests look at it.
    [[nodiscard]] const std::optional<api::OrderView>& order() const { return m_follower.view(); }

    /// From a timer, a few times a second; `now` is of a clock that never jumps.
    void tick(Duration now);

    /// Any touch anywhere.
    Q_INVOKABLE void touched();
    Q_INVOKABLE void toggleLanguage();
    Q_INVOKABLE void toggleLargeType();
    Q_INVOKABLE void toggleHelp();
    Q_INVOKABLE void home();

  signals:
    void pageChanged();
    void headerChanged();
    void idleChanged();

  private:
    void connectPages();
    void askSite();
    void siteAnswered(const Result<api::SiteView>& answer);
    [[nodiscard]] Instant nodeNow() const;

    void lookUp(const QString& number);
    void lookedUp(const Result<std::vector<api::MatchView>>& answer);
    void openMeter(const api::MatchView& match);
    void askFreshMeter(const MeterId& meter);
    void askRecent();

    void beginOrder();
    void orderChanged();
    void orderRefused();
    void heedClosedChannels();
    [[nodiscard]] bool clockWrong() const;
    void orderLost();
    void changeWay();

    void show(Page page);
    void armIdle();
    [[nodiscard]] std::optional<IdleRule> idleRule(Page page) const;
    [[nodiscard]] bool orderOnScreen() const;
    void look();
    void retranslate();

    NodeLink& m_link;
    Language& m_language;
    Theme& m_theme;
    TerminalConfig m_config;
    SiteFacts m_site;
    WelcomeModel m_welcome;
    ChoiceModel m_choice;
    AccountModel m_account;
    AmountModel m_amount;
    CodeModel m_code;
    ProgressModel m_progress;
    DoneModel m_done;
    NoticeModel m_notice;
    RecentModel m_recent;
    OrderFollower m_follower;
    IdleWatch m_idle;

    Duration m_now{};
    Page m_page = Page::Starting;
    bool m_helpOpen = false;
    int m_session = 0;  ///< answers for a tenant who left are dropped
    bool m_siteAsked = false;
    int m_siteSilent = 0;
    Duration m_siteAt{};
    std::optional<Duration> m_askSiteAt;
    bool m_changingWay = false;
    int m_bannerSeconds = 0;
    QString m_clockShown;
};

}  // namespace wattill::kiosk
