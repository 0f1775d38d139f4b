#include "end-to-end/site.hpp"

#include <chrono>
#include <cstring>
#include <fstream>
#include <limits>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace wattill::e2e {

namespace {

using namespace std::chrono_literals;

const std::string kToken = "0123456789abcdef0123456789abcdef";
const MeterId kNone;

[[noreturn]] void giveUp(const std::string& what) {
    throw std::runtime_error(what);
}

std::string required(const std::optional<std::string>& line, const std::string& what,
                     const test::Process& process) {
    if (!line) giveUp(what + ": " + process.output());
    return *line;
}

std::string match(const std::string& text, const std::string& pattern) {
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(pattern))) giveUp(pattern + " not in: " + text);
    return found[1];
}

template <class T>
T valueOf(Result<T> result) {
    if (!result) giveUp(result.error().message);
    return std::move(result).value();
}

/// One line to a Unix socket, one line back.
std::string ask(const std::string& path, const std::string& line) {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    const std::string text = line + "\n";
    const auto* name = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    std::string answer;
    if (connect(fd, name, sizeof(address)) == 0 &&
        send(fd, text.data(), text.size(), MSG_NOSIGNAL) > 0) {
        char c = 0;
        while (read(fd, &c, 1) == 1 && c != '\n')
            answer += c;
    }
    close(fd);
    return answer;
}

constexpr const char* kConfiguration = R"([site]
name = "Test site"
hotline = "400-820-1234"

[node]
state_dir = "state"
socket = "node.sock"
staff_token_file = "staff-token"
profiles_dir = "{profiles}"

[kiosk]
terminal = "T01"

[[bus]]
name = "bus-1"
port = "rs485"
baud = 9600
poll_every_s = 2

[profile."acrel-ddsy1352-nk"]
unlocked = true
[profile."acrel-dtsy1352-nk"]
unlocked = true

[payment]
notify_listen = "127.0.0.1:0"

{channel}
{notify}

[order]
create_retry_s = 0.3
query_every_s = 0.3
query_seen_every_s = 0.3
cancel_retry_s = 0.3
meter_busy_retry_s = 0.2
meter_retry_s = 0.3
meter_retry_longest_s = 1
{order}
)";

constexpr const char* kAlipay = R"([payment.alipay]
gateway = "{gateway}"
app_id = "{app}"
seller_id = "{seller}"
private_key_file = "gateway/app-private-key.pem"
alipay_public_key_file = "gateway/alipay-public-key.pem")";

constexpr const char* kUnionPay = R"([payment.unionpay]
gateway = "{gateway}"
file_host = "{files}"
merchant_id = "{merchant}"
pfx_file = "gateway/unionpay-merchant.pfx"
pfx_password_file = "gateway/unionpay-merchant-password"
middle_certificate_file = "gateway/unionpay-middle.cer"
root_certificate_file = "gateway/unionpay-root.cer")";

/// Keys and certificates of the channels. They take seconds to make: every site of this program
/// gets a copy of one set.
const std::filesystem::path& channelKeys() {
    static const test::TemporaryFolder folder;
    static const std::filesystem::path keys = [] {
        const auto made = folder.path() / "gateway";
        test::Process gateway({program("wattill-sim"), "gateway", "--dir", made, "--port", "0"});
        required(gateway.line("ready"), "no gateway", gateway);
        return made;
    }();
    return keys;
}

/// A channel's section of the configuration, by what the simulator said when it was ready.
std::string channelSection(const std::string& channel, const std::string& ready) {
    if (channel == "unionpay") {
        return fmt::format(fmt::runtime(kUnionPay),
                           fmt::arg("gateway", match(ready, R"( unionpay=(\S+))")),
                           fmt::arg("files", match(ready, R"( unionpay-files=(\S+))")),
                           fmt::arg("merchant", match(ready, R"( mer-id=(\S+))")));
    }
    return fmt::format(fmt::runtime(kAlipay),
                       fmt::arg("gateway", match(ready, R"( gateway=(\S+))")),
                       fmt::arg("app", match(ready, R"( app-id=(\S+))")),
                       fmt::arg("seller", match(ready, R"( seller-id=(\S+))")));
}

}  // namespace

std::string program(const std::string& name) {
    return std::string(WATTILL_BINARY_DIR "/bin/") + name;
}

