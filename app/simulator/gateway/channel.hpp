#pragma once

#include "simulator/gateway/book.hpp"
#include "simulator/gateway/crypto.hpp"
#include "simulator/gateway/script.hpp"
#include "simulator/gateway/wire.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim {

/// Who the demonstration merchant is.
struct Identity {
    std::string appId;
    std::string sellerId;
};

/// What the phone shows.
struct PhoneView {
    bool known = false;
    std::string order;
    std::string subject;
    std::string amount;
    std::string status;   ///< as Stage's name, plus "confirmed": the money moves later
    std::string refusal;  ///< why nothing can be paid; empty if it can, or has been
};

/// The business of the stand-in: trades come into being, get paid, closed, returned. No network, no
/// clock of its own; not thread-safe.
class Channel {
  public:
    Channel(Book& book, Script& script, Identity identity, RsaKey key);

    /// What became due by itself: delayed payments, expired codes.
    void advance(std::int64_t now);

    // ---- the merchant's side; `biz` is biz_content
    [[nodiscard]] Node precreate(const std::string& biz, const std::string& notifyUrl,
                                 std::int64_t now);
    [[nodiscard]] Node query(const std::string& biz) const;
    [[nodiscard]] Node cancel(const std::string& biz, bool keepsCode, std::int64_t now);

    // ---- the payer's side
    [[nodiscard]] PhoneView scan(const std::string& token, std::int64_t now);
    [[nodiscard]] PhoneView pay(const std::string& token, std::int64_t now);

    /// "refund" (fen, 0 for all), "finish", "close". False when the order does not allow it.
    [[nodiscard]] bool act(const std::string& order, const std::string& what, std::int64_t fen,
                           std::int64_t now);

    /// out_trade_no inside biz_content; empty when there is none.
    [[nodiscard]] static std::string orderOf(const std::string& biz);

  private:
    void startTrade(SimOrder& order, std::int64_t now);
    void settle(SimOrder& order, std::int64_t now);
    bool giveBack(SimOrder& order, std::int64_t fen, std::int64_t now);
    void announce(const SimOrder& order, const Trade& trade, std::int64_t refundFen,
                  std::int64_t now);
    [[nodiscard]] std::string nextNumber(std::int64_t now);

    Book& m_book;
    Script& m_script;
    Identity m_identity;
    RsaKey m_key;
};

/// {"code","40004"} with a sub-code.
[[nodiscard]] Node failureNode(const std::string& subCode, const std::string& subMessage);

}  // namespace wattill::sim
