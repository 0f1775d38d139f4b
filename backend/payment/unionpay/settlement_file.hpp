#pragma once

#include "base/result.hpp"
#include "payment/bill.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment::unionpay {

/// Where a file is from and whose it must be.
struct SettlementSource {
    std::string name;        ///< of the file, for messages
    std::string merchantId;  ///< every line must be this merchant's
    LocalDay day;            ///< the settlement day: lines carry no year
};

/// The lines of a ZM file: 42 fields of fixed width, counted in bytes of GBK, one separator byte
/// between two of them. Corrupt names line and column (in bytes, from 1) of what makes no sense.
///
/// txnType 01 and 03 are payments; 04, 31 and 33 refunds: of those, `order` and `trade` are the
/// original's (columns 41 and 27) and `refund` is the line's own number. The letters C and D before
/// an amount are not settled in any source we have; what is sure is that the settled money of a
/// payment goes to the merchant, and that of a refund comes from it, so the fee's letter is read
/// against the letter of the settled amount in the same line.
[[nodiscard]] Result<std::vector<BillLine>> readSettlement(std::string_view bytes,
                                                           const SettlementSource& source);

/// The rows of a ZME file (error handling: chargebacks, adjustments) that are not blank. Of its 22
/// fields the widths are known, and no names: neither order nor direction can be read, so each row
/// is for a person. The first nine fields have the widths of ZM's, and where they look like those
/// the text quotes number, time and amount; never the account.
[[nodiscard]] std::vector<UnreadRow> readErrorRows(std::string_view bytes, const std::string& name);

}  // namespace wattill::payment::unionpay
