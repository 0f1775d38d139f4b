#include "payment/wire/transport.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <mutex>
#include <string_view>

#include <curl/curl.h>

namespace wattill::payment::wire {

namespace {

using EasyPtr = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using ListPtr = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;
using UrlPtr = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

struct Received {
    std::size_t mostBytes = 0;
    std::string body;
    bool tooLong = false;
    std::optional<Instant> date;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* target) {
    auto& received = *static_cast<Received*>(target);
    const std::size_t length = size * count;
    if (received.body.size() + length > received.mostBytes) {
        received.tooLong = true;
        return 0;
    }
    received.body.append(data, length);
    return length;
}

std::size_t receiveHeader(char* data, std::size_t size, std::size_t count, void* target) {
    constexpr std::string_view kDate = "date:";
    const std::string line(data, size * count);
    const bool isDate = line.size() > kDate.size() &&
                        std::equal(kDate.begin(), kDate.end(), line.begin(), [](char a, char b) {
                            return a == std::tolower(static_cast<unsigned char>(b));
                        });
    if (isDate) {
        const std::time_t seconds = curl_getdate(line.c_str() + kDate.size(), nullptr);
        auto& received = *static_cast<Received*>(target);
        if (seconds > 0) received.date = Instant(std::chrono::seconds(seconds));
    }
    return size * count;
}

bool nothingWasSent(CURL* easy) {
    long requestBytes = 0;
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &requestBytes);
    return requestBytes == 0;
}

Error unreachable(CURLcode code) {
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
        return {ErrorCode::Unreachable, Retry::Later,
                "The payment channel's certificate was not accepted: check the clock, the "
                "ca-certificates package and the gateway address.",
                curl_easy_strerror(code)};
    }
    return {ErrorCode::Unreachable, Retry::Later,
            "The payment channel cannot be reached: check the network and the gateway address.",
            curl_easy_strerror(code)};
}

Error failureOf(CURL* easy, CURLcode code, const Received& received) {
    if (received.tooLong) {
        return {ErrorCode::BadReply, Retry::Later,
                "The payment channel's answer is longer than " +
                    std::to_string(received.mostBytes / 1024) + " KiB.",
                "oversized answer"};
    }
    if (nothingWasSent(easy)) return unreachable(code);
    if (!received.body.empty()) {
        return {ErrorCode::BadReply, Retry::Later, "The payment channel's answer was cut off.",
                curl_easy_strerror(code)};
    }
    return {ErrorCode::Timeout, Retry::Now, "The payment channel did not answer.",
            curl_easy_strerror(code)};
}

class CurlTransport final : public Transport {
  public:
    CurlTransport(EasyPtr easy, const TransportLimits& limits)
        : m_easy(std::move(easy)), m_limits(limits) {}

    Result<HttpAnswer> post(const std::string& url, const std::string& body) override {
        CURL* easy = m_easy.get();
        const ListPtr headers(contentType(), curl_slist_free_all);
        prepare(easy);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
        return exchange(url, {m_limits.answerWithin, m_limits.mostBytes});
    }

    Result<HttpAnswer> get(const std::string& url, const DownloadLimits& limits) override {
        prepare(m_easy.get());
        return exchange(url, limits);
    }

  private:
    static curl_slist* contentType() {
        curl_slist* list = curl_slist_append(
            nullptr, "Content-Type: application/x-www-form-urlencoded;charset=utf-8");
        // Without it curl may wait a second for "100 Continue".
        return curl_slist_append(list, "Expect:");
    }

    Result<HttpAnswer> exchange(const std::string& url, const DownloadLimits& limits) {
        CURL* easy = m_easy.get();
        Received received;
        received.mostBytes = limits.mostBytes;
        curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.within.count()));
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receiveHeader);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
        const CURLcode code = curl_easy_perform(easy);
        if (code != CURLE_OK) return failureOf(easy, code, received);
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) {
            return Error{ErrorCode::Unavailable, Retry::Later,
                         "The payment channel cannot answer at the moment.",
                         "HTTP status " + std::to_string(status)};
        }
        return HttpAnswer{std::move(received.body), received.date};
    }

    void prepare(CURL* easy) const {
        curl_easy_reset(easy);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
        curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        if (!m_limits.authorities.empty()) {
            curl_easy_setopt(easy, CURLOPT_CAINFO, m_limits.authorities.c_str());
            curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
        }
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "wattill");
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                         static_cast<long>(m_limits.connectWithin.count()));
    }

    EasyPtr m_easy;
    TransportLimits m_limits;
};

struct FreeCurlText {
    void operator()(char* text) const { curl_free(text); }
};

std::string urlPart(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, FreeCurlText> owner(text);
    return text;
}

Result<void> checkUrl(const std::string& url, bool queryAllowed) {
    const UrlPtr parsed(curl_url(), curl_url_cleanup);
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
        return invalidInput("it is not a URL; take it from the channel's documents");
    }
    const std::string scheme = urlPart(parsed.get(), CURLUPART_SCHEME);
    const std::string host = urlPart(parsed.get(), CURLUPART_HOST);
    const bool query = !queryAllowed && !urlPart(parsed.get(), CURLUPART_QUERY).empty();
    const bool extra = query || !urlPart(parsed.get(), CURLUPART_USER).empty() ||
                       !urlPart(parsed.get(), CURLUPART_FRAGMENT).empty();
    if (extra) return invalidInput("it may hold neither a user, a query nor a fragment");
    const bool here = host == "127.0.0.1" || host == "localhost" || host == "[::1]";
    if (scheme == "https" || (scheme == "http" && here)) return {};
    if (scheme == "http") {
        return invalidInput("http is allowed to this machine only; use https for " + host);
    }
    return invalidInput("it must begin with https://");
}

}  // namespace

Result<std::unique_ptr<Transport>> makeCurlTransport(const TransportLimits& limits) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    EasyPtr easy(curl_easy_init(), curl_easy_cleanup);
    if (!easy) return Error{ErrorCode::Internal, Retry::Never, "libcurl cannot start.", {}};
    return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(std::move(easy), limits));
}

Result<void> checkGatewayUrl(const std::string& url) {
    return checkUrl(url, false);
}

Result<std::string> downloadUrl(const std::string& named) {
    constexpr std::string_view kPlain = "http://";
    const auto asNamed = checkUrl(named, true);
    if (asNamed.ok()) return named;
    if (named.rfind(kPlain, 0) != 0) return asNamed.error();
    std::string secured = "https://" + named.substr(kPlain.size());
    if (const auto valid = checkUrl(secured, true); !valid.ok()) return valid.error();
    return secured;
}

}  // namespace wattill::payment::wire
