#pragma once

#include "api/authorizer.hpp"
#include "api/requests.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace wattill::api {

/// One HTTP request without HTTP: what the routes see of it.
struct Request {
    std::map<std::string, std::string> parameters;  ///< of the path, "meter", "id", "channel"
    Query query;
    std::string contentType;
    std::string body;
    Staff staff;              ///< who asks, on a staff route
    std::string remote = {};  ///< address that a connection by TCP came from
};

struct Response {
    int status = 200;
    std::string contentType = "application/json";
    std::string body;
    std::string allow;  ///< for 405: the methods that the path knows
};

/// Takes the answer; any thread, at most the first call counts.
using Respond = std::function<void(Response)>;

enum class Audience { Everybody, Staff, Channel };

struct Route {
    std::string_view method;
    std::string_view path;  ///< "/api/v1/meters/{meter}/days"
    Audience audience = Audience::Everybody;
    bool largeBody = false;
    void (*handle)(Service&, const Request&, const Respond&) = nullptr;
};

/// What the Unix socket serves; held against openapi.json by a test.
[[nodiscard]] std::span<const Route> apiRoutes();
/// What the listener for notifications serves, and nothing else.
[[nodiscard]] std::span<const Route> notifyRoutes();
/// What the listener for Prometheus serves, and nothing else.
[[nodiscard]] std::span<const Route> metricsRoutes();

/// What is known of a request once its header is in, before any of its body was read.
struct Admission {
    const Route* route = nullptr;  ///< none: `refusal` is the whole answer
    Response refusal;
    std::map<std::string, std::string> parameters;
    Query query;
    Staff staff;
    bool waits = false;  ///< may be held until an order changes
};

/// 404 for a path that no route has, 405 for another method, 400 for a target that cannot be read,
/// 401/403 for a staff route without the right. `authorization` is that header field.
[[nodiscard]] Admission admit(std::span<const Route> routes, std::string_view method,
                              std::string_view target, std::string_view authorization,
                              const Authorizer& authorizer);

[[nodiscard]] Response errorResponse(const Error& error);

}  // namespace wattill::api
