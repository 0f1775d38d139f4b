#pragma once

#include "api/bus_types.hpp"
#include "base/result.hpp"

#include <functional>

namespace wattill::api {

/// The most frames that one answer of trace() holds.
inline constexpr std::size_t kTracePage = 1000;

/// The part of Service that looks at lines. Same rules: called on the I/O thread, must not block,
/// replies from any thread.
class BusService {
  public:
    template <class View>
    using Answer = std::function<void(Result<View>)>;

    virtual ~BusService() = default;

    /// Figures for Prometheus in its text format: neither secrets nor tenants. For everybody.
    virtual void metrics(Answer<std::string> reply) = 0;

    // ---- staff. NotFound: no such bus
    virtual void buses(Answer<std::vector<BusView>> reply) = 0;
    virtual void bus(BusId bus, Answer<BusDetailView> reply) = 0;
    /// Begins to keep frames, or goes on, until `time` (at most an hour) from now.
    virtual void startTrace(BusId bus, Duration time, Answer<TraceView> reply) = 0;
    /// The first kTracePage frames after number `after`.
    virtual void trace(BusId bus, std::int64_t after, Answer<TraceView> reply) = 0;
    /// Reads what is at an address, whether a meter is known there or not. Never writes.
    virtual void probe(BusId bus, ProbeBody what, Answer<ProbeView> reply) = 0;
};

}  // namespace wattill::api
