#include "unit/simulator/gateway_desk.hpp"

#include "simulator/gateway/certificates.hpp"
#include "simulator/gateway/files.hpp"

#include <cstdlib>
#include <stdexcept>

#include <gtest/gtest.h>
#include <httplib.h>

namespace wattill::sim {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kForm = "application/x-www-form-urlencoded";

fs::path newFolder() {
    std::string name = (fs::temp_directory_path() / "wattill-desk-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    return name;
}

/// Making RSA keys takes longer than all the tests together.
class SharedKeys {
  public:
    SharedKeys() : m_dir(newFolder()) {
        GatewayOptions options;
        options.dir = m_dir;
        const GatewayServer server(options);
    }
    ~SharedKeys() {
        std::error_code ignored;
        fs::remove_all(m_dir, ignored);
    }
    SharedKeys(const SharedKeys&) = delete;
    SharedKeys& operator=(const SharedKeys&) = delete;
    void copyTo(const fs::path& dir) const {
        for (const auto& entry : fs::directory_iterator(m_dir)) {
            if (entry.path().filename() == "state.json") continue;
            fs::copy_file(entry.path(), dir / entry.path().filename());
        }
    }

  private:
    fs::path m_dir;
};

std::string bodyOf(const httplib::Result& result) {
    if (!result) throw std::runtime_error("no answer: " + httplib::to_string(result.error()));
    return result->status == 200 ? result->body : std::string();
}

}  // namespace

GatewayDesk::GatewayDesk() : m_dir(newFolder()) {
    static const SharedKeys keys;
    keys.copyTo(m_dir);
    start();
}

GatewayDesk::~GatewayDesk() {
    m_server.reset();
    std::error_code ignored;
    fs::remove_all(m_dir, ignored);
}

void GatewayDesk::start() {
    GatewayOptions options;
    options.dir = m_dir;
    options.schedule = {0ms, 10ms};
    options.unionPaySchedule = {0ms, 10ms};
    options.now = [this] { return m_now.load(); };
    m_server = std::make_unique<GatewayServer>(std::move(options));
}

void GatewayDesk::restart() {
    m_server.reset();
    start();
}

Fields GatewayDesk::alipayRequest(const std::string& method, const std::string& biz) const {
    return {{"app_id", "2021000000000001"},
            {"method", "alipay." + method},
            {"charset", "utf-8"},
            {"sign_type", "RSA2"},
            {"version", "1.0"},
            {"timestamp", beijingText(m_now)},
            {"biz_content", biz}};
}

std::string GatewayDesk::rawAlipay(const Fields& fields) {
    return post("/gateway.do", urlEncoded(fields));
}

nlohmann::json GatewayDesk::signedAlipay(Fields fields) {
    const RsaKey key = RsaKey::readPrivate(m_dir / "app-private-key.pem");
    fields["sign"] = key.sign(textToSign(fields, {"sign"}));
    const nlohmann::json answer = nlohmann::json::parse(rawAlipay(fields));
    for (const auto& [name, value] : answer.items()) {
        if (value.is_object()) return value;
    }
    return nullptr;
}

nlohmann::json GatewayDesk::alipay(const std::string& method, const std::string& biz) {
    return signedAlipay(alipayRequest(method, biz));
}

std::string GatewayDesk::alipayCode(const std::string& number) {
    Fields fields = alipayRequest("trade.precreate", R"({"out_trade_no":")" + number +
                                                         R"(","total_amount":"100.00",)"
                                                         R"("subject":"电费"})");
    fields["notify_url"] = "http://127.0.0.1:9/alipay";
    return signedAlipay(fields).value("qr_code", "");
}

Fields GatewayDesk::unionPayRequest(const std::string& type, const std::string& subType,
                                    const Fields& more) const {
    Fields fields = more;
    fields.merge(Fields{
        {"version", "5.1.0"},
        {"encoding", "UTF-8"},
        {"signMethod", "01"},
        {"txnType", type},
        {"txnSubType", subType},
        {"bizType", "000000"},
        {"accessType", "0"},
        {"merId", "777290058110048"},
        {"txnTime", compactText(m_now)},
        {"certId", Certificate::read(m_dir / "unionpay-merchant.cer").serial()},
    });
    return fields;
}

void GatewayDesk::signUnionPay(Fields& fields) const {
    std::string text;
    for (const auto& [name, value] : fields) {
        text += (text.empty() ? "" : "&") + name + "=" + value;
    }
    const RsaKey key = RsaKey::readPrivate(m_dir / "unionpay-merchant-key.pem");
    fields["signature"] = key.sign(sha256Hex(text));
}

std::string GatewayDesk::rawUnionPay(const std::string& path, const Fields& fields) {
    return post(path.empty() ? "/" : "/gateway/api/" + path, urlEncoded(fields));
}

Fields GatewayDesk::unionPay(const std::string& path, Fields fields) {
    signUnionPay(fields);
    Fields answer = unionPayFields(rawUnionPay(path, fields));
    Fields without = answer;
    without.erase("signature");
    std::string text;
    for (const auto& [name, value] : without) {
        text += (text.empty() ? "" : "&") + name + "=" + value;
    }
    const Certificate signer = Certificate::read(m_dir / "unionpay-sign.cer");
    EXPECT_EQ(answer["signPubKeyCert"], signer.pem());
    EXPECT_TRUE(signer.publicKey().verify(sha256Hex(text), answer["signature"]));
    return answer;
}

std::string GatewayDesk::unionPayCode(const std::string& number) {
    return unionPay("backTransReq.do",
                    unionPayRequest("01", "07",
                                    {{"channelType", "08"},
                                     {"orderId", number},
                                     {"txnAmt", "10000"},
                                     {"currencyCode", "156"},
                                     {"payTimeout", compactText(m_now + 300'000)},
                                     {"backUrl", "http://127.0.0.1:9/unionpay"}}))["qrCode"];
}

Fields GatewayDesk::unionPayQuery(const std::string& number, std::int64_t at) {
    return unionPay(
        "queryTrans.do",
        unionPayRequest("00", "00", {{"orderId", number}, {"txnTime", compactText(at)}}));
}

std::string GatewayDesk::get(const std::string& url) {
    httplib::Client client("127.0.0.1", m_server->port());
    const std::size_t scheme = url.find("://");
    return bodyOf(
        client.Get(scheme == std::string::npos ? url : url.substr(url.find('/', scheme + 3))));
}

std::string GatewayDesk::post(const std::string& path, const std::string& form) {
    httplib::Client client("127.0.0.1", m_server->port());
    return bodyOf(client.Post(path, form, kForm));
}

std::vector<Fields> GatewayDesk::notices() {
    std::vector<Fields> all;
    const auto orders = nlohmann::json::parse(m_server->orders());
    for (const auto& notice : orders.at("notices")) {
        httplib::Params params;
        httplib::detail::parse_query_text(notice.at("body").get<std::string>(), params);
        all.emplace_back(params.begin(), params.end());
    }
    return all;
}

Fields unionPayFields(const std::string& answer) {
    Fields fields;
    std::string part;
    int depth = 0;
    for (const char c : answer + "&") {
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (c != '&' || depth > 0) {
            part += c;
            continue;
        }
        const std::size_t equals = part.find('=');
        if (equals != std::string::npos) fields[part.substr(0, equals)] = part.substr(equals + 1);
        part.clear();
    }
    return fields;
}

}  // namespace wattill::sim
