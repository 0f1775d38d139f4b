#pragma once

#include "simulator/gateway/wire.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace wattill::sim {

/// One payment for an order. The first comes into being when the code is scanned.
struct Trade {
    std::string number;
    std::int64_t fen = 0;
    std::string seller;
    std::int64_t paidAt = 0;  ///< milliseconds since 1970; 0 while unpaid
    std::int64_t refundedFen = 0;
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
    std::string number;   ///< out_trade_no
    std::string token;    ///< the end of the code
    std::string content;  ///< biz_content as it came: a repetition must be identical
    std::string subject;
    std::string terminal;
    std::string notifyUrl;
    std::int64_t fen = 0;
    std::int64_t createdAt = 0;
    std::int64_t expiresAt = 0;
    std::int64_t payDueAt = 0;  ///< the payer confirmed, the money moves then; 0: nothing is due
    bool lateAllowed = false;   ///< `pay-late`: that payment ignores the expiry
    Stage stage = Stage::Fresh;
    std::vector<Trade> trades;
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
};

/// Everything that must outlive a restart.
struct Book {
    std::vector<SimOrder> orders;
    std::vector<Notice> notices;
    std::int64_t counter = 0;  ///< for trade and notification numbers

    [[nodiscard]] SimOrder* byNumber(const std::string& number);
    [[nodiscard]] SimOrder* byToken(const std::string& token);
};

[[nodiscard]] nlohmann::json toJson(const Book& book);
/// An empty book when there is no file. Throws std::runtime_error that names the file.
[[nodiscard]] Book readBook(const std::filesystem::path& file);
void writeBook(const std::filesystem::path& file, const Book& book);

}  // namespace wattill::sim
