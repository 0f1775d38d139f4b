#pragma once

#include "metering/modbus/link.hpp"
#include "metering/modbus/mbap_framer.hpp"

namespace wattill::metering::modbus {

/// Modbus TCP to a gateway, or to meters with a socket of their own. Each request has a number; an
/// answer with an older one is dropped.
class MbapLink final : public Link {
  public:
    MbapLink(BusConfig config, LineOpener opener, const Clock& clock, Log& log);

    Result<Bytes> exchange(const Exchange& exchange) override;
    Result<void> open() override;

  private:
    Result<void> becomeReady();
    Result<std::size_t> hear(SteadyTime deadline);
    Result<Bytes> await(const Exchange& exchange);
    /// Empty: not the answer waited for.
    std::optional<Result<Bytes>> judge(const Exchange& exchange, const MbapFrame& frame);
    Result<Bytes> unintelligible(const Exchange& exchange);

    MbapFramer m_framer;
    std::uint16_t m_transaction = 0;
    SteadyTime m_sent{};
};

}  // namespace wattill::metering::modbus
