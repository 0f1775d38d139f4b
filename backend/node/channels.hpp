#pragma once

#include "payment/gateway.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wattill::node {

/// The payment channels of this node, fixed once it runs.
class Channels {
  public:
    void add(std::unique_ptr<payment::PaymentGateway> gateway) {
        m_gateways.push_back(std::move(gateway));
    }
    /// NotFound without such a channel. The gateway lives as long as this; its calls belong to the
    /// net thread.
    [[nodiscard]] Result<payment::PaymentGateway*> find(const std::string& name) const {
        for (const auto& gateway : m_gateways) {
            if (gateway->channel() == name) return gateway.get();
        }
        return notFound("no payment channel '" + name + "'; configure [payment." + name + "]");
    }
    /// In the order to be shown.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& gateway : m_gateways)
            names.emplace_back(gateway->channel());
        return names;
    }

  private:
    std::vector<std::unique_ptr<payment::PaymentGateway>> m_gateways;
};

}  // namespace wattill::node
