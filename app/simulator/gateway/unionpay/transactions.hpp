#pragma once

#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim::unionpay {

/// Apply for a code, query, refund, undo, reverse. `fields` are a request that is well-formed;
/// what comes back are the fields of the answer beside those that only echo. Not thread-safe.
class Transactions {
  public:
    explicit Transactions(Desk& desk) : m_desk(desk) {}
    [[nodiscard]] Fields apply(const Fields& fields, std::int64_t now);
    [[nodiscard]] Fields query(const Fields& fields, std::int64_t now);
    /// 04, or 31, which is of everything and of the same clearing day.
    [[nodiscard]] Fields refund(const Fields& fields, bool undo, std::int64_t now);
    [[nodiscard]] Fields reverse(const Fields& fields, std::int64_t now);

    /// The order or the refund that a request is about; null when there is none.
    [[nodiscard]] SimOrder* orderOf(const Fields& fields) const;
    [[nodiscard]] Refund* refundOf(const Fields& fields, SimOrder** of) const;

  private:
    [[nodiscard]] bool isTaken(const Fields& fields) const;
    struct Original;
    [[nodiscard]] Original originalOf(const Fields& fields) const;

    Desk& m_desk;
};

/// What an answer and a notification say alike about money that moved.
[[nodiscard]] Fields factsOf(const std::string& number, std::int64_t fen, std::int64_t at);
/// By its number in ISO 4217.
[[nodiscard]] std::string currencyCodeOf(const Trade& trade);

}  // namespace wattill::sim::unionpay
