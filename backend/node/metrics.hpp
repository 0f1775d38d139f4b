#pragma once

#include "node/bus_views.hpp"
#include "node/counted_database.hpp"
#include "payment/gateway.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wattill::node {

/// What Prometheus is told of a node. Every figure is described in the node's README.
struct NodeFigures {
    Instant startedAt;
    std::vector<BusFacts> buses;
    std::map<std::string, std::int64_t> openOrders;  ///< by state
    std::int64_t openAlarms = 0;
    WriterCounts writer;
    Instant now;
    std::vector<std::pair<std::string, payment::ChannelHealth>> channels;
};

/// In Prometheus's text format (0.0.4). Neither secrets nor anything about a tenant.
[[nodiscard]] std::string metricsText(const NodeFigures& figures);

}  // namespace wattill::node
