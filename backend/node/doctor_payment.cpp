#include "node/channel_watch.hpp"
#include "node/doctor_checks.hpp"
#include "node/payment_setup.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::node {

namespace {
/// Asks for an order that cannot exist: a genuine answer shows that either side knows the other's
/// key, and when it was given.
void askChannel(payment::PaymentGateway& gateway, const ClockBounds& bounds, Instant now,
                Checks& checks) {
    const std::string channel(gateway.channel());
    const auto answer = gateway.query({OrderId(ChannelWatch::kNoOrder), now, Money::fromFen(1)});
    if (answer) {
        checks.push_back({channel + " answer", true, "is genuine, and so are we to it", {}});
    } else {
        checks.push_back({channel + " answer", false, answer.error().message,
                          fmt::format("look at the keys and numbers in [payment.{}], and at the "
                                      "channel's console: is the contract in force?",
                                      channel)});
    }
    if (const auto ahead = gateway.health().clockAhead) {
        checks.push_back(clockCheck(channel, *ahead, bounds));
    }
}

void checkChannel(const Config& config, const ConfiguredChannel& channel, Checks& checks) {
    const SystemClock clock;
    const Instant now = clock.now();
    const auto zone = TimeZone::find(config.timeZone);
    const auto gateway = channel.make(1, clock);
    if (gateway) {
        checks.push_back({channel.name + " keys", true, "can be used", {}});
    } else {
        checks.push_back(faultCheck(channel.name + " keys", gateway.error()));
    }
    const Check reach = reachCheck(channel.name + " gateway", channel.address);
    checks.push_back(reach);
    if (!gateway) return;
    if (reach.ok) askChannel(**gateway, config.clock, now, checks);
    for (const payment::Expiry& expiry : (*gateway)->health().expiries) {
        if (zone) checks.push_back(expiryCheck(channel.name, expiry, now, *zone));
    }
}

void checkNotifyPort(const ListenAddress& listen, Checks& checks) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listen.port);
    if (::inet_pton(AF_INET, listen.host.c_str(), &address.sin_addr) != 1) return;
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    const bool free =
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    const std::string why = free ? "" : std::strerror(errno);
    ::close(socket);
    const std::string where = fmt::format("{}:{}", listen.host, listen.port);
    checks.push_back(
        {"notification port", free,
         free ? fmt::format("{} is free", where)
              : fmt::format("{} cannot be listened at ({})", where, why),
         free ? "" : "correct notify_listen, or end the program that has it (ss -ltnp)"});
}
}  // namespace

Check expiryCheck(const std::string& channel, const payment::Expiry& expiry, Instant now,
                  const TimeZone& zone) {
    const bool soon = expiry.at <= now + kExpirySoon;
    const bool urgent = expiry.at <= now + kExpiryUrgent;
    return {channel + " " + expiry.what, !urgent, expiryText(expiry, now, zone),
            soon ? fmt::format("get a new one from {}, put it in the old one's place and restart "
                               "the node",
                               channel)
                 : std::string()};
}

Check clockCheck(const std::string& channel, Duration ahead, const ClockBounds& bounds) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(ahead).count();
    const ClockStanding clock = standing(ahead, bounds);
    const bool right = clock == ClockStanding::Right;
    return {"clock against " + channel, clock != ClockStanding::Wrong,
            fmt::format("{:+} s", seconds),
            right ? std::string()
                  : "set the clock (timedatectl) and look at its time server: sales stop when it "
                    "is too far off"};
}

void checkPayment(const Config& config, bool nodeRuns, Checks& checks) {
    const auto channels = configuredChannels(config);
    if (channels.empty()) {
        checks.push_back({"payment", true, "no payment channel is configured", {}});
    }
    for (const ConfiguredChannel& channel : channels)
        checkChannel(config, channel, checks);
    if (config.notifyListen && config.notifyListen->port != 0 && !nodeRuns) {
        checkNotifyPort(*config.notifyListen, checks);
    }
}

}  // namespace wattill::node
