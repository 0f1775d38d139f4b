#include "contract/gateway/alipay_rig.hpp"

#include "payment/wire/form.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wattill::contract {

namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Making RSA keys takes longer than all the tests together.
const ScratchDir& sharedKeys() {
    static const ScratchDir dir;
    static const bool made = [] {
        sim::GatewayOptions options;
        options.dir = dir.path();
        const sim::GatewayServer server(options);
        return true;
    }();
    static_cast<void>(made);
    return dir;
}

const char* wordOf(Call call) {
    if (call == Call::Create) return "precreate";
    if (call == Call::Refund) return "refund";
    if (call == Call::QueryRefund) return "refund-query";
    return call == Call::Query ? "query" : "close";
}

}  // namespace

ScratchDir::ScratchDir() {
    std::string name = (fs::temp_directory_path() / "wattill-gateway-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    m_path = name;
}

ScratchDir::~ScratchDir() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

AlipayRig::AlipayRig(const std::string& notifyUrl) : m_notifyUrl(notifyUrl) {
    for (const auto& entry : fs::directory_iterator(sharedKeys().path())) {
        if (entry.path().filename() == "state.json") continue;
        fs::copy_file(entry.path(), m_dir.path() / entry.path().filename());
    }
    startServer(0);
    auto gateway = payment::alipay::AlipayGateway::make(config(), m_clock);
    if (!gateway.ok()) throw std::runtime_error(gateway.error().message);
    m_gateway = std::move(*gateway);
}

void AlipayRig::startServer(int port) {
    using namespace std::chrono_literals;
    sim::GatewayOptions options;
    options.dir = m_dir.path();
    options.port = port;
    options.schedule = {0ms, 10ms, 10ms, 10ms, 10ms, 10ms, 10ms, 10ms};
    options.now = [this] { return toMillis(m_clock.now()); };
    m_server = std::make_unique<sim::GatewayServer>(std::move(options));
}

void AlipayRig::restartServer() {
    const int port = m_server->port();
    m_server.reset();
    startServer(port);
}

payment::alipay::AlipayConfig AlipayRig::config() const {
    payment::alipay::AlipayConfig config;
    config.gatewayUrl = m_server->gatewayUrl();
    config.appId = "2021000000000001";
    config.sellerId = "2088000000000001";
    config.appPrivateKey = Secret(textOf(m_dir.path() / "app-private-key.pem"));
    config.alipayPublicKey = textOf(m_dir.path() / "alipay-public-key.pem");
    config.notifyUrl = m_notifyUrl;
    return config;
}

payment::alipay::AlipayConfig AlipayRig::certificateConfig() const {
    payment::alipay::AlipayConfig config = this->config();
    config.alipayPublicKey.clear();
    config.appCertificate = textOf(m_dir.path() / ("appCertPublicKey_" + config.appId + ".crt"));
    config.alipayCertificate = textOf(m_dir.path() / "alipayCertPublicKey_RSA2.crt");
    config.alipayRootCertificate = textOf(m_dir.path() / "alipayRootCert.crt");
    return config;
}

bool AlipayRig::scan(const std::string& code) {
    const sim::PhoneView view = m_server->scan(code);
    return view.refusal.empty() && view.status == "waiting";
}

bool AlipayRig::pay(const std::string& code) {
    const sim::PhoneView view = m_server->pay(code);
    return view.refusal.empty() && view.status == "paid";
}

void AlipayRig::loseAnswer(Call call, bool afterEffect) {
    m_server->script(fmt::format(R"({{"do":"lose-{}","method":"{}"}})",
                                 afterEffect ? "after" : "before", wordOf(call)));
}

void AlipayRig::payWrongAmount(const OrderId& order, const std::string& code, Money amount) {
    m_server->script(fmt::format(R"({{"do":"wrong-amount","order":"{}","amount":"{}"}})",
                                 order.text(), amount.yuanText()));
    pay(code);
}

void AlipayRig::payWrongMerchant(const OrderId& order, const std::string& code) {
    m_server->script(fmt::format(R"({{"do":"wrong-seller","order":"{}"}})", order.text()));
    pay(code);
}

void AlipayRig::giveBack(const OrderId& order, Money part, bool allOfIt) {
    m_server->act(order.text(), "refund", allOfIt ? 0 : part.fen());
}

void AlipayRig::runShortOfFunds() {
    m_server->script(R"({"do":"refund-no-funds"})");
}

std::vector<payment::Notification> AlipayRig::notifications() {
    std::vector<payment::Notification> all;
    const auto orders = nlohmann::json::parse(m_server->orders());
    for (const auto& notice : orders.at("notices")) {
        all.push_back({"application/x-www-form-urlencoded; charset=utf-8", notice.at("body")});
    }
    return all;
}

payment::Notification AlipayRig::forged(const payment::Notification& genuine) {
    auto fields = *payment::wire::decodeForm(genuine.body);
    fields.erase("sign");
    fields.erase("sign_type");
    // The merchant's own key is the one an attacker on this machine might hold.
    const auto key = payment::wire::PrivateKey::load(config().appPrivateKey);
    fields["sign"] = *key->sign(payment::wire::signText(fields));
    fields["sign_type"] = "RSA2";
    return {genuine.contentType, payment::wire::encodeForm(fields)};
}

std::unique_ptr<GatewayRig> makeAlipayRig() {
    return std::make_unique<AlipayRig>();
}

}  // namespace wattill::contract
