#include "payment/alipay/bill_file.hpp"

#include "payment/alipay/beijing_time.hpp"
#include "payment/alipay/bill_table.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace wattill::payment::alipay {

namespace {

const std::string kTrade = "支付宝交易号";
const std::string kOrder = "商户订单号";
const std::string kKind = "业务类型";
const std::string kDoneAt = "完成时间";
const std::string kTerminal = "终端号";
const std::string kAmount = "订单金额";
const std::string kRefundNumber = "退款批次号/请求号";
const std::string kFee = "服务费";
const std::string kStore = "门店编号";
const std::string kPayments = "交易订单总笔数";
const std::string kRefunds = "退款订单总笔数";
constexpr std::string_view kBegin = "业务明细列表";
constexpr std::string_view kEnd = "业务明细列表结束";
constexpr std::size_t kMostQuoted = 40;

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Error nonsense(const BillTable::Row& row, const std::string& column, const std::string& text,
               const char* what) {
    const std::string shown =
        text.size() > kMostQuoted ? std::string("what stands there") : "\"" + text + "\"";
    return corruptAt(row.line, column, shown + " is no " + what + ".");
}

Money magnitude(Money amount) {
    return amount.isNegative() ? -amount : amount;
}

Result<Money> moneyIn(const BillTable& table, const BillTable::Row& row,
                      const std::string& column) {
    const std::string& text = table.cell(row, column);
    const auto amount = Money::parseYuan(text);
    if (!amount.ok()) return nonsense(row, column, text, "amount");
    return *amount;
}

Result<std::int64_t> countIn(const BillTable& table, const BillTable::Row& row,
                             const std::string& column) {
    const std::string& text = table.cell(row, column);
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool good = error == std::errc() && end == text.data() + text.size() && count >= 0;
    if (!good) return nonsense(row, column, text, "number of orders");
    return count;
}

Result<BillKind> kindIn(const BillTable& table, const BillTable::Row& row) {
    const std::string& text = table.cell(row, kKind);
    if (text == "交易") return BillKind::Payment;
    if (text == "退款") return BillKind::Refund;
    return nonsense(row, kKind, text, "kind that is known");
}

/// Whether refunds stand there with a minus is not settled (facts 1.13), so the kind decides: a
/// payment below zero makes no sense, a refund may have either sign.
Result<Money> amountIn(const BillTable& table, const BillTable::Row& row, BillKind kind) {
    const auto amount = moneyIn(table, row, kAmount);
    if (!amount.ok()) return amount.error();
    const bool sense = !amount->isZero() && (kind == BillKind::Refund || !amount->isNegative());
    if (!sense) return nonsense(row, kAmount, table.cell(row, kAmount), "amount of that kind");
    return magnitude(*amount);
}

/// The same holds for fees: kept of a payment, given back with a refund.
Result<Money> feeIn(const BillTable& table, const BillTable::Row& row, BillKind kind) {
    if (table.cell(row, kFee).empty()) return Money();
    const auto fee = moneyIn(table, row, kFee);
    if (!fee.ok()) return fee.error();
    return kind == BillKind::Payment ? magnitude(*fee) : -magnitude(*fee);
}

Result<BillLine> lineOf(const BillTable& table, const BillTable::Row& row) {
    BillLine line;
    const auto kind = kindIn(table, row);
    if (!kind.ok()) return kind.error();
    line.kind = *kind;
    line.order = OrderId(table.cell(row, kOrder));
    line.trade = table.cell(row, kTrade);
    line.terminal = table.cell(row, kTerminal);
    if (line.order.empty()) return corruptAt(row.line, kOrder, "it is empty.");
    if (line.trade.empty()) return corruptAt(row.line, kTrade, "it is empty.");
    const auto amount = amountIn(table, row, line.kind);
    if (!amount.ok()) return amount.error();
    line.amount = *amount;
    const auto fee = feeIn(table, row, line.kind);
    if (!fee.ok()) return fee.error();
    line.fee = *fee;
    const std::string& number = table.cell(row, kRefundNumber);
    if (line.kind == BillKind::Refund) {
        // A refund without a number of its own has the order's (facts 1.12).
        line.refund = RefundId(number.empty() ? line.order.text() : number);
    }
    const std::string& at = table.cell(row, kDoneAt);
    line.at = parseBeijing(at);
    if (!at.empty() && !line.at) return nonsense(row, kDoneAt, at, "time");
    return line;
}

/// All rows stand between the two marks. Without the second one the file was cut off.
Result<void> checkMarks(const BillTable& table, std::size_t lines) {
    std::optional<std::size_t> begin;
    std::optional<std::size_t> end;
    for (const auto& comment : table.comments()) {
        if (holds(comment.text, kEnd)) {
            end = comment.line;
        } else if (holds(comment.text, kBegin)) {
            begin = comment.line;
        }
    }
    if (!begin || table.headerLine() < *begin) {
        return corruptAt(table.headerLine(), {}, "the mark 业务明细列表 does not stand before it.");
    }
    if (!end) return corruptAt(lines, {}, "the file ends without the mark 业务明细列表结束.");
    if (!table.rows().empty() && table.rows().back().line > *end) {
        return corruptAt(table.rows().back().line, {}, "it stands behind 业务明细列表结束.");
    }
    return {};
}

/// "#起始日期：[2026年11月22日 00:00:00]   终止日期：[…]", where it is there.
Result<void> checkDay(const BillTable& table, LocalDay day) {
    const std::chrono::year_month_day wanted(std::chrono::sys_days(day.time_since_epoch()));
    const std::string text =
        fmt::format("{:04}年{:02}月{:02}日", static_cast<int>(wanted.year()),
                    static_cast<unsigned>(wanted.month()), static_cast<unsigned>(wanted.day()));
    for (const auto& comment : table.comments()) {
        const std::size_t at = comment.text.find("起始日期");
        if (at == std::string::npos) continue;
        const std::string from = comment.text.substr(0, comment.text.find("终止日期", at));
        if (holds(from, text) || holds(from, dayText(day))) continue;
        return corruptAt(comment.line, {}, "the bill is of another day than " + text + ".");
    }
    return {};
}

void add(BillTotals& totals, const BillLine& line) {
    if (line.kind == BillKind::Payment) {
        ++totals.payments;
        totals.amount += line.amount;
    } else {
        ++totals.refunds;
        totals.back += line.amount;
    }
    totals.fees += line.fee;
}

struct Summary {
    std::int64_t payments = 0;
    std::int64_t refunds = 0;
    Money amount;
    Money fees;
};

Result<Summary> summaryIn(const BillTable& table, const BillTable::Row& row) {
    const auto payments = countIn(table, row, kPayments);
    if (!payments.ok()) return payments.error();
    const auto refunds = countIn(table, row, kRefunds);
    if (!refunds.ok()) return refunds.error();
    const auto amount = moneyIn(table, row, kAmount);
    if (!amount.ok()) return amount.error();
    const auto fees = moneyIn(table, row, kFee);
    if (!fees.ok()) return fees.error();
    return Summary{*payments, *refunds, *amount, *fees};
}

/// The row of the whole, or the sum of the rows of the shops where there is none.
Result<Summary> wholeOf(const BillTable& table) {
    Summary sum;
    for (const BillTable::Row& row : table.rows()) {
        const auto part = summaryIn(table, row);
        if (!part.ok()) return part.error();
        if (holds(table.cell(row, kStore), "合计")) return part;
        sum.payments += part->payments;
        sum.refunds += part->refunds;
        sum.amount += part->amount;
        sum.fees += part->fees;
    }
    return sum;
}

Error differs(const std::string& column, const std::string& summary, const std::string& details) {
    return {ErrorCode::Corrupt,
            Retry::Later,
            "The summary's " + column + " is " + summary + ", the lines give " + details + ".",
            {}};
}

}  // namespace

