#pragma once

#include "metering/profile_library.hpp"
#include "node/bus_line.hpp"
#include "tenancy/site.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace wattill::node {

/// Every bus of the node, and which meter is on which. Any thread; callbacks run on a bus thread.
class Fleet {
  public:
    using ReadingDone = BusLine::Callback<metering::MeterReading>;
    using ProofDone = BusLine::Callback<metering::CommandProof>;
    using Done = BusLine::Callback<void>;

    struct Line {
        BusLineConfig config;
        BusFactory factory;
    };
    Fleet(std::vector<Line> lines, const metering::ProfileLibrary& profiles,
          std::vector<std::string> unlockedProfiles, MeterBoard& board, Log& log);

    /// The meters in place from now on. One whose bus or profile is not known here is logged and
    /// left out: it can be looked up, but neither read nor sold to.
    void setPlaces(const std::vector<tenancy::MeterPlace>& places);
    void start();
    void stop();

    /// `within`: how long it may wait for the bus. Errors beside the meter's own: Unreachable (not
    /// on a bus of this node), Busy (the bus's queue is full, or it waited too long). An error of
    /// this kind is returned instead of being given to `done`.
    [[nodiscard]] Result<void> read(const MeterId& meter, BusPriority priority,
                                    std::optional<Duration> within, ReadingDone done);
    /// Refused, too, and nothing was sent: its model would not take so much, by the last reading.
    [[nodiscard]] Result<void> sell(const MeterId& meter, const metering::Sale& sale, Done done);
    [[nodiscard]] Result<void> carryOut(const MeterId& meter, metering::MeterCommand command,
                                        std::optional<Duration> within, ProofDone done);

    /// Unsupported with the reason when no sale can be made to this place.
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place) const;
    /// The same for one amount; Refused when it is above mostSale().
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place, Money amount) const;
    /// The most that one sale may bring, in whole fen, by the bounds of the model and the last
    /// reading, however old: use only makes room. Absent: no bound is known.
    [[nodiscard]] std::optional<Money> mostSale(const tenancy::MeterPlace& place) const;
    /// Unsupported with the reason when the model there does not take this command.
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace& place,
                                           const metering::MeterCommand& command) const;
    [[nodiscard]] std::vector<std::pair<BusId, BusLineState>> states() const;
    /// Age of the oldest state of a meter that is not lost, on any bus.
    [[nodiscard]] std::optional<Duration> oldestState() const;
    [[nodiscard]] std::vector<std::string> busNames() const;
    /// Null when there is no such bus; else valid as long as the fleet.
    [[nodiscard]] BusLine* line(const BusId& bus) const;
    [[nodiscard]] const metering::ProfileLibrary& profiles() const { return m_profiles; }

  private:
    /// Where a meter hangs; `line` is null when it is on no bus.
    struct Seat {
        BusLine* line = nullptr;
        const metering::Profile* profile = nullptr;
    };
    [[nodiscard]] Seat seatOf(const MeterId& meter) const;
    [[nodiscard]] BusLine* lineOf(const MeterId& meter) const { return seatOf(meter).line; }
    [[nodiscard]] std::optional<Money> mostSale(const MeterId& meter,
                                                const metering::Profile& profile) const;
    [[nodiscard]] bool isUnlocked(const std::string& profile) const;

    const metering::ProfileLibrary& m_profiles;
    const std::vector<std::string> m_unlockedProfiles;
    MeterBoard& m_board;
    Log& m_log;
    std::map<BusId, std::unique_ptr<BusLine>> m_lines;  // fixed after construction
    mutable std::mutex m_mutex;
    std::map<MeterId, Seat> m_seats;
};

}  // namespace wattill::node