std::string readText(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Site::Site(Options options) : m_channel(options.channel) {
    write("staff-token", kToken, true);
    startMeters();
    std::filesystem::copy(channelKeys(), folder() / "gateway",
                          std::filesystem::copy_options::recursive);
    startGateway();
    writeConfiguration(options);
    startNode();
    importMeters();
}

Site::~Site() {
    if (testing::Test::HasFailure() && m_node) {
        std::fputs(m_node->output().c_str(), stderr);
    }
}

void Site::write(const std::string& file, const std::string& text, bool secret) const {
    const auto path = folder() / file;
    std::ofstream(path, std::ios::binary) << text;
    using std::filesystem::perms;
    const perms own = perms::owner_read | perms::owner_write;
    std::filesystem::permissions(path, secret ? own : own | perms::group_read | perms::others_read);
}

void Site::startMeters() {
    m_meters = std::make_unique<test::Process>(test::Command{
        program("wattill-sim"), "meters", "--demo", "--unpaced", "--link", folder() / "rs485",
        "--control", folder() / "meters.sock", "--state", folder() / "meters.state"});
    required(m_meters->line("ready"), "no meters", *m_meters);
}

void Site::startGateway() {
    const std::string port = m_gatewayUrl.empty() ? "0" : match(m_gatewayUrl, R"(:(\d+))");
    m_gateway = std::make_unique<test::Process>(test::Command{
        program("wattill-sim"), "gateway", "--dir", folder() / "gateway", "--port", port});
    m_gatewayReady = required(m_gateway->line("ready"), "no gateway", *m_gateway);
    m_gatewayUrl = match(m_gatewayReady, R"( gateway=(\S+))");
}

void Site::writeConfiguration(const Options& options) {
    std::filesystem::create_directory(folder() / "state");
    std::filesystem::permissions(folder() / "state", std::filesystem::perms::owner_all);
    // {port} is the node's to fill in.
    const std::string notify =
        options.notifications ? "notify_url = \"http://127.0.0.1:{port}/notify/" + m_channel + "\""
                              : std::string();
    write("site.toml", fmt::format(fmt::runtime(kConfiguration),
                                   fmt::arg("profiles", WATTILL_SOURCE_DIR "/assets/profiles"),
                                   fmt::arg("channel", channelSection(m_channel, m_gatewayReady)),
                                   fmt::arg("notify", notify), fmt::arg("order", options.order)));
}

void Site::startNode() {
    m_client.reset();
    m_node.reset();
    m_node = std::make_unique<test::Process>(
        test::Command{program("wattill-node"), "--config", configuration()});
    const auto line = required(m_node->line("ready socket="), "no node", *m_node);
    m_notifyPort = std::stoi(match(line, R"(notify=(\d+))"));
}

void Site::importMeters() {
    const std::string sheet = readText(WATTILL_SOURCE_DIR "/assets/sites/demo/meters.csv");
    const auto report = valueOf(client().importSheet("meters", "meters.csv", sheet));
    EXPECT_GE(report.meters, 8);
    m_before["meters"] = nlohmann::json::parse(meters("list"));
}

api::Client& Site::client() {
    if (!m_client) {
        m_client = api::makeClient({folder() / "node.sock", Secret(kToken), Duration(10s)});
    }
    return *m_client;
}

void Site::gatewayRule(const std::string& json) {
    httplib::Client http("127.0.0.1", std::stoi(match(m_gatewayUrl, R"(:(\d+))")));
    const auto answer = http.Post("/sim/script", json, "application/json");
    ASSERT_TRUE(answer && answer->status == 200) << json;
}

void Site::gatewayBehaves() {
    httplib::Client http("127.0.0.1", std::stoi(match(m_gatewayUrl, R"(:(\d+))")));
    const auto answer = http.Delete("/sim/script");
    ASSERT_TRUE(answer && answer->status == 200);
}

nlohmann::json Site::gatewayBook() {
    httplib::Client http("127.0.0.1", std::stoi(match(m_gatewayUrl, R"(:(\d+))")));
    const auto answer = http.Get("/sim/orders");
    if (!answer) giveUp("no orders of the gateway");
    return nlohmann::json::parse(answer->body);
}

std::vector<nlohmann::json> Site::awaitNotices(const std::string& order, std::size_t count) {
    std::vector<nlohmann::json> delivered;
    await([&] {
        delivered.clear();
        const nlohmann::json book = gatewayBook();
        for (const auto& notice : book.at("notices")) {
            const bool about = notice.at("order").get<std::string>() == order;
            if (about && notice.at("attempts").get<int>() > 0) delivered.push_back(notice);
        }
        return delivered.size() >= count;
    });
    return delivered;
}

std::string Site::notify(const std::string& body) {
    httplib::Client http("127.0.0.1", m_notifyPort);
    const auto answer = http.Post("/notify/alipay", body, "application/x-www-form-urlencoded");
    return answer ? answer->body : std::string();
}

int Site::pay(const std::string& code) {
    return test::runToEnd({program("wattill-sim"), "pay", "--gateway", m_gatewayUrl, code}).status;
}

void Site::payAfterExpiry(const OrderView& order) {
    // A cancel that meets the payment would send it back: the payment waits for its answer, where
    // the channel has such a call.
    const bool cancels = m_channel == "alipay";
    if (cancels) gatewayRule(R"({"do":"pay-after-cancel","method":"cancel"})");
    followTo(order.id, "expired");
    if (cancels) return;
    gatewayRule(R"({"do":"pay-late"})");
    EXPECT_EQ(pay(order.code), 0);
}

std::string Site::meters(const std::string& command) {
    return ask(folder() / "meters.sock", command);
}

nlohmann::json Site::meterState(const MeterId& meter) {
    return nlohmann::json::parse(meters("state " + meter.text()));
}

OrderView Site::order() {
    return valueOf(tryToOrder());
}

Result<OrderView> Site::tryToOrder() {
    const auto places = valueOf(client().lookup("1027"));
    api::NewOrderView wish;
    wish.request = fmt::format("request-{}-{}", ::getpid(), ++m_requests);
    wish.meter = places.at(0).meter;
    wish.amount = Money::fromFen(100'00);
    wish.channel = m_channel;
    wish.terminal = "T01";
    auto order = client().createOrder(wish);
    if (order.ok()) m_lastOrder = order->id;
    return order;
}

OrderView Site::follow(const OrderId& id, const std::function<bool(const OrderView&)>& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + 40s;
    OrderView seen = valueOf(client().order(id));
    while (!wanted(seen) && std::chrono::steady_clock::now() < deadline) {
        seen = valueOf(client().followOrder(id, seen.version, Duration(2s)));
    }
    return seen;
}

OrderView Site::followTo(const OrderId& id, const std::string& state) {
    OrderView seen = follow(id, [&](const OrderView& order) { return order.state == state; });
    EXPECT_EQ(seen.state, state) << seen.reason;
    return seen;
}

void Site::await(const std::function<bool()>& come) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!come() && std::chrono::steady_clock::now() < deadline) {
        if (m_lastOrder.empty()) continue;
        // The node holds the answer back: nothing spins meanwhile.
        std::ignore = client().followOrder(m_lastOrder, std::numeric_limits<std::int64_t>::max(),
                                           Duration(200ms));
    }
}

