#include "api/reconciliation_client.hpp"

#include "api/node_call.hpp"

#include <fmt/format.h>

namespace wattill::api {

namespace {
constexpr Duration kCompareTimeout{60'000};
/// Bills of several channels may have to be fetched first.
constexpr Duration kRunTimeout{125'000};

std::string dayPath(LocalDay day) {
    return "/api/v1/staff/reconciliations/" + escaped(dayText(day));
}
std::string casePath(std::int64_t number) {
    return fmt::format("/api/v1/staff/cases/{}", number);
}

class SocketReconciliationClient final : public ReconciliationClient, private NodeCall {
  public:
    explicit SocketReconciliationClient(ClientConfig config) : NodeCall(std::move(config)) {}

    Result<ReconciliationView> see(LocalDay day) override {
        return get<ReconciliationView>(dayPath(day), kCompareTimeout);
    }
    Result<ReconciliationView> run(LocalDay day) override {
        return post<ReconciliationView>(dayPath(day), {}, kRunTimeout);
    }
    Result<std::string> workbook(LocalDay day) override {
        const auto reply = call("GET", dayPath(day) + "/workbook", {}, kCompareTimeout);
        if (!reply) return reply.error();
        if (reply->status != 200) return errorFrom(reply->body);
        return reply->body;
    }
    Result<std::vector<CaseView>> cases(const std::vector<std::string>& states) override {
        std::string query;
        for (const std::string& state : states)
            query += fmt::format("{}state={}", query.empty() ? "?" : "&", escaped(state));
        return get<std::vector<CaseView>>("/api/v1/staff/cases" + query);
    }
    Result<CaseDetailView> caseOf(std::int64_t number) override {
        return get<CaseDetailView>(casePath(number));
    }
    Result<CaseDetailView> decide(std::int64_t number, const CaseActionBody& action) override {
        return post<CaseDetailView>(casePath(number), toJson(action));
    }
    Result<CaseDetailView> book(std::int64_t number, const CaseBookingBody& booking) override {
        return post<CaseDetailView>(casePath(number) + "/booking", toJson(booking));
    }
};
}  // namespace

std::unique_ptr<ReconciliationClient> makeReconciliationClient(ClientConfig config) {
    return std::make_unique<SocketReconciliationClient>(std::move(config));
}

}  // namespace wattill::api
