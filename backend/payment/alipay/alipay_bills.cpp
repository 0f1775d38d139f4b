#include "payment/alipay/alipay_bills.hpp"

#include "payment/alipay/answer.hpp"
#include "payment/alipay/beijing_time.hpp"
#include "payment/alipay/bill_file.hpp"
#include "payment/alipay/failure.hpp"
#include "payment/alipay/methods.hpp"
#include "payment/wire/archive.hpp"
#include "payment/wire/gbk.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace wattill::payment::alipay {

namespace {

using namespace std::chrono_literals;

constexpr wire::DownloadLimits kDownload{60s, 32U << 20U};
constexpr wire::UnzipLimits kUnpacked{16, 128U << 20U};
constexpr std::string_view kDetails = "明细";
constexpr std::string_view kSummary = "汇总";

Error notYet(const std::string& why) {
    return {ErrorCode::NotFound, Retry::Later, "Alipay's bill is not there: " + why + ".", {}};
}

Error corrupt(LocalDay day, const std::string& why) {
    return {ErrorCode::Corrupt,
            Retry::Later,
            "Alipay's bill of " + dayText(day) + " cannot be used: " + why,
            {}};
}

/// "isp.bill-not-exist", "BILL_NOT_EXIST": the spellings differ (facts 1.13).
bool isNotThere(const nlohmann::json& node) {
    std::string code = businessCode(node);
    code.erase(0, code.rfind('.') + 1);
    std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) {
        return static_cast<char>(c == '-' ? '_' : std::toupper(c));
    });
    return code == "BILL_NOT_EXIST" || code == "NO_BILL_DATA";
}

/// The names are GBK; should they ever come as UTF-8, they are recognised as well.
std::string nameOf(const wire::ArchiveFile& file) {
    if (file.name.find(kDetails) != std::string::npos) return file.name;
    auto name = wire::utf8FromGbk(file.name);
    return name.ok() ? std::move(*name) : std::string("?");
}

struct Parts {
    std::vector<std::pair<std::string, const wire::ArchiveFile*>> details;
    std::vector<std::pair<std::string, const wire::ArchiveFile*>> summaries;
};

Parts sorted(const std::vector<wire::ArchiveFile>& files) {
    Parts parts;
    for (const wire::ArchiveFile& file : files) {
        std::string name = nameOf(file);
        const bool summary = name.find(kSummary) != std::string::npos;
        const bool details = name.find(kDetails) != std::string::npos;
        if (summary) {
            parts.summaries.emplace_back(std::move(name), &file);
        } else if (details) {
            parts.details.emplace_back(std::move(name), &file);
        }
    }
    return parts;
}

}  // namespace

Result<Bill> readBill(std::string_view zip, LocalDay day) {
    const auto files = wire::unzip(zip, kUnpacked);
    if (!files.ok()) return corrupt(day, files.error().message);
    const Parts parts = sorted(*files);
    if (parts.details.size() != 1 || parts.summaries.size() != 1) {
        return corrupt(day, "the zip must hold one 业务明细 and one 业务明细(汇总); it holds " +
                                std::to_string(parts.details.size()) + " and " +
                                std::to_string(parts.summaries.size()) + ".");
    }
    const auto& [name, file] = parts.details.front();
    auto details = readDetails(file->content, day);
    if (!details.ok()) return corrupt(day, name + ", " + details.error().message);
    const auto& [summaryName, summaryFile] = parts.summaries.front();
    const auto same = checkSummary(summaryFile->content, details->totals);
    if (!same.ok()) return corrupt(day, summaryName + ", " + same.error().message);
    return Bill{"alipay", day, std::move(details->lines), name};
}

Result<std::unique_ptr<AlipayBills>> AlipayBills::make(const AlipayConfig& config,
                                                       const Clock& clock) {
    auto transport = wire::makeCurlTransport({config.connectWithin, config.answerWithin});
    if (!transport.ok()) return transport.error();
    return make(config, clock, std::move(*transport));
}

Result<std::unique_ptr<AlipayBills>> AlipayBills::make(const AlipayConfig& config,
                                                       const Clock& clock,
                                                       std::unique_ptr<wire::Transport> transport) {
    auto client = AlipayClient::make(config, clock, std::move(transport));
    if (!client.ok()) return client.error();
    return std::unique_ptr<AlipayBills>(new AlipayBills(std::move(*client)));
}

Result<Bill> AlipayBills::bill(LocalDay day) {
    if (day >= beijingDay(m_client->now())) return notYet(dayText(day) + " is not over");
    const std::string bizContent =
        nlohmann::ordered_json{{"bill_type", "trade"}, {"bill_date", dayText(day)}}.dump();
    const auto node = m_client->ask(kBillUrl, bizContent);
    if (!node.ok()) return node.error();
    if (textField(*node, "code") != "10000") {
        if (isNotThere(*node)) return notYet(textField(*node, "sub_code"));
        return failureOf(*node, kBillUrl);
    }
    const std::string state = textField(*node, "bill_file_code");
    // A signed answer: there is a file, but nothing in it.
    if (state == "EMPTY_DATA_WITH_BILL_FILE") return Bill{"alipay", day, {}, state};
    const std::string url = textField(*node, "bill_download_url");
    if (url.empty()) return unbelievable("it holds no bill_download_url");
    const auto zip = m_client->download(url, kDownload);
    if (!zip.ok()) return zip.error();
    return readBill(*zip, day);
}

}  // namespace wattill::payment::alipay
