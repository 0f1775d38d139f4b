#pragma once

#include "base/result.hpp"
#include "meters/loop.hpp"
#include "meters/meter_bus.hpp"

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim {

struct BusSetup {
    std::string name;
    MeterBusOptions options;
    std::vector<MeterSetup> meters;
};

/// "[ADDRESS:]PORT"
[[nodiscard]] Result<void> readListen(const std::string& text, MeterBusOptions& options);

/// Reads {"buses": [ … ]} or, as one bus with `options`, {"meters": [ … ]}; see the README.
/// InvalidInput names file, place and remedy.
[[nodiscard]] Result<std::vector<BusSetup>> readBuses(const std::string& file,
                                                      const MeterBusOptions& options);

/// Buses that share one thread. All functions are safe from any thread.
class Fleet {
  public:
    explicit Fleet(std::vector<BusSetup> buses);

    /// Opens all, or says which one could not be and leaves none open.
    Result<void> open();
    void close();
    [[nodiscard]] std::size_t meters() const;
    [[nodiscard]] std::size_t size() const { return m_members.size(); }
    /// One object per bus: bus, port, link, kind, protocol, baud, meters.
    [[nodiscard]] std::vector<nlohmann::json> ports() const;
    /// As MeterBus::control() of the only bus. Of several: "@NAME …" for one bus, "ports"; a meter
    /// by its 12 digits finds its bus; what names no meter goes to all of them, and the answer is
    /// an object by bus.
    std::string control(const std::string& line);

  private:
    struct Member {
        BusSetup setup;
        std::unique_ptr<MeterBus> bus;
    };
    std::string toAll(const std::string& line);

    std::unique_ptr<Loop> m_loop;
    std::vector<Member> m_members;
};

}  // namespace wattill::sim