Result<BillDetails> readDetails(std::string_view gbk, LocalDay day) {
    const auto table = BillTable::read(gbk);
    if (!table.ok()) return table.error();
    const auto complete =
        table->require({kTrade, kOrder, kKind, kDoneAt, kTerminal, kAmount, kRefundNumber, kFee});
    if (!complete.ok()) return complete.error();
    const auto lines = static_cast<std::size_t>(std::count(gbk.begin(), gbk.end(), '\n')) + 1;
    if (const auto marks = checkMarks(*table, lines); !marks.ok()) return marks.error();
    if (const auto same = checkDay(*table, day); !same.ok()) return same.error();
    BillDetails details;
    for (const BillTable::Row& row : table->rows()) {
        auto line = lineOf(*table, row);
        if (!line.ok()) return line.error();
        add(details.totals, *line);
        details.lines.push_back(std::move(*line));
    }
    return details;
}

Result<void> checkSummary(std::string_view gbk, const BillTotals& totals) {
    const auto table = BillTable::read(gbk);
    if (!table.ok()) return table.error();
    const auto complete = table->require({kStore, kPayments, kRefunds, kAmount, kFee});
    if (!complete.ok()) return complete.error();
    const auto summary = wholeOf(*table);
    if (!summary.ok()) return summary.error();
    if (summary->payments != totals.payments) {
        return differs(kPayments, std::to_string(summary->payments),
                       std::to_string(totals.payments));
    }
    if (summary->refunds != totals.refunds) {
        return differs(kRefunds, std::to_string(summary->refunds), std::to_string(totals.refunds));
    }
    // Whether what went back is taken off there is not settled, either.
    const Money net = totals.amount - totals.back;
    if (summary->amount != net && summary->amount != totals.amount) {
        return differs(kAmount, summary->amount.yuanText(), net.yuanText());
    }
    if (magnitude(summary->fees) != magnitude(totals.fees)) {
        return differs(kFee, summary->fees.yuanText(), totals.fees.yuanText());
    }
    return {};
}

}  // namespace wattill::payment::alipay
