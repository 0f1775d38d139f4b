#pragma once

#include "base/result.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace wattill::payment::wire {

struct HttpAnswer {
    std::string body;
    std::optional<Instant> date;  ///< the answer's Date header, whole seconds
};

struct DownloadLimits {
    Duration within{};          ///< the whole exchange
    std::size_t mostBytes = 0;  ///< of the file; a longer one is BadReply
};

/// One HTTP exchange. Errors: Unreachable (not a byte of the request went out), Timeout (it may
/// have arrived), BadReply (too long, or cut off), Unavailable (an HTTP status other than 200).
class Transport {
  public:
    virtual ~Transport() = default;
    virtual Result<HttpAnswer> post(const std::string& url, const std::string& body) = 0;
    /// Fetches a file, with bounds of its own instead of the transport's.
    virtual Result<HttpAnswer> get(const std::string& url, const DownloadLimits& limits) = 0;
};

struct TransportLimits {
    Duration connectWithin{};
    Duration answerWithin{};        ///< the whole exchange
    std::size_t mostBytes = 65536;  ///< of an answer; a longer one is BadReply
    /// A PEM file of the only authorities that vouch for a server; empty: those of the system.
    std::string authorities{};
};

/// libcurl. Blocks; one thread at a time. Every call has a connection of its own, so that a request
/// is never repeated behind the caller's back; the environment's proxy settings are ignored.
[[nodiscard]] Result<std::unique_ptr<Transport>> makeCurlTransport(const TransportLimits& limits);

/// https, or http to this very machine (127.0.0.1, localhost, [::1]); no user, query or fragment.
[[nodiscard]] Result<void> checkGatewayUrl(const std::string& url);
/// Where to ask for a file whose address a channel named: it may hold a query, and http to another
/// machine becomes https. Alipay names its bills with http (its own client's tests expect that),
/// but a bill is not signed: whoever may change it on its way hides a payment.
[[nodiscard]] Result<std::string> downloadUrl(const std::string& named);

}  // namespace wattill::payment::wire
