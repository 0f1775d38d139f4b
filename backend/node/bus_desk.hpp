#pragma once

#include "api/bus_service.hpp"
#include "base/executor.hpp"
#include "node/bus_views.hpp"
#include "node/channels.hpp"
#include "node/config.hpp"
#include "node/counted_database.hpp"
#include "node/fleet.hpp"
#include "node/load_window.hpp"
#include "node/trace_ring.hpp"
#include "node/worker.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace wattill::node {

/// Watches the lines: samples their counts every few seconds, keeps their frames on demand, looks
/// for meters, and answers the API's questions about all that. Any thread; nothing blocks.
class BusDesk final : public api::BusService {
  public:
    struct Ports {
        const Config& config;
        Fleet& fleet;
        const MeterBoard& board;
        CountedDatabase& database;
        Worker& reads;
        Executor& timer;
        const Clock& clock;
        TimeZone zone;
        Instant startedAt;
        const Channels& channels;
    };
    static constexpr Duration kSampleEvery{5'000};

    explicit BusDesk(Ports ports);
    /// Begins to sample, on the timer's thread.
    void start();
    /// One sample of every line; `now` from a clock that never jumps.
    void sample(Duration now);

    void metrics(Answer<std::string> reply) override;
    void buses(Answer<std::vector<api::BusView>> reply) override;
    void bus(BusId bus, Answer<api::BusDetailView> reply) override;
    void startTrace(BusId bus, Duration time, Answer<api::TraceView> reply) override;
    void trace(BusId bus, std::int64_t after, Answer<api::TraceView> reply) override;
    void probe(BusId bus, api::ProbeBody what, Answer<api::ProbeView> reply) override;

  private:
    struct Watch {
        const BusConfig* config = nullptr;
        BusLine* line = nullptr;
        LoadWindow window;  ///< guarded by m_mutex
        std::shared_ptr<TraceRing> ring = std::make_shared<TraceRing>();
    };
    using Places = std::vector<tenancy::MeterPlace>;

    template <class View>
    void answer(Answer<View> reply, std::function<Result<View>(const order::UnitOfWork&)> make);
    [[nodiscard]] Result<const Watch*> watchOf(const BusId& bus) const;
    [[nodiscard]] BusFacts factsOf(const Watch& watch, const Places& places) const;
    [[nodiscard]] Result<std::vector<BusFacts>> allFacts(const order::UnitOfWork& unit) const;
    void sampleAgain();
    void endTraceAfter(Duration time, const Watch& watch);
    void endTraceIfOver(const Watch& watch);

    const Ports m_ports;
    mutable std::mutex m_mutex;
    std::mutex m_traceMutex;           ///< a trace begins or ends, ring and line together
    std::map<BusId, Watch> m_watches;  ///< which there are is fixed
};

}  // namespace wattill::node
