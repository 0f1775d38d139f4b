#pragma once

#include "simulator/gateway/book.hpp"
#include "simulator/gateway/script.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace wattill::sim {

/// Who the demonstration merchant is.
struct Identity {
    std::string appId;                      ///< Alipay
    std::string sellerId;                   ///< Alipay
    std::string merId = "777290058110048";  ///< UnionPay: 15 digits
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

/// What a channel tells its merchants by itself.
class Announcer {
  public:
    virtual ~Announcer() = default;
    virtual void paid(const SimOrder& order, const Trade& trade, std::int64_t now) = 0;
    virtual void returned(const SimOrder& order, const Trade& trade, const Refund& refund,
                          std::int64_t now) = 0;
};

/// The money: orders get scanned, paid, closed, returned, whichever channel they came by. No
/// network, no clock of its own; not thread-safe.
class Till {
  public:
    Till(Book& book, Script& script, Identity identity);
    /// Outlives the calls below.
    void announceBy(const std::string& channel, Announcer& announcer);

    /// What became due by itself: delayed payments, expired codes.
    void advance(std::int64_t now);
    /// Whether something becomes due by itself although nobody asks.
    [[nodiscard]] bool awaitsPayment() const;

    SimOrder& open(SimOrder order, std::int64_t now);
    /// The code cannot be paid any more; false when it is paid.
    static bool close(SimOrder& order);

    // ---- the payer's side; every buyer is another person
    [[nodiscard]] PhoneView scan(const std::string& token, const std::string& buyer,
                                 std::int64_t now);
    [[nodiscard]] PhoneView pay(const std::string& token, const std::string& buyer,
                                std::int64_t now);
    /// As if the payer had confirmed at this moment; nothing happens to what cannot be paid.
    void payNow(SimOrder& order, std::int64_t now);
    /// Moves the money `ms` later, whatever the state of the order is by then.
    static void payLater(SimOrder& order, std::int64_t now, std::int64_t ms);

    /// Gives back `refund.fen` of a trade, which must not be more than its rest, as the script
    /// wants: at once, after some queries, or not at all.
    Refund& refund(SimOrder& order, Refund refund, std::int64_t now);
    /// Somebody asked what became of it: pending ones get done by that.
    void askedFor(SimOrder& order, Refund& refund, std::int64_t now);

    /// "refund" (fen, 0 for all), "finish", "close". False when the order does not allow it.
    [[nodiscard]] bool act(const std::string& order, const std::string& what, std::int64_t fen,
                           std::int64_t now);

    /// 28 digits that begin with the day (Alipay), or 21 that begin with the time (UnionPay).
    [[nodiscard]] std::string nextNumber(const std::string& channel, std::int64_t now);

  private:
    void startTrade(SimOrder& order, const std::string& buyer, std::int64_t now);
    void settle(SimOrder& order, std::int64_t now);
    void finish(SimOrder& order, Refund& refund, std::int64_t now);

    Book& m_book;
    Script& m_script;
    Identity m_identity;
    std::map<std::string, Announcer*> m_announcers;
};

/// What both faces work on.
struct Desk {
    Book& book;
    Script& script;
    Till& till;
    const Identity& identity;
};

/// How far a request's own time may be from the channel's clock. Neither channel tells its figure.
inline constexpr std::int64_t kTimeTolerance = 10LL * 60 * 1000;

}  // namespace wattill::sim
