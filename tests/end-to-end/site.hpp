#pragma once

#include "api/client.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace wattill::e2e {

using api::OrderView;

/// A whole site of real programs in a folder of its own: meters on a pty, a payment channel, a
/// node. All ports are free ones. The waits of an order are shortened, nothing else.
class Site {
  public:
    /// What to change in a site before its node starts.
    struct Options {
        std::string channel = "alipay";  ///< the only way to pay: "alipay" or "unionpay"
        bool notifications = true;       ///< off: the node learns of payments by asking only
        std::string order;               ///< further lines of [order]
    };
    explicit Site(Options options);
    Site() : Site(Options{}) {}
    ~Site();

    // ---- the node
    void startNode();
    /// As a power failure would end it.
    void killNode() { m_node.reset(); }
    void restartNode() {
        killNode();
        startNode();
    }
    [[nodiscard]] test::Process& node() { return *m_node; }

    // ---- the payment channel
    void stopGateway() { m_gateway.reset(); }
    /// On another port than before, as far as that goes: the node's configuration is not changed.
    void startGateway();
    /// A rule as `wattill-sim gateway` takes it: {"do":"lose-after","method":"precreate"}.
    void gatewayRule(const std::string& json);
    void gatewayBehaves();
    /// All that it knows: {"orders": [...], "notices": [...]}.
    [[nodiscard]] nlohmann::json gatewayBook();
    /// What it told the node of an order, once there are so many, or as many as there ever are.
    std::vector<nlohmann::json> awaitNotices(const std::string& order, std::size_t count);
    /// Whoever knocks where the node is notified. The body of the answer.
    std::string notify(const std::string& body);
    /// The phone: 0 only when it has paid.
    int pay(const std::string& code);
    /// The payment of an order takes effect when its time is over and the channel has heard so.
    void payAfterExpiry(const OrderView& order);

    // ---- the meters
    /// One command to the simulator's control socket: "fault 3 lose-after once on sales".
    std::string meters(const std::string& command);
    [[nodiscard]] nlohmann::json meterState(const MeterId& meter);

    // ---- the API
    [[nodiscard]] api::Client& client();
    /// An order of 100 yuan for a meter that can be sold to.
    [[nodiscard]] OrderView order();
    [[nodiscard]] Result<OrderView> tryToOrder();
    /// Follows an order by long poll until `wanted` holds; the last that was seen when it never
    /// does.
    OrderView follow(const OrderId& id, const std::function<bool(const OrderView&)>& wanted);
    OrderView followTo(const OrderId& id, const std::string& state);
    /// Until `come` holds, or never does: whoever asks looks at what became of it.
    void await(const std::function<bool()>& come);
    /// The kinds of the open alarms, once they are `wanted`, or as they are when they never become.
    std::vector<std::string> alarms(const std::vector<std::string>& wanted);
    /// The accounts that are not at zero, in fen. The journal must verify.
    std::map<std::string, std::int64_t> balances();
    /// The staff's program, as they would type it.
    [[nodiscard]] test::Finished wattill(const std::vector<std::string>& words);

    /// The money is on the meter once, by every account of it: order, meter, ledger.
    void expectDeliveredOnce(const OrderId& id);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder.path(); }
    [[nodiscard]] std::filesystem::path configuration() const { return folder() / "site.toml"; }
    void write(const std::string& file, const std::string& text, bool secret = false) const;

  private:
    void startMeters();
    void writeConfiguration(const Options& options);
    void importMeters();

    test::TemporaryFolder m_folder;
    std::unique_ptr<test::Process> m_meters;
    std::unique_ptr<test::Process> m_gateway;
    std::unique_ptr<test::Process> m_node;
    std::unique_ptr<api::Client> m_client;
    std::string m_channel;
    std::string m_gatewayReady;  ///< its first line: addresses, merchant
    std::string m_gatewayUrl;
    int m_notifyPort = 0;
    int m_requests = 0;
    OrderId m_lastOrder;
    nlohmann::json m_before;  ///< every meter's state when the site was ready
};

/// Every channel, for tests of what must hold whoever brings the money.
const auto kChannels = testing::Values("alipay", "unionpay");

/// Days ago, by the channels' calendar: "2026-11-22".
[[nodiscard]] inline std::string dayAgo(int days) {
    const auto beijing = std::chrono::system_clock::now() + std::chrono::hours(8);
    const auto day = std::chrono::floor<std::chrono::days>(beijing) - std::chrono::days(days);
    return dayText(LocalDay(day.time_since_epoch()));
}
[[nodiscard]] std::string program(const std::string& name);
[[nodiscard]] std::string readText(const std::filesystem::path& file);

}  // namespace wattill::e2e
