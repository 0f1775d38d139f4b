#include "simulator/gateway/unionpay/bill.hpp"

#include "simulator/gateway/archive.hpp"
#include "simulator/gateway/bill_rules.hpp"
#include "simulator/gateway/crypto.hpp"
#include "simulator/gateway/unionpay/message.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace wattill::sim::unionpay {

namespace {

constexpr std::int64_t kHour = 3600LL * 1000;
constexpr std::int64_t kDay = 24 * kHour;

struct Column {
    std::size_t width;
    std::string text;
    char fill = ' ';  ///< '0' stands before the text, a blank behind it
};

std::string padded(const Column& column) {
    std::string text = gbkOf(column.text).substr(0, column.width);
    const std::string fill(column.width - text.size(), column.fill);
    return column.fill == '0' ? fill + text : text + fill;
}

std::string record(const std::vector<Column>& columns) {
    std::string line;
    for (const Column& column : columns) {
        line += (line.empty() ? "" : " ") + padded(column);
    }
    return line + "\r\n";
}

/// D (to be paid by the merchant) or C and 12 digits.
std::string sideAndFen(char side, std::int64_t fen) {
    return side + padded({12, std::to_string(fen), '0'});
}

std::string typeOf(const BillRow& row) {
    if (row.kind == "payment") return "01";
    return row.kind == "undo" ? "31" : "04";
}

/// The columns of a ZM file (facts gathered from SDK copies and a second parser: widths are
/// certain, the codes of the first column are not).
std::string transactionLine(const BillRow& row, const std::string& merId) {
    const bool payment = row.kind == "payment";
    const char in = payment ? 'C' : 'D';
    const char out = payment ? 'D' : 'C';
    const std::string number = payment ? row.trade : row.own;
    const std::string trace = number.substr(number.size() - 6);
    const std::string settled = sideAndFen(in, row.fen - row.feeFen);
    return record({{3, payment ? "S22" : "S30"},
                   {11, "48020000", '0'},
                   {11, "00010000", '0'},
                   {6, trace, '0'},
                   {10, compactText(row.at).substr(4)},
                   {19, "6216***********0018"},
                   {12, std::to_string(row.fen), '0'},
                   {4, "4900"},
                   {2, "08"},
                   {21, number},
                   {2, ""},
                   {32, payment ? row.order : row.refund},
                   {2, "01"},
                   {6, payment ? "" : row.trade.substr(row.trade.size() - 6)},
                   {10, payment ? "" : row.txnTime.substr(4)},
                   {13, sideAndFen(out, row.feeFen)},
                   {13, settled},
                   {4, "1001"},
                   {15, ""},
                   {2, typeOf(row)},
                   {2, payment ? "07" : "00"},
                   {6, "000000"},
                   {2, "01"},
                   {4, ""},
                   {32, ""},
                   {1, "0"},
                   {21, payment ? "" : row.trade},
                   {15, merId},
                   {1, ""},
                   {15, ""},
                   {32, ""},
                   {13, sideAndFen('C', 0)},
                   {13, settled},
                   {8, row.terminal},
                   {32, row.reserved},
                   {13, sideAndFen('C', 0)},
                   {13, sideAndFen('C', 0)},
                   {12, "D00000000000"},
                   {2, "00"},
                   {1, ""},
                   {32, payment ? "" : row.order},
                   {98, ""}});
}

/// What was reversed on its own day is as if it had never been.
std::vector<BillRow> cleared(const std::vector<BillRow>& rows) {
    std::set<std::string> reversed;
    for (const BillRow& row : rows) {
        if (row.kind == "reversal") reversed.insert(row.trade);
    }
    std::vector<BillRow> kept;
    for (const BillRow& row : rows) {
        if (reversed.count(row.trade) == 0) kept.push_back(row);
    }
    return kept;
}

/// 00:00 of the latest such day that is not after tomorrow; nothing when there is no such day.
std::optional<std::int64_t> dayOf(const std::string& settleDate, std::int64_t now) {
    const int year = std::stoi(compactText(now).substr(0, 4));
    for (int back = -1; back < 5; ++back) {
        const auto day = compactMillis(std::to_string(year - back) + settleDate + "000000");
        if (day && *day <= now + kDay) return day;
    }
    return std::nullopt;
}

}  // namespace

Fields billAnswer(Desk& desk, const std::string& settleDate, std::int64_t now) {
    const Fields absent{{"respCode", "98"}, {"respMsg", messageOf("98")}};
    const auto day = dayOf(settleDate, now);
    if (!day) return absent;
    // A clearing day ends at 23:00; its file is there the next morning.
    const BillWish wish =
        billOf(desk.book, desk.script, kUnionPay, *day - kHour, *day + kDay - kHour);
    if (wish.notReady || (!wish.early && now < *day + kDay + 9 * kHour)) return absent;
    const std::string& merId = desk.identity.merId;
    std::string transactions;
    for (const BillRow& row : cleared(wish.rows)) {
        transactions += transactionLine(row, merId);
    }
    const std::string date = compactText(*day).substr(2, 6);
    std::string bytes = zipOf(
        {{"INN" + date + "88ZM_" + merId, transactions}, {"INN" + date + "88ZME_" + merId, ""}});
    if (wish.corrupt) bytes.resize(bytes.size() / 2);
    return {{"respCode", "00"},
            {"respMsg", messageOf("00")},
            {"fileName", merId + "_20" + date + ".zip"},
            {"fileContent", base64Of(deflated(bytes))}};
}

}  // namespace wattill::sim::unionpay
