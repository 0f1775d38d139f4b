#include "payment/unionpay/settlement_file.hpp"

#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/payment_fields.hpp"
#include "payment/unionpay/terminal_tag.hpp"
#include "payment/wire/digest.hpp"
#include "payment/wire/letters.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <optional>

#include <fmt/format.h>

namespace wattill::payment::unionpay {

namespace {

// Columns as UnionPay's file interface has them; the names of those that are read are below.
constexpr std::array<std::size_t, 42> kWidths = {
    3, 11, 11, 6,  10, 19, 12, 4, 2,  21, 2,  32, 2, 6,  10, 13, 13, 4, 15, 2,  2,
    6, 2,  4,  32, 1,  21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1,  32, 98};

// Of the error handling file only the widths are known.
constexpr std::array<std::size_t, 22> kErrorWidths = {3,  11, 11, 6,  10, 19, 12, 4, 2,  2, 6,
                                                      10, 4,  12, 13, 13, 15, 15, 1, 12, 2, 135};

enum Column : std::size_t {
    kCode = 0,
    kTraceNo = 3,
    kTime = 4,  // MMDDhhmmss
    kAmount = 6,
    kQueryId = 9,
    kOrderId = 11,
    kFee = 15,
    kSettled = 16,
    kTxnType = 19,
    kOriginalQueryId = 26,
    kMerId = 27,
    kTermId = 33,
    kReqReserved = 34,
    kOriginalOrderId = 40,
};

constexpr std::size_t offsetOf(std::size_t column) {
    std::size_t offset = 0;
    for (std::size_t i = 0; i < column; ++i) {
        offset += kWidths[i] + 1;
    }
    return offset;
}

constexpr std::size_t kLineBytes = offsetOf(kWidths.size()) - 1;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool isBlank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

bool isPrintable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool isSeparator(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte <= '~' && std::isalnum(byte) == 0);
}

/// A letter C or D and 12 digits.
struct Signed {
    char letter = ' ';
    Money amount;
};

class LineReader {
  public:
    LineReader(std::string_view line, std::size_t number, const SettlementSource& source)
        : m_line(line), m_number(number), m_source(source) {}

    [[nodiscard]] Result<BillLine> read() const {
        if (const auto shape = checkShape(); !shape.ok()) return shape.error();
        if (trimmed(text(kMerId)) != m_source.merchantId) {
            return fault(kMerId, "another merchant: " + std::string(trimmed(text(kMerId))));
        }
        const auto kind = kindOf(trimmed(text(kTxnType)));
        if (!kind) return fault(kTxnType, "this kind of transaction is not known here");
        BillLine result;
        result.kind = *kind;
        const auto amount = parseFen(text(kAmount));
        if (!amount || amount->isZero()) return fault(kAmount, "no amount of fen");
        result.amount = *amount;
        result.at = parseBeijingNear(text(kTime), m_source.day);
        if (!result.at) return fault(kTime, "no time of the form MMDDhhmmss");
        const auto fee = feeOf(*kind);
        if (!fee.ok()) return fee.error();
        result.fee = *fee;
        if (const auto named = readNumbers(result); !named.ok()) return named.error();
        const std::string_view tag = trimmed(text(kReqReserved));
        result.terminal = terminalOf(trimmed(text(kTermId)), tag);
        return result;
    }

