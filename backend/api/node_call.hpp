#pragma once

#include "api/client.hpp"
#include "api/exchange.hpp"
#include "api/json.hpp"

#include <string>
#include <string_view>

namespace wattill::api {

/// Everything but letters, digits and '-' as %XX, so that no text can become another path.
[[nodiscard]] std::string escaped(std::string_view text);

/// One call after another to the node, and what its answers say. What the clients are made of.
class NodeCall {
  public:
    explicit NodeCall(ClientConfig config) : m_config(std::move(config)) {}

  protected:
    /// `within` may lengthen the configured time-out, never shorten it.
    template <class View>
    Result<View> get(const std::string& target, Duration within = {}) const {
        return read<View>(call("GET", target, {}, within));
    }
    template <class View>
    Result<View> post(const std::string& target, const std::string& body,
                      Duration within = {}) const {
        return read<View>(call("POST", target, body, within));
    }
    [[nodiscard]] Duration timeout() const { return m_config.timeout; }
    [[nodiscard]] Result<HttpReply> call(const char* method, const std::string& target,
                                         const std::string& body, Duration within) const;

  private:
    template <class View>
    static Result<View> read(const Result<HttpReply>& reply) {
        if (!reply) return reply.error();
        if (reply->status != 200) return errorFrom(reply->body);
        auto view = fromJson<View>(reply->body, UnknownKeys::Ignore);
        if (view) return view;
        return Error{ErrorCode::BadReply,
                     Retry::Later,
                     "the node's answer cannot be read (" + view.error().message +
                         "); look whether both programs are of the same version",
                     {}};
    }

    ClientConfig m_config;
};

}  // namespace wattill::api
