#include "api/bus_service.hpp"
#include "api/route_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace wattill::api {

namespace {
constexpr std::int64_t kLongestTraceSeconds = 3600;
constexpr std::int64_t kLargestAddress = 999'999'999'999;  // twelve digits (DL/T 645)
constexpr std::size_t kLongestName = 64;

bool isNameCharacter(char each) {
    return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') ||
           (each >= 'a' && each <= 'z') || each == '-' || each == '_';
}

Result<BusId> busOf(const Request& request) {
    const std::string& name = request.parameters.at("bus");
    if (name.size() > kLongestName || !std::all_of(name.begin(), name.end(), isNameCharacter)) {
        return invalidInput("bus: must be a bus's name, letters, digits, '-' and '_'");
    }
    return BusId(name);
}

Result<std::int64_t> afterOf(const Query& query) {
    for (const auto& [key, text] : query) {
        if (key != "after" || query.size() != 1) {
            return invalidInput("the query: this route takes one parameter, after");
        }
        std::int64_t value = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool whole = fault == std::errc() && end == text.data() + text.size();
        if (!whole || value < 0) return invalidInput("after: must be a frame's number, 0 or more");
        return value;
    }
    return std::int64_t{0};
}

Result<Duration> traceTimeFrom(std::string_view body) {
    const auto trace = fromJson<TraceBody>(body, UnknownKeys::Refuse);
    if (!trace) return trace.error();
    if (trace->seconds < 1 || trace->seconds > kLongestTraceSeconds) {
        return invalidInput("seconds: must be 1 to 3600");
    }
    return Duration(std::chrono::seconds(trace->seconds));
}

Result<ProbeBody> probeFrom(std::string_view body) {
    auto probe = fromJson<ProbeBody>(body, UnknownKeys::Refuse);
    if (!probe) return probe;
    if (probe->address < 1 || probe->address > kLargestAddress) {
        return invalidInput("address: must be 1 to 247 (Modbus) or up to 12 digits (DL/T 645)");
    }
    if (probe->profile && (probe->profile->empty() || probe->profile->size() > kLongestName)) {
        return invalidInput("profile: must be the id of a meter profile");
    }
    return probe;
}

void metrics(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    service.lines().metrics([respond](Result<std::string> text) {
        respond(text ? Response{200, "text/plain; version=0.0.4; charset=utf-8", *text, {}}
                     : errorResponse(text.error()));
    });
}

void buses(Service& service, const Request& request, const Respond& respond) {
    if (bare(request, respond)) service.lines().buses(inJson<std::vector<BusView>>(respond));
}

void bus(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](BusId id) {
        service.lines().bus(std::move(id), inJson<BusDetailView>(respond));
    };
    checked(respond, use, busOf(request));
}

void startTrace(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](BusId id, Duration time) {
        service.lines().startTrace(std::move(id), time, inJson<TraceView>(respond));
    };
    checked(respond, use, busOf(request), traceTimeFrom(request.body));
}

void trace(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](BusId id, std::int64_t after) {
        service.lines().trace(std::move(id), after, inJson<TraceView>(respond));
    };
    checked(respond, use, busOf(request), afterOf(request.query));
}

void probe(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](BusId id, ProbeBody what) {
        service.lines().probe(std::move(id), std::move(what), inJson<ProbeView>(respond));
    };
    checked(respond, use, busOf(request), probeFrom(request.body));
}

constexpr std::array<Route, 6> kBusRoutes{{
    {"GET", "/metrics", Audience::Everybody, false, metrics},
    {"GET", "/api/v1/staff/buses", Audience::Staff, false, buses},
    {"GET", "/api/v1/staff/buses/{bus}", Audience::Staff, false, bus},
    {"POST", "/api/v1/staff/buses/{bus}/trace", Audience::Staff, false, startTrace},
    {"GET", "/api/v1/staff/buses/{bus}/trace", Audience::Staff, false, trace},
    {"POST", "/api/v1/staff/buses/{bus}/probe", Audience::Staff, false, probe},
}};
}  // namespace

std::span<const Route> busRoutes() {
    return kBusRoutes;
}

std::span<const Route> metricsRoutes() {
    return std::span(kBusRoutes).first(1);
}

}  // namespace wattill::api
