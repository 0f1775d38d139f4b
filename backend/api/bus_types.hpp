#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::api {

/// What an electrician asks a node about its lines. Times are whole milliseconds (`…Ms`), shares
/// thousandths (`…Permille`).

/// See metering::BusHealth for what each count means.
struct BusCountsView {
    std::int64_t sent = 0;
    std::int64_t answered = 0;
    std::int64_t refused = 0;
    std::int64_t timeouts = 0;
    std::int64_t crcErrors = 0;
    std::int64_t badReplies = 0;
    std::int64_t strayBytes = 0;
};

struct BusWindowView {
    std::int64_t coveredMs = 0;  ///< shorter than the window while the node is young
    std::int64_t loadPermille = 0;
    BusCountsView counts;
};

struct BusView {
    std::string name;
    std::string port;
    std::string protocol;
    std::string line;  ///< "9600 8N1"; empty where the gateway sets it
    bool portOpen = false;
    std::int64_t opened = 0;  ///< times the port was opened
    std::int64_t meters = 0;
    std::int64_t lost = 0;
    BusWindowView lastMinute;
    BusWindowView lastQuarter;  ///< 15 minutes
    BusCountsView sinceStart;
    std::int64_t pollEveryMs = 0;
    std::int64_t cycleMs = 0;                   ///< what one round of all meters should take
    std::optional<std::int64_t> oldestStateMs;  ///< among the meters that are not lost
    bool tracing = false;
    std::vector<std::string> notes;  ///< what a person should look at, and the remedy
};

struct MeterOnBusView {
    MeterId meter;
    std::int64_t address = 0;
    std::string profile;
    bool lost = false;
    std::int64_t nextTryMs = 0;  ///< at the earliest
    std::int64_t sent = 0;
    std::int64_t answered = 0;
    std::int64_t refused = 0;
    std::int64_t timeouts = 0;
    std::int64_t crcErrors = 0;
    std::int64_t badReplies = 0;
    std::optional<std::int64_t> lastMs;
    std::optional<std::int64_t> medianMs;
    std::optional<std::int64_t> p95Ms;
    std::optional<Instant> lastGoodAt;
    std::optional<std::int64_t> clockAheadMs;  ///< the meter's clock minus the node's
};

struct BusDetailView {
    BusView bus;
    std::vector<MeterOnBusView> meters;
};

struct TraceFrameView {
    std::int64_t number = 0;  ///< rises by one from frame to frame
    Instant at;
    bool toMeter = false;
    std::int64_t gapMs = 0;  ///< since the frame before it
    std::string hex;         ///< "01 03 02", a masked byte is "**"
    std::string text;        ///< "03 read 0200H×48 to 5"
};

struct TraceView {
    std::string bus;
    std::string protocol;
    bool running = false;
    std::int64_t missed = 0;  ///< frames after the asked-for number that are no longer kept
    std::vector<TraceFrameView> frames;
};

struct TraceBody {
    std::int64_t seconds = 0;  ///< 1 … 3600
};

struct ProbeBody {
    std::int64_t address = 0;
    std::optional<std::string> profile;  ///< absent: each of the bus's protocol is tried
};

struct PointView {
    std::string block;
    std::string point;
    std::string place;  ///< "0x0215, byte 42"
    std::string raw;    ///< the bytes, hexadecimal
    std::string value;  ///< scaled, with its unit
    std::string confidence;
    std::string source;
};

/// What a profile makes of what a meter says.
struct ProbeView {
    std::string bus;
    std::int64_t address = 0;
    std::string profile;
    std::string title;
    std::int64_t plausiblePermille = 0;  ///< how well the values fit the model
    std::vector<std::string> others;     ///< models that were tried and fit less, "id: why"
    std::vector<PointView> points;
    std::vector<std::string> notes;  ///< blocks that were refused, points that are not confirmed
};

}  // namespace wattill::api
