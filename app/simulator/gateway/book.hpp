#pragma once

#include "simulator/gateway/wire.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace wattill::sim {

/// "alipay", "unionpay".
inline constexpr const char* kAlipay = "alipay";
inline constexpr const char* kUnionPay = "unionpay";

/// One payment for an order. The first comes into being when the code is scanned.
struct Trade {
    std::string number;  ///< trade_no, queryId
    std::int64_t fen = 0;
    std::string seller;
    std::int64_t paidAt = 0;  ///< milliseconds since 1970; 0 while unpaid
    std::int64_t refundedFen = 0;
    std::string buyer;
    bool late = false;  ///< paid although the time for it was over
    std::string currency = "CNY";
};

/// Money that goes back, and what became of it. `kind`: "refund", "cancel" (Alipay's undo), "undo"
/// (UnionPay's 31), "reversal" (99).
struct Refund {
    std::string number;   ///< out_request_no, or the refund's own orderId
    std::string txnTime;  ///< UnionPay only
    std::string own;      ///< the channel's number of the refund
    std::string trade;
    std::string kind = "refund";
    std::string state;  ///< "pending", "done", "failed"
    std::string notifyUrl;
    std::string reserved;  ///< reqReserved
    std::int64_t fen = 0;
    std::int64_t at = 0;
    int queriesLeft = 0;  ///< pending until it was asked for so often
};

enum class Stage {
    Fresh,  ///< nobody scanned: no trade
    Dead,   ///< nobody scanned and the code can no longer be paid
    Waiting,
    Paid,
    Finished,  ///< paid, and the time for refunds is over
    Closed,
    Returned,
};
[[nodiscard]] std::string nameOf(Stage stage);

struct SimOrder {
    std::string channel;
    std::string number;   ///< out_trade_no, orderId
    std::string txnTime;  ///< UnionPay only: part of the order's key
    std::string token;    ///< the end of the code
    std::string content;  ///< as it came: Alipay wants a repetition to be identical
    std::string subject;
    std::string terminal;
    std::string store;
    std::string operatorId;
    std::string reserved;  ///< passback_params, reqReserved
    std::string notifyUrl;
    std::int64_t fen = 0;
    std::int64_t createdAt = 0;
    std::int64_t expiresAt = 0;
    std::int64_t codeExpiresAt = 0;  ///< for who has not scanned by then; never after expiresAt
    std::int64_t payDueAt = 0;  ///< the payer confirmed, the money moves then; 0: nothing is due
    bool lateAllowed = false;   ///< `pay-late`: that payment ignores the expiry
    bool certificate = false;   ///< Alipay: asked for in certificate mode
    Stage stage = Stage::Fresh;
    std::vector<Trade> trades;
    std::vector<Refund> refunds;

    [[nodiscard]] std::string code() const;  ///< the text to scan
    [[nodiscard]] Trade* trade(const std::string& tradeNumber);
    [[nodiscard]] Refund* refund(const std::string& refundNumber);
    /// What of a trade has not gone back and is not about to.
    [[nodiscard]] std::int64_t restOf(const Trade& trade) const;
};

/// One notification event and what became of it.
struct Notice {
    std::string id;
    std::string order;
    std::string url;
    std::string body;
    int attempts = 0;
    int extra = 0;      ///< deliveries still to come although one was acknowledged
    bool done = false;  ///< acknowledged (and no extra left), or given up
    std::string lastAnswer;
    std::string channel;
    std::int64_t delayMs = 0;  ///< before the first delivery
};

/// Everything that must outlive a restart: the orders of both channels.
struct Book {
    std::vector<SimOrder> orders;
    std::vector<Notice> notices;
    std::int64_t counter = 0;  ///< for trade and notification numbers

    [[nodiscard]] SimOrder* byNumber(const std::string& channel, const std::string& number);
    [[nodiscard]] SimOrder* byTrade(const std::string& channel, const std::string& trade);
    [[nodiscard]] SimOrder* byToken(const std::string& token);
    /// Of whichever channel has it.
    [[nodiscard]] SimOrder* byNumber(const std::string& number);
};

[[nodiscard]] nlohmann::json toJson(const Book& book);
/// An empty book when there is no file. Throws std::runtime_error that names the file.
[[nodiscard]] Book readBook(const std::filesystem::path& file);
void writeBook(const std::filesystem::path& file, const Book& book);

}  // namespace wattill::sim
