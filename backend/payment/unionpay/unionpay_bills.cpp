#include "payment/unionpay/unionpay_bills.hpp"

#include "payment/unionpay/answer_code.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/exchange.hpp"
#include "payment/unionpay/settlement_file.hpp"
#include "payment/wire/archive.hpp"
#include "payment/wire/base64.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMostAnswer = 16U << 20U;
constexpr Duration kFileWithin = std::chrono::seconds(60);
constexpr std::size_t kMostZip = 16U << 20U;
constexpr std::size_t kMostFiles = 16;
/// Of the error handling file.
constexpr std::size_t kMostUnread = 500;
constexpr std::size_t kMostContent = 64U << 20U;
/// UnionPay keeps what it did for 330 days.
constexpr std::chrono::days kKept{330};

Error corrupt(const std::string& why) {
    return {ErrorCode::Corrupt, Retry::Never, "UnionPay's settlement file: " + why + ".", {}};
}

std::string baseName(const std::string& name) {
    const std::size_t slash = name.find_last_of("/\\");
    return slash == std::string::npos ? name : name.substr(slash + 1);
}

/// The kind of an archive's file by its name: INN, the date as YYMMDD with two more digits, ZM or
/// ZME, '_', merId.
enum class FileKind { Transactions, ErrorHandling, Other };

FileKind kindOf(const std::string& name) {
    if (name.rfind("INN", 0) != 0) return FileKind::Other;
    if (name.find("ZM_") != std::string::npos) return FileKind::Transactions;
    return name.find("ZME_") != std::string::npos ? FileKind::ErrorHandling : FileKind::Other;
}

/// That it is this merchant's, and of this day. The year is left to the bounds that bill() sets:
/// the files of UnionPay's public test merchant are of one fixed year.
Result<void> checkName(const std::string& name, const std::string& merchantId, LocalDay day) {
    const std::size_t merchant = name.find('_') + 1;
    if (name.compare(merchant, merchantId.size(), merchantId) != 0) {
        return corrupt(name + " is another merchant's");
    }
    constexpr std::size_t kMonth = 5;  // behind INN and the year
    if (name.compare(kMonth, 4, monthAndDay(day)) != 0) {
        return corrupt(name + " is another day's than " + dayText(day));
    }
    return {};
}

Result<std::vector<wire::ArchiveFile>> unpacked(const std::string& fileContent) {
    const auto packed = wire::decodeBase64(wire::withoutBlanks(fileContent));
    if (!packed) return corrupt("fileContent is not base64");
    const auto zip = wire::inflateZlib(*packed, kMostZip);
    if (!zip.ok()) return corrupt("fileContent cannot be unpacked: " + zip.error().message);
    auto files = wire::unzip(*zip, {kMostFiles, kMostContent});
    if (!files.ok()) return corrupt("its archive cannot be unpacked: " + files.error().message);
    return files;
}

Error needsPerson(const std::string& name, std::size_t lines) {
    return {
        ErrorCode::Unsupported,
        Retry::Never,
        fmt::format("UnionPay's file {} tells of {} corrections (chargebacks, adjustments) that "
                    "carry no order number; compare this day by hand on UnionPay's merchant "
                    "platform.",
                    name, lines),
        {}};
}

Error notThere(LocalDay day, const Fields& answer) {
    return {ErrorCode::NotFound, Retry::Later,
            "UnionPay has no settlement file of " + dayText(day) +
                " yet (98); a day without business may never have one.",
            codeText(answer)};
}

}  // namespace

UnionPayBills::UnionPayBills(const UnionPayConfig& config, const Clock& clock,
                             std::unique_ptr<Exchange> exchange)
    : m_fileUrl(config.fileUrl.substr(0, config.fileUrl.find_last_not_of('/') + 1) + "/"),
      m_merchantId(config.merchantId),
      m_clock(clock),
      m_exchange(std::move(exchange)) {}

UnionPayBills::~UnionPayBills() = default;

Result<std::unique_ptr<UnionPayBills>> UnionPayBills::make(const UnionPayConfig& config,
                                                           const Clock& clock) {
    auto transport = wire::makeCurlTransport(
        {config.connectWithin, std::max(config.answerWithin, kFileWithin), kMostAnswer});
    if (!transport.ok()) return transport.error();
    return make(config, clock, std::move(*transport));
}

Result<std::unique_ptr<UnionPayBills>> UnionPayBills::make(
    const UnionPayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport) {
    if (config.fileUrl.empty()) {
        return aboutField("file_host",
                          "it is missing; production is https://filedownload.95516.com");
    }
    auto exchange = Exchange::make(config, clock, std::move(transport));
    if (!exchange.ok()) return exchange.error();
    return std::unique_ptr<UnionPayBills>(new UnionPayBills(config, clock, std::move(*exchange)));
}

Result<Bill> UnionPayBills::bill(LocalDay day) {
    const Instant now = m_clock.now();
    // UnionPay names days without their year: one that is still to come would be last year's.
    if (now < endOfDay(day)) {
        return Error{
            ErrorCode::NotFound,
            Retry::Later,
            "UnionPay's day " + dayText(day) + " is not over; it ends at 23:00 in Beijing.",
            {}};
    }
    if (now - endOfDay(day) > kKept) {
        return invalidInput("UnionPay keeps settlement files for 330 days; " + dayText(day) +
                            " is longer ago.");
    }
    const auto answer = m_exchange->ask(m_fileUrl, {{"txnType", "76"},
                                                    {"txnSubType", "01"},
                                                    {"settleDate", monthAndDay(day)},
                                                    {"fileType", "00"},
                                                    {"txnTime", beijingText(now)}});
    if (!answer.ok()) return answer.error();
    if (field(*answer, "respCode") == "98") return notThere(day, *answer);
    if (classOf(field(*answer, "respCode")) != CodeClass::Worked) return failureOf(*answer);
    if (field(*answer, "merId") != m_merchantId) return unbelievable("it is about another merId");
    const auto files = unpacked(field(*answer, "fileContent"));
    if (!files.ok()) return files.error();
    Bill bill{std::string(channel()), day, {}, {}};
    for (const wire::ArchiveFile& file : *files) {
        const std::string name = baseName(file.name);
        const FileKind kind = kindOf(name);
        if (kind == FileKind::Other) continue;
        if (const auto ours = checkName(name, m_merchantId, day); !ours.ok()) return ours.error();
        if (kind == FileKind::ErrorHandling) {
            auto rows = readErrorRows(file.content, name);
            if (rows.size() > kMostUnread) return needsPerson(name, rows.size());
            std::move(rows.begin(), rows.end(), std::back_inserter(bill.unread));
            continue;
        }
        if (!bill.source.empty()) return corrupt("it holds two files of transactions");
        bill.source = name;
        auto lines = readSettlement(file.content, {name, m_merchantId, day});
        if (!lines.ok()) return lines.error();
        bill.lines = std::move(*lines);
    }
    if (bill.source.empty()) return corrupt("it holds no file of transactions (ZM)");
    return bill;
}

}  // namespace wattill::payment::unionpay