std::vector<std::string> Site::alarms(const std::vector<std::string>& wanted) {
    std::vector<std::string> kinds;
    await([&] {
        kinds.clear();
        for (const auto& alarm : valueOf(client().alarms(true)))
            kinds.push_back(alarm.kind);
        return kinds == wanted;
    });
    return kinds;
}

std::map<std::string, std::int64_t> Site::balances() {
    const auto ledger = valueOf(client().verifyLedger());
    EXPECT_TRUE(ledger.violations.empty()) << ledger.violations.front();
    std::map<std::string, std::int64_t> fen;
    for (const auto& [account, balance] : ledger.balances) {
        if (!balance.isZero()) fen[account] = balance.fen();
    }
    return fen;
}

test::Finished Site::wattill(const std::vector<std::string>& words) {
    test::Command command{program("wattill"), "--socket", folder() / "node.sock", "--token-file",
                          folder() / "staff-token"};
    command.insert(command.end(), words.begin(), words.end());
    return test::runToEnd(command);
}

void Site::expectDeliveredOnce(const OrderId& id) {
    const OrderView order = followTo(id, "delivered");
    const auto state = meterState(order.place.meter);
    nlohmann::json before;
    for (const auto& meter : m_before["meters"]) {
        if (meter["meter"] == order.place.meter.text()) before = meter;
    }
    EXPECT_EQ(state["sales"].get<int>(), before["sales"].get<int>() + 1);
    EXPECT_EQ(state["count"].get<int>(), before["count"].get<int>() + 1);
    ASSERT_TRUE(order.purchaseCount);
    EXPECT_EQ(state["count"].get<std::uint32_t>(), *order.purchaseCount);
    const Money sold = valueOf(Money::parseYuan(state["total_sold"].get<std::string>())) -
                       valueOf(Money::parseYuan(before["total_sold"].get<std::string>()));
    EXPECT_EQ(sold.fen(), order.amount.fen());

    const auto fresh = valueOf(client().readMeter(order.place.meter));
    EXPECT_EQ(fresh.purchaseCount, *order.purchaseCount);
    const auto ledger = valueOf(client().verifyLedger());
    EXPECT_TRUE(ledger.violations.empty()) << ledger.violations.front();
    EXPECT_GT(ledger.entries, 0);
    EXPECT_EQ(valueOf(client().orders({"delivered"})).size(), 1U);
    EXPECT_TRUE(valueOf(client().alarms(true)).empty());
}

}  // namespace wattill::e2e
