#include "api/bus_client.hpp"

#include "api/node_call.hpp"

#include <fmt/format.h>

namespace wattill::api {

namespace {
/// A probe asks several models' blocks, each of which may have to wait for its time-out.
constexpr Duration kProbeTimeout{120'000};

std::string busPath(const BusId& bus) {
    return "/api/v1/staff/buses/" + escaped(bus.text());
}

class SocketBusClient final : public BusClient, private NodeCall {
  public:
    explicit SocketBusClient(ClientConfig config) : NodeCall(std::move(config)) {}

    Result<std::vector<BusView>> buses() override {
        return get<std::vector<BusView>>("/api/v1/staff/buses");
    }
    Result<BusDetailView> bus(const BusId& bus) override {
        return get<BusDetailView>(busPath(bus));
    }
    Result<TraceView> startTrace(const BusId& bus, std::chrono::seconds time) override {
        return post<TraceView>(busPath(bus) + "/trace", toJson(TraceBody{time.count()}));
    }
    Result<TraceView> trace(const BusId& bus, std::int64_t after) override {
        return get<TraceView>(fmt::format("{}/trace?after={}", busPath(bus), after));
    }
    Result<ProbeView> probe(const BusId& bus, const ProbeBody& what) override {
        return post<ProbeView>(busPath(bus) + "/probe", toJson(what), kProbeTimeout);
    }
    Result<std::string> metrics() override {
        const auto reply = call("GET", "/metrics", {}, {});
        if (!reply) return reply.error();
        if (reply->status != 200) return errorFrom(reply->body);
        return reply->body;
    }
};
}  // namespace

std::unique_ptr<BusClient> makeBusClient(ClientConfig config) {
    return std::make_unique<SocketBusClient>(std::move(config));
}

}  // namespace wattill::api
