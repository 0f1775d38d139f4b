#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::order {

/// What became of something that was sent to the notify address.
enum class NoticeVerdict {
    Taken,         ///< genuine and ours; it was acknowledged
    Foreign,       ///< genuine, but about another merchant's money
    UnknownOrder,  ///< genuine and ours, but no order here has the number
    Refused,       ///< not signed by the channel, or no notification
};
[[nodiscard]] std::string_view name(NoticeVerdict verdict);
[[nodiscard]] std::optional<NoticeVerdict> noticeVerdictFrom(std::string_view name);

/// A notification as it came in, kept as evidence.
struct Notice {
    Instant at;
    std::string channel;
    NoticeVerdict verdict = NoticeVerdict::Refused;
    std::string why;     ///< it was not taken; empty: it was
    std::string remote;  ///< address of who sent it; empty: not known
    OrderId order;       ///< the number that a genuine one tells
    std::string contentType;
    std::string body;
    bool operator==(const Notice&) const = default;
};

/// Of each notice no more than this is kept.
inline constexpr std::size_t kMostNoticeBytes = 16U << 10U;

/// What is kept. Those that were refused are a stranger's to send, so they have bounds of their
/// own.
struct NoticeLimits {
    Duration keptFor = std::chrono::hours(24 * 400);
    std::size_t most = 100'000;
    Duration refusedKeptFor = std::chrono::hours(24 * 30);
    std::size_t mostRefused = 5'000;
};

/// Notices within one transaction of whoever owns it.
class NoticeStore {
  public:
    virtual ~NoticeStore() = default;
    virtual Result<void> keep(const Notice& notice) = 0;
    virtual Result<void> prune(const NoticeLimits& limits, Instant now) = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<std::vector<Notice>> newest(std::size_t most) const = 0;
};

}  // namespace wattill::order
