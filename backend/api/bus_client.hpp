#pragma once

#include "api/bus_types.hpp"
#include "api/client.hpp"

namespace wattill::api {

/// The node's lines from the other side; see Client for errors and threads. Staff.
class BusClient {
  public:
    virtual ~BusClient() = default;
    virtual Result<std::vector<BusView>> buses() = 0;
    virtual Result<BusDetailView> bus(const BusId& bus) = 0;
    /// See BusService.
    virtual Result<TraceView> startTrace(const BusId& bus, std::chrono::seconds time) = 0;
    virtual Result<TraceView> trace(const BusId& bus, std::int64_t after) = 0;
    virtual Result<ProbeView> probe(const BusId& bus, const ProbeBody& what) = 0;
    /// In Prometheus's text format.
    virtual Result<std::string> metrics() = 0;
};

[[nodiscard]] std::unique_ptr<BusClient> makeBusClient(ClientConfig config);

}  // namespace wattill::api
