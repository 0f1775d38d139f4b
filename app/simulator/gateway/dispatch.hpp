#pragma once

#include "simulator/gateway/channel.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace wattill::sim {

/// What the HTTP side has to do with an answer.
struct Answer {
    std::string body;
    bool drop = false;         ///< close the connection without a byte
    std::int64_t delayMs = 0;  ///< hold the answer back
    std::string awaitNotice;   ///< hold it until this order's notifications were delivered once
};

/// /gateway.do: checks the request as strictly as Alipay does, hands it to the channel, and signs,
/// or spoils, the answer.
class Dispatch {
  public:
    Dispatch(Channel& channel, Script& script, Identity identity, RsaKey alipay, RsaKey merchant);
    /// `fields` are query and body together, decoded.
    [[nodiscard]] Answer handle(const Fields& fields, std::int64_t now);

  private:
    [[nodiscard]] Node checked(const Fields& fields) const;
    [[nodiscard]] Node carriedOut(const Fields& fields, const std::string& method, bool keepsCode,
                                  std::int64_t now);
    [[nodiscard]] std::string shaped(const std::string& name, const Node& node,
                                     const std::string& shape) const;
    [[nodiscard]] std::string spoiled(const std::string& name, const std::string& content,
                                      const std::string& shape) const;

    Channel& m_channel;
    Script& m_script;
    Identity m_identity;
    RsaKey m_alipay;
    RsaKey m_merchant;
};

}  // namespace wattill::sim
