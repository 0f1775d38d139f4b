#include "simulator/gateway/alipay/bill.hpp"

#include "simulator/gateway/alipay/content.hpp"
#include "simulator/gateway/archive.hpp"
#include "simulator/gateway/bill_rules.hpp"
#include "simulator/gateway/crypto.hpp"

#include <algorithm>
#include <regex>

namespace wattill::sim::alipay {

namespace {

constexpr std::int64_t kHour = 3600LL * 1000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kUrlLife = 30'000;
constexpr const char* kHeader =
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,"
    "商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注";
constexpr const char* kSummaryHeader =
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,"
    "支付宝优惠（元）,"
    "商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）";

struct Period {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t readyAt = 0;
    std::string name;  ///< "20261122", "202611"
};

/// Nothing when it is neither a day nor a month.
std::optional<Period> periodOf(const std::string& text) {
    const bool month = text.size() == 7;
    const auto from = millisOf(text + (month ? "-01 00:00:00" : " 00:00:00"));
    if (!from) return std::nullopt;
    Period period{*from, *from + kDay, *from + kDay + 9 * kHour, text};
    if (month) {
        while (beijingText(period.to).substr(0, 7) == text) {
            period.to += kDay;
        }
        period.readyAt = period.to + 2 * kDay;
    }
    period.name.erase(std::remove(period.name.begin(), period.name.end(), '-'), period.name.end());
    return period;
}

std::string signedYuan(std::int64_t fen) {
    return (fen < 0 ? "-" : "") + yuanOf(fen < 0 ? -fen : fen);
}

/// Cells end with a tab, as Alipay's do, so that spreadsheets take numbers for texts.
std::string line(const std::vector<std::string>& cells) {
    std::string text;
    for (const std::string& cell : cells) {
        std::string clean = cell;
        std::replace(clean.begin(), clean.end(), ',', ' ');
        text += (text.empty() ? "" : ",") + clean + "\t";
    }
    return text + "\r\n";
}

bool isRefund(const BillRow& row) {
    return !row.refund.empty();
}

std::string rowText(const BillRow& row) {
    const std::int64_t sign = isRefund(row) ? -1 : 1;
    const std::string amount = signedYuan(sign * row.fen);
    const std::string none = "0.00";
    return line({row.trade,
                 row.order,
                 isRefund(row) ? "退款" : "交易",
                 row.subject,
                 beijingText(row.createdAt),
                 beijingText(row.at),
                 row.store,
                 "",
                 row.operatorId,
                 row.terminal,
                 "ten***@example.com",
                 amount,
                 amount,
                 none,
                 none,
                 none,
                 none,
                 none,
                 "",
                 none,
                 none,
                 row.refund,
                 signedYuan(-sign * row.feeFen),
                 none,
                 ""});
}

struct Sums {
    int payments = 0;
    int refunds = 0;
    std::int64_t paidFen = 0;
    std::int64_t returnedFen = 0;
    std::int64_t feeFen = 0;
};

Sums sumsOf(const std::vector<BillRow>& rows) {
    Sums sums;
    for (const BillRow& row : rows) {
        (isRefund(row) ? sums.refunds : sums.payments) += 1;
        (isRefund(row) ? sums.returnedFen : sums.paidFen) += row.fen;
        sums.feeFen += isRefund(row) ? -row.feeFen : row.feeFen;
    }
    return sums;
}

std::string headOf(const Period& period, const std::string& account, const std::string& title) {
    return "#支付宝业务" + title + "查询\r\n#账号：[" + account + "0156]\r\n#起始日期：[" +
           beijingText(period.from) + "]   终止日期：[" + beijingText(period.to) + "]\r\n";
}

std::string detailsOf(const Period& period, const std::string& account,
                      const std::vector<BillRow>& rows, std::int64_t now) {
    const std::string rule(40, '-');
    const Sums sums = sumsOf(rows);
    std::string text = headOf(period, account, "明细");
    text += "#" + rule + "业务明细列表" + rule + "\r\n";
    text += std::string(kHeader) + "\r\n";
    for (const BillRow& row : rows) {
        text += rowText(row);
    }
    text += "#" + rule + "业务明细列表结束" + rule + "\r\n";
    text += "#交易合计：" + std::to_string(sums.payments) + "笔，商家实收共" +
            signedYuan(sums.paidFen) + "元，商家优惠共0.00元\r\n";
    text += "#退款合计：" + std::to_string(sums.refunds) + "笔，商家实收退款共" +
            signedYuan(-sums.returnedFen) + "元，商家优惠退款共0.00元\r\n";
    return text + "#导出时间：[" + beijingText(now) + "]\r\n";
}

std::string summaryOf(const Period& period, const std::string& account,
                      const std::vector<BillRow>& rows, std::int64_t now) {
    const std::string rule(40, '-');
    const Sums sums = sumsOf(rows);
    const std::int64_t net = sums.paidFen - sums.returnedFen;
    std::string text = headOf(period, account, "汇总");
    text += "#" + rule + "业务汇总列表" + rule + "\r\n";
    text += std::string(kSummaryHeader) + "\r\n";
    text += line({"合计", "", std::to_string(sums.payments), std::to_string(sums.refunds),
                  signedYuan(net), signedYuan(net), "0.00", "0.00", "0.00",
                  signedYuan(-sums.feeFen), "0.00", signedYuan(net - sums.feeFen)});
    text += "#" + rule + "业务汇总列表结束" + rule + "\r\n";
    return text + "#导出时间：[" + beijingText(now) + "]\r\n";
}

std::string zipped(const Period& period, const std::string& seller, const BillWish& wish,
                   std::int64_t now) {
    const std::string stem = seller + "0156_" + period.name + "_业务明细";
    std::string bytes =
        zipOf({{gbkOf(stem + ".csv"), gbkOf(detailsOf(period, seller, wish.rows, now))},
               {gbkOf(stem + "(汇总).csv"), gbkOf(summaryOf(period, seller, wish.rows, now))}});
    if (wish.corrupt) bytes.resize(bytes.size() / 2);
    return bytes;
}

}  // namespace

Node Bills::address(const std::string& biz, const std::string& base, std::int64_t now) {
    const Content content(biz);
    const std::string wrong = content.objection({"bill_type", "bill_date", "smid"});
    if (!wrong.empty()) return failureNode("INVAILID_ARGUMENTS", "入参不合法: " + wrong);
    const std::string type = content.text("bill_type");
    if (type == "signcustomer") return failureNode("TYPE_NOT_SUPPORTED", "账单类型不支持");
    const auto period = periodOf(content.text("bill_date"));
    if (type != "trade" || !period) {
        return failureNode("INVAILID_ARGUMENTS", "入参不合法: bill_type, bill_date");
    }
    const BillWish wish = billOf(m_desk.book, m_desk.script, kAlipay, period->from, period->to);
    const bool ready = wish.early || now >= period->readyAt;
    if (!ready || wish.notReady) return failureNode("BILL_NOT_EXIST", "账单不存在");
    const std::string token = randomToken(24);
    m_shelves[token] = {zipped(*period, m_desk.identity.sellerId, wish, now), now + kUrlLife};
    Node node = success();
    if (wish.rows.empty()) node.emplace_back("bill_file_code", "EMPTY_DATA_WITH_BILL_FILE");
    node.emplace_back("bill_download_url", base + "/bill/" + token);
    return node;
}

std::optional<std::string> Bills::file(const std::string& token, std::int64_t now) const {
    const auto found = m_shelves.find(token);
    if (found == m_shelves.end() || now > found->second.until) return std::nullopt;
    return found->second.bytes;
}

}  // namespace wattill::sim::alipay
