#pragma once

#include "bench/loaded_bus.hpp"
#include "node/bus_line.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace wattill::bench {

/// Which requests a line put on its wire, and when the first byte of each went out. Lives as long
/// as the line. Any thread.
class WireTrace {
  public:
    struct Request {
        Steady::time_point at;
        int address = 0;
        bool read = true;  ///< else it writes
    };
    /// Called on the line's thread for each request, right after it went out.
    using Look = std::function<void(const Request&)>;
    explicit WireTrace(node::BusLine& line, Look look = {});

    [[nodiscard]] std::vector<Request> requests() const;

  private:
    void take(const metering::Frame& frame);

    const Look m_look;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
};

}  // namespace wattill::bench