  private:
    [[nodiscard]] std::string_view text(std::size_t column) const {
        return m_line.substr(offsetOf(column), kWidths[column]);
    }
    [[nodiscard]] Error fault(std::size_t column, const std::string& why) const {
        return faultAt(offsetOf(column), why);
    }
    [[nodiscard]] Error faultAt(std::size_t offset, const std::string& why) const {
        return {ErrorCode::Corrupt,
                Retry::Never,
                fmt::format("UnionPay's file {}, line {}, column {}: {}.", m_source.name, m_number,
                            offset + 1, why),
                {}};
    }
    /// Every field in its place: nothing else shows that a line lost a byte in the middle.
    [[nodiscard]] Result<void> checkShape() const {
        const char separator = m_line.size() > kWidths[0] ? m_line[kWidths[0]] : '\0';
        const bool tail = m_line.size() == kLineBytes + 1 && m_line.back() == separator;
        if (m_line.size() != kLineBytes && !tail) {
            return faultAt(
                std::min(m_line.size(), kLineBytes),
                fmt::format("the line has {} bytes instead of {}", m_line.size(), kLineBytes));
        }
        for (std::size_t column = 1; column < kWidths.size(); ++column) {
            const std::size_t at = offsetOf(column) - 1;
            if (m_line[at] != separator || !isSeparator(separator)) {
                return faultAt(at, "no separator where a field ends; the columns are shifted");
            }
        }
        return {};
    }
    static std::optional<BillKind> kindOf(std::string_view txnType) {
        if (txnType == "01" || txnType == "03") return BillKind::Payment;
        if (txnType == "04" || txnType == "31" || txnType == "33") return BillKind::Refund;
        return std::nullopt;
    }
    [[nodiscard]] Result<Signed> signedAmount(std::size_t column) const {
        const std::string_view field = text(column);
        const auto amount = parseFen(field.substr(1));
        const bool lettered = field[0] == 'C' || field[0] == 'D';
        if (!amount || (!lettered && !amount->isZero())) {
            return fault(column, "neither C nor D and 12 digits");
        }
        return Signed{field[0], *amount};
    }
    /// Above zero: the channel keeps it.
    [[nodiscard]] Result<Money> feeOf(BillKind kind) const {
        const auto fee = signedAmount(kFee);
        if (!fee.ok()) return fee.error();
        const auto settled = signedAmount(kSettled);
        if (!settled.ok()) return settled.error();
        if (fee->amount.isZero()) return Money();
        // With nothing settled there is no letter to read against; D (debit) is then the
        // merchant's.
        const bool known = !settled->amount.isZero();
        const bool sameWay = known ? fee->letter == settled->letter
                                   : (fee->letter == 'C') == (kind == BillKind::Payment);
        const bool kept = (kind == BillKind::Payment) != sameWay;
        return kept ? fee->amount : -fee->amount;
    }
    [[nodiscard]] Result<void> readNumbers(BillLine& result) const {
        const std::string_view order = trimmed(text(kOrderId));
        const std::string_view trade = trimmed(text(kQueryId));
        if (order.empty() || !isPrintable(order)) return fault(kOrderId, "no order number");
        if (trade.empty() || !isPrintable(trade)) return fault(kQueryId, "no queryId");
        if (result.kind == BillKind::Payment) {
            result.order = OrderId(std::string(order));
            result.trade = trade;
            return {};
        }
        const std::string_view original = trimmed(text(kOriginalOrderId));
        const std::string_view originalTrade = trimmed(text(kOriginalQueryId));
        if (!isPrintable(original)) return fault(kOriginalOrderId, "no order number");
        if (originalTrade.empty() || !isPrintable(originalTrade)) {
            return fault(kOriginalQueryId, "a refund without the queryId of what went back");
        }
        result.refund = RefundId(std::string(order));
        result.order = OrderId(std::string(original));
        result.trade = originalTrade;
        return {};
    }

    std::string_view m_line;
    std::size_t m_number;
    const SettlementSource& m_source;
};

/// Takes the first line off; without its line end.
std::string_view takeLine(std::string_view& bytes) {
    const std::size_t end = bytes.find('\n');
    std::string_view line = bytes.substr(0, end);
    bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

/// Every field of an error row ends where the widths say, and with the same separator.
bool hasErrorShape(std::string_view row) {
    const std::size_t bytes =
        std::accumulate(kErrorWidths.begin(), kErrorWidths.end(), kErrorWidths.size() - 1);
    if (row.size() != bytes && row.size() != bytes + 1) return false;
    const char separator = row[kErrorWidths[0]];
    if (!isSeparator(separator)) return false;
    std::size_t end = 0;
    for (std::size_t i = 0; i + 1 < kErrorWidths.size(); ++i) {
        end += kErrorWidths[i] + (i == 0 ? 0 : 1);
        if (row[end] != separator) return false;
    }
    return row.size() == bytes || row.back() == separator;
}

std::string errorRowText(std::string_view row) {
    if (!hasErrorShape(row)) {
        return fmt::format("a correction of {} bytes, not in the known widths", row.size());
    }
    const auto text = [&](std::size_t column) {
        return trimmed(row.substr(offsetOf(column), kWidths[column]));
    };
    const std::string_view code = text(kCode);
    // Twelve digits, as in the file of transactions: a blank among them shows a shifted row.
    const auto amount = parseFen(row.substr(offsetOf(kAmount), kWidths[kAmount]));
    const bool known = !code.empty() && isPrintable(code) && wire::allDigits(text(kTraceNo)) &&
                       !text(kTime).empty() && wire::allDigits(text(kTime)) && amount;
    if (!known) return "a correction whose first fields are not those of a transaction";
    return fmt::format(
        "a correction, by its first fields transaction {}, trace number {}, time "
        "{}, {} CNY; which way the money goes is not known",
        code, text(kTraceNo), text(kTime), amount->yuanText());
}

}  // namespace

Result<std::vector<BillLine>> readSettlement(std::string_view bytes,
                                             const SettlementSource& source) {
    std::vector<BillLine> lines;
    for (std::size_t number = 1; !bytes.empty(); ++number) {
        const std::string_view text = takeLine(bytes);
        if (isBlank(text) && bytes.empty()) break;
        auto line = LineReader(text, number, source).read();
        if (!line.ok()) return line.error();
        lines.push_back(std::move(*line));
    }
    return lines;
}

std::vector<UnreadRow> readErrorRows(std::string_view bytes, const std::string& name) {
    std::vector<UnreadRow> rows;
    for (std::size_t number = 1; !bytes.empty(); ++number) {
        const std::string_view row = takeLine(bytes);
        if (isBlank(row)) continue;
        rows.push_back({name, number, wire::sha256Of(row), errorRowText(row)});
    }
    return rows;
}

}  // namespace wattill::payment::unionpay
