#include "node/channels.hpp"

namespace wattill::node {

void Channels::add(std::unique_ptr<payment::PaymentGateway> gateway) {
    auto net = std::make_unique<Worker>("net-" + std::string(gateway->channel()), kMostWaiting);
    m_channels.push_back({std::move(gateway), std::move(net)});
}

Result<const Channels::Channel*> Channels::channel(const std::string& name) const {
    for (const Channel& each : m_channels) {
        if (each.gateway->channel() == name) return &each;
    }
    return notFound("no payment channel '" + name + "'; configure [payment." + name + "]");
}

Result<payment::PaymentGateway*> Channels::find(const std::string& name) const {
    return channel(name).map([](const Channel* found) { return found->gateway.get(); });
}

Result<void> Channels::call(const std::string& name, Work work) const {
    const auto found = channel(name);
    if (!found) return found.error();
    payment::PaymentGateway& gateway = *(*found)->gateway;
    const bool taken =
        (*found)->net->tryPost([&gateway, work = std::move(work)] { work(gateway); });
    if (taken) return {};
    return Error{
        ErrorCode::Busy, Retry::Later, "too many calls wait for the payment channel " + name, {}};
}

std::vector<std::string> Channels::names() const {
    std::vector<std::string> names;
    for (const Channel& each : m_channels)
        names.emplace_back(each.gateway->channel());
    return names;
}

std::vector<std::pair<std::string, payment::ChannelHealth>> Channels::health() const {
    std::vector<std::pair<std::string, payment::ChannelHealth>> all;
    for (const Channel& each : m_channels)
        all.emplace_back(each.gateway->channel(), each.gateway->health());
    return all;
}

void Channels::stop() {
    for (const Channel& each : m_channels)
        each.net->stop();
}

}  // namespace wattill::node
