#pragma once

#include "base/result.hpp"
#include "payment/bill.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace wattill::payment::alipay {

/// What the summary says of the whole day, or what the details add up to.
struct BillTotals {
    std::int64_t payments = 0;
    std::int64_t refunds = 0;
    Money amount;  ///< of payments
    Money back;    ///< of refunds, above zero
    Money fees;    ///< what is kept in the end, without its sign: both signs are in use
};

struct BillDetails {
    std::vector<BillLine> lines;  ///< in the order of the file
    BillTotals totals;
};

/// "…_业务明细.csv" in GBK: the lines between "#…业务明细列表…" and "#…业务明细列表结束…", read by
/// the names of the columns. Corrupt names line and column; the first line is 1. A file of another
/// day is Corrupt, too.
[[nodiscard]] Result<BillDetails> readDetails(std::string_view gbk, LocalDay day);

/// "…_业务明细(汇总).csv" in GBK, against the details of the day. Corrupt says which total differs.
[[nodiscard]] Result<void> checkSummary(std::string_view gbk, const BillTotals& totals);

}  // namespace wattill::payment::alipay
