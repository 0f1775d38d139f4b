#include "api/command_client.hpp"

#include "api/node_call.hpp"
#include "api/service.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::api {

namespace {
constexpr Duration kManyTimeout{60'000};  ///< thousands of rows, checked and committed

std::string commandPath(const std::string& id, const char* rest = "") {
    return "/api/v1/staff/commands/" + escaped(id) + rest;
}
std::string batchPath(const std::string& id, const char* rest = "") {
    return "/api/v1/staff/batches/" + escaped(id) + rest;
}

class SocketCommandClient final : public CommandClient, private NodeCall {
  public:
    explicit SocketCommandClient(ClientConfig config) : NodeCall(std::move(config)) {}

    Result<CommandBatchView> request(const NewCommandsBody& wish) override {
        return post<CommandBatchView>("/api/v1/staff/commands", toJson(wish), kManyTimeout);
    }
    Result<std::vector<CommandView>> list(const Filter& filter) override {
        std::string query;
        const auto add = [&query](const char* key, const std::string& value) {
            query += fmt::format("{}{}={}", query.empty() ? "?" : "&", key, escaped(value));
        };
        for (const std::string& state : filter.states)
            add("state", state);
        if (!filter.batch.empty()) add("batch", filter.batch);
        if (!filter.meter.empty()) add("meter", filter.meter);
        if (filter.attentionOnly) add("attention", "true");
        return get<std::vector<CommandView>>("/api/v1/staff/commands" + query, kManyTimeout);
    }
    Result<CommandView> find(const std::string& id) override {
        return get<CommandView>(commandPath(id));
    }
    Result<CommandView> cancel(const std::string& id) override {
        return post<CommandView>(commandPath(id, "/cancel"), {});
    }
    Result<CommandView> resolve(const std::string& id, const ResolutionBody& resolution) override {
        return post<CommandView>(commandPath(id, "/resolution"), toJson(resolution));
    }
    Result<CommandBatchView> batch(const std::string& id) override {
        return get<CommandBatchView>(batchPath(id));
    }
    Result<CommandBatchView> follow(const std::string& id, std::int64_t version,
                                    Duration wait) override {
        const Duration held = std::clamp(wait, Duration(0), kLongestWait);
        return get<CommandBatchView>(
            fmt::format("{}?version={}&waitMs={}", batchPath(id), version, held.count()),
            timeout() + held);
    }
    Result<CommandBatchView> cancelBatch(const std::string& id) override {
        return post<CommandBatchView>(batchPath(id, "/cancel"), {}, kManyTimeout);
    }
};
}  // namespace

std::unique_ptr<CommandClient> makeCommandClient(ClientConfig config) {
    return std::make_unique<SocketCommandClient>(std::move(config));
}

}  // namespace wattill::api
