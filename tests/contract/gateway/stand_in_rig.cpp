#include "contract/gateway/stand_in_rig.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wattill::contract {

namespace {

namespace fs = std::filesystem;

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

/// The word of the stand-in's rules for what an adapter sends first.
const char* wordOf(Call call) {
    switch (call) {
        case Call::Create:
            return "precreate";
        case Call::Query:
            return "query";
        case Call::Cancel:
            return "close";
        case Call::Refund:
            return "refund";
        case Call::QueryRefund:
            return "refund-query";
    }
    throw std::logic_error("a call without a word");
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

StandInRig::StandInRig() {
    for (const auto& entry : fs::directory_iterator(sharedKeys().path())) {
        if (entry.path().filename() == "state.json") continue;
        fs::copy_file(entry.path(), m_dir.path() / entry.path().filename());
    }
    startServer(0);
}

void StandInRig::startServer(int port) {
    using namespace std::chrono_literals;
    sim::GatewayOptions options;
    options.dir = m_dir.path();
    options.port = port;
    options.schedule = {0ms, 10ms, 10ms, 10ms, 10ms, 10ms, 10ms, 10ms};
    options.unionPaySchedule = {0ms, 10ms, 10ms, 10ms, 10ms};
    options.now = [this] { return toMillis(m_clock.now()); };
    m_server = std::make_unique<sim::GatewayServer>(std::move(options));
}

void StandInRig::restartServer() {
    const int port = m_server->port();
    m_server.reset();
    startServer(port);
}

std::string StandInRig::fileText(const std::string& name) const {
    std::ifstream in(m_dir.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool StandInRig::scan(const std::string& code) {
    const sim::PhoneView view = m_server->scan(code);
    return view.refusal.empty() && view.status == "waiting";
}

bool StandInRig::pay(const std::string& code) {
    const sim::PhoneView view = m_server->pay(code);
    return view.refusal.empty() && view.status == "paid";
}

void StandInRig::loseAnswer(Call call, bool afterEffect) {
    m_server->script(fmt::format(R"({{"do":"lose-{}","method":"{}"}})",
                                 afterEffect ? "after" : "before", wordOf(call)));
}

void StandInRig::payWrongAmount(const OrderId& order, const std::string& code, Money amount) {
    m_server->script(fmt::format(R"({{"do":"wrong-amount","order":"{}","amount":"{}"}})",
                                 order.text(), amount.yuanText()));
    pay(code);
}

void StandInRig::payWrongMerchant(const OrderId& order, const std::string& code) {
    m_server->script(fmt::format(R"({{"do":"wrong-seller","order":"{}"}})", order.text()));
    pay(code);
}

void StandInRig::giveBack(const OrderId& order, Money part, bool allOfIt) {
    m_server->act(order.text(), "refund", allOfIt ? 0 : part.fen());
}

void StandInRig::runShortOfFunds() {
    m_server->script(R"({"do":"refund-no-funds","times":0})");
}

std::vector<payment::Notification> StandInRig::notifications() {
    std::vector<payment::Notification> all;
    const auto orders = nlohmann::json::parse(m_server->orders());
    for (const auto& notice : orders.at("notices")) {
        all.push_back({"application/x-www-form-urlencoded; charset=utf-8", notice.at("body")});
    }
    return all;
}

}  // namespace wattill::contract
