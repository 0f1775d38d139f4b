#pragma once

#include "payment/bill.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/transport.hpp"

#include <memory>
#include <string>

namespace wattill::payment::unionpay {

class Exchange;

/// UnionPay's settlement files (txnType 76). Its day begins at 23:00 of the evening before, Beijing
/// time. Calls block; one thread at a time.
class UnionPayBills final : public BillSource {
  public:
    /// The same configuration as the gateway's, with `fileUrl`. InvalidInput names the field and
    /// the remedy. `clock` must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<UnionPayBills>> make(const UnionPayConfig& config,
                                                                     const Clock& clock);
    /// The same with another way to send: for tests.
    [[nodiscard]] static Result<std::unique_ptr<UnionPayBills>> make(
        const UnionPayConfig& config, const Clock& clock,
        std::unique_ptr<wire::Transport> transport);
    ~UnionPayBills() override;
    UnionPayBills(const UnionPayBills&) = delete;
    UnionPayBills& operator=(const UnionPayBills&) = delete;

    [[nodiscard]] std::string_view channel() const override { return "unionpay"; }
    /// Besides what BillSource says: a day that is not over is NotFound with Retry::Later without a
    /// call, and one more than 330 days ago is InvalidInput, because UnionPay names days without
    /// their year. Rows of the error handling file (ZME) carry no order number: they come as
    /// Bill::unread. Unsupported when there are more of them than a person could look at.
    Result<Bill> bill(LocalDay day) override;

  private:
    UnionPayBills(const UnionPayConfig& config, const Clock& clock,
                  std::unique_ptr<Exchange> exchange);

    std::string m_fileUrl;
    std::string m_merchantId;
    const Clock& m_clock;
    std::unique_ptr<Exchange> m_exchange;
};

}  // namespace wattill::payment::unionpay
