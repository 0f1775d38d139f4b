#include "contract/gateway/unionpay_rig.hpp"

#include "payment/unionpay/message.hpp"
#include "payment/wire/form.hpp"
#include "payment/wire/keys.hpp"

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
    return call == Call::Query ? "query" : "cancel";
}

}  // namespace

UnionPayRig::UnionPayRig(const std::string& notifyUrl) : m_notifyUrl(notifyUrl) {
    using namespace std::chrono_literals;
    for (const auto& entry : fs::directory_iterator(sharedKeys().path())) {
        if (entry.path().filename() == "state.json") continue;
        fs::copy_file(entry.path(), m_dir.path() / entry.path().filename());
    }
    sim::GatewayOptions options;
    options.dir = m_dir.path();
    options.unionPaySchedule = {0ms, 10ms, 10ms, 10ms, 10ms};
    options.now = [this] { return toMillis(m_clock.now()); };
    m_server = std::make_unique<sim::GatewayServer>(std::move(options));
    auto gateway = payment::unionpay::UnionPayGateway::make(config(), m_clock);
    if (!gateway.ok()) throw std::runtime_error(gateway.error().message);
    m_gateway = std::move(*gateway);
}

payment::unionpay::UnionPayConfig UnionPayRig::config() const {
    payment::unionpay::UnionPayConfig config;
    config.gatewayUrl = m_server->unionPayUrl();
    config.fileUrl = m_server->fileUrl();
    config.merchantId = "777290058110048";
    config.pfx = Secret(textOf(m_dir.path() / "unionpay-merchant.pfx"));
    config.pfxPassword = Secret(textOf(m_dir.path() / "unionpay-merchant-password"));
    config.middleCertificate = textOf(m_dir.path() / "unionpay-middle.cer");
    config.rootCertificate = textOf(m_dir.path() / "unionpay-root.cer");
    config.notifyUrl = m_notifyUrl;
    return config;
}

Traits UnionPayRig::traits() const {
    return {.repeatsCode = false,
            .knowsScanning = false,
            .closesAtOnce = false,
            .refusesRefunds = false,
            .cancels = false,
            .cancelSendsBack = false,
            .knowsWhatWentBack = false};
}

bool UnionPayRig::scan(const std::string& code) {
    const sim::PhoneView view = m_server->scan(code);
    return view.refusal.empty() && view.status == "waiting";
}

bool UnionPayRig::pay(const std::string& code) {
    const sim::PhoneView view = m_server->pay(code);
    return view.refusal.empty() && view.status == "paid";
}

void UnionPayRig::loseAnswer(Call call, bool afterEffect) {
    m_server->script(fmt::format(R"({{"do":"lose-{}","method":"{}"}})",
                                 afterEffect ? "after" : "before", wordOf(call)));
}

void UnionPayRig::payWrongAmount(const OrderId& order, const std::string& code, Money amount) {
    m_server->script(fmt::format(R"({{"do":"wrong-amount","order":"{}","amount":"{}"}})",
                                 order.text(), amount.yuanText()));
    pay(code);
}

void UnionPayRig::payWrongMerchant(const OrderId& order, const std::string& code) {
    m_server->script(fmt::format(R"({{"do":"wrong-seller","order":"{}"}})", order.text()));
    pay(code);
}

void UnionPayRig::giveBack(const OrderId& order, Money part, bool allOfIt) {
    m_server->act(order.text(), "refund", allOfIt ? 0 : part.fen());
}

void UnionPayRig::runShortOfFunds() {
    m_server->script(R"({"do":"refund-no-funds","channel":"unionpay","times":0})");
}

std::vector<payment::Notification> UnionPayRig::notifications() {
    std::vector<payment::Notification> all;
    const auto orders = nlohmann::json::parse(m_server->orders());
    for (const auto& notice : orders.at("notices")) {
        all.push_back({"application/x-www-form-urlencoded; charset=utf-8", notice.at("body")});
    }
    return all;
}

payment::Notification UnionPayRig::forged(const payment::Notification& genuine) {
    auto fields = *payment::wire::decodeForm(genuine.body);
    // Our own certificate is of the same issuer, and an attacker on this machine might hold its
    // key.
    fields["signPubKeyCert"] = textOf(m_dir.path() / "unionpay-merchant.cer");
    const auto key =
        payment::wire::PrivateKey::load(Secret(textOf(m_dir.path() / "unionpay-merchant-key.pem")));
    fields["signature"] = *key->sign(payment::unionpay::digestOf(fields));
    return {genuine.contentType, payment::wire::encodeForm(fields)};
}

std::unique_ptr<GatewayRig> makeUnionPayRig() {
    return std::make_unique<UnionPayRig>();
}

}  // namespace wattill::contract
