#pragma once

#include "payment/alipay/client.hpp"
#include "payment/alipay/config.hpp"
#include "payment/bill.hpp"

#include <memory>
#include <string_view>

namespace wattill::payment::alipay {

/// The day's trades as Alipay lists them (bill_type trade). One thread at a time; an object of its
/// own beside the gateway, so that a long download never holds up a payment.
class AlipayBills final : public BillSource {
  public:
    /// As AlipayGateway::make().
    [[nodiscard]] static Result<std::unique_ptr<AlipayBills>> make(const AlipayConfig& config,
                                                                   const Clock& clock);
    /// The same with another way to send: for tests.
    [[nodiscard]] static Result<std::unique_ptr<AlipayBills>> make(
        const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport);

    [[nodiscard]] std::string_view channel() const override { return "alipay"; }
    /// Two exchanges: the address, which is good for 30 s, and the file. The details must agree
    /// with the summary that comes with them. Also Refused: before the merchant was one, for
    /// instance.
    Result<Bill> bill(LocalDay day) override;

  private:
    explicit AlipayBills(std::unique_ptr<AlipayClient> client) : m_client(std::move(client)) {}
    std::unique_ptr<AlipayClient> m_client;
};

/// The bill in a zip file as Alipay makes it. Corrupt names file, line and column.
[[nodiscard]] Result<Bill> readBill(std::string_view zip, LocalDay day);

}  // namespace wattill::payment::alipay
