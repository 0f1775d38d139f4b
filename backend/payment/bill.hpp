#pragma once

#include "payment/gateway.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment {

enum class BillKind { Payment, Refund };

/// One line of what a channel says it did for us on a day.
struct BillLine {
    BillKind kind = BillKind::Payment;
    OrderId order;         ///< our number, as the bill has it; may be one that we do not know
    std::string trade;     ///< the channel's number of the payment (of a refund: of what went back)
    RefundId refund;       ///< refunds only
    Money amount;          ///< whole fen, always above zero
    Money fee;             ///< what the channel keeps of it; negative: given back
    std::string terminal;  ///< as sent with the order; may be empty
    std::optional<Instant> at;  ///< when it was done; empty where the bill does not say
    bool operator==(const BillLine&) const = default;
};

/// A row of the channel's account that is no line: nobody here knows what it says, so a person
/// looks at it there. It is never booked.
struct UnreadRow {
    std::string file;
    std::size_t row = 0;  ///< counted from 1
    std::string digest;   ///< SHA-256 of its bytes: another row in its place is another one
    std::string text;     ///< what can be told of it, for people
    bool operator==(const UnreadRow&) const = default;
};

/// The channel's account of one of its own days (Alipay's begins at 00:00 in Beijing, UnionPay's at
/// 23:00 the evening before).
struct Bill {
    std::string channel;
    LocalDay day;
    std::vector<BillLine> lines;         ///< in the order of the file
    std::string source;                  ///< the file's name, for people
    std::vector<UnreadRow> unread = {};  ///< beside the lines; with any, the day is not done
};

/// Where a channel's bills come from. Calls block, as those of PaymentGateway; one thread at a
/// time.
class BillSource {
  public:
    virtual ~BillSource() = default;
    [[nodiscard]] virtual std::string_view channel() const = 0;
    /// NotFound with Retry::Later: the channel has none, not yet (normally ready at 09:00 of the
    /// next day) or, of a day without business, never; where it says so, such a day is a bill
    /// without lines. Corrupt names the line that makes no sense: the lines of a bill are read
    /// whole or not at all. What is no line by the channel's own word is told as Bill::unread.
    virtual Result<Bill> bill(LocalDay day) = 0;
};

}  // namespace wattill::payment
