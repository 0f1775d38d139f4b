// Settlement files of UnionPay, as they come out of the archive.

#include "payment/unionpay/settlement_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace wattill;
using namespace wattill::payment;

void must(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const unionpay::SettlementSource source{"ZM", "777290058110048", *parseDay("2026-11-22")};
    const std::vector<UnreadRow> rows = unionpay::readErrorRows(bytes, source.name);
    for (const UnreadRow& row : rows)
        must(row.row > 0 && row.digest.size() == 64 && !row.text.empty());
    const auto lines = unionpay::readSettlement(bytes, source);
    if (!lines.ok()) {
        must(lines.error().code == ErrorCode::Corrupt);
        return 0;
    }
    must(lines->size() <= rows.size());
    for (const BillLine& line : *lines) {
        must(line.amount > Money() && line.at.has_value() && !line.trade.empty());
        must(line.refund.empty() == (line.kind == BillKind::Payment));
        must(line.kind == BillKind::Refund || !line.order.empty());
    }
    return 0;
}
