// Bills: the two tables of a bill, and the zip around them. What is read must make sense, and a
// bill that is read adds up to what its summary was checked against.

#include "payment/alipay/alipay_bills.hpp"
#include "payment/alipay/bill_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace wattill;
using namespace wattill::payment;
using namespace wattill::payment::alipay;

void must(bool condition) {
    if (!condition) std::abort();
}

void sensible(const std::vector<BillLine>& lines) {
    for (const BillLine& line : lines) {
        must(line.amount > Money() && line.amount.isWholeFen() && line.fee.isWholeFen());
        must(!line.order.empty() && !line.trade.empty());
        must((line.kind == BillKind::Refund) == !line.refund.empty());
    }
}

void details(std::string_view text, LocalDay day) {
    const auto read = readDetails(text, day);
    if (!read.ok()) return must(read.error().code == ErrorCode::Corrupt);
    sensible(read->lines);
    must(read->totals.payments + read->totals.refunds ==
         static_cast<std::int64_t>(read->lines.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const LocalDay day = *parseDay("2026-11-22");
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'd') {
        details(text, day);
    } else if (data[0] == 's') {
        const auto checked = checkSummary(text, {1, 0, Money::fromFen(100), Money(), Money()});
        must(checked.ok() || checked.error().code == ErrorCode::Corrupt);
    } else {
        const auto bill = readBill(text, day);
        must(bill.ok() || bill.error().code == ErrorCode::Corrupt);
        if (bill.ok()) sensible(bill->lines);
    }
    return 0;
}
