#include "api/client.hpp"

#include "api/node_call.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::api {

namespace {
constexpr Duration kMeterTimeout{30'000};  ///< a meter is asked, perhaps behind others on its bus
constexpr Duration kLongTimeout{120'000};  ///< the whole ledger, or a large sheet

std::string meterPath(const MeterId& meter) {
    return "/api/v1/meters/" + escaped(meter.text());
}
std::string orderPath(const OrderId& id) {
    return "/api/v1/orders/" + escaped(id.text());
}
std::string staffPath(const std::string& rest) {
    return "/api/v1/staff/" + rest;
}

std::string staffOrderPath(const OrderId& id) {
    return staffPath("orders/" + escaped(id.text()));
}

class SocketClient final : public Client, private NodeCall {
  public:
    explicit SocketClient(ClientConfig config) : NodeCall(std::move(config)) {}

    Result<SiteView> site() override { return get<SiteView>("/api/v1/site"); }
    Result<std::vector<MatchView>> lookup(const std::string& number) override {
        return get<std::vector<MatchView>>("/api/v1/lookup?number=" + escaped(number));
    }
    Result<MeterView> meter(const MeterId& meter) override {
        return get<MeterView>(meterPath(meter));
    }
    Result<MeterView> freshMeter(const MeterId& meter) override {
        return get<MeterView>(meterPath(meter) + "?fresh=true");
    }
    Result<std::vector<DayView>> days(const MeterId& meter, LocalDay from, LocalDay to) override {
        return get<std::vector<DayView>>(
            fmt::format("{}/days?from={}&to={}", meterPath(meter), dayText(from), dayText(to)));
    }
    Result<OrderView> createOrder(const NewOrderView& order) override {
        return post<OrderView>("/api/v1/orders", toJson(order));
    }
    Result<OrderView> order(const OrderId& id) override { return get<OrderView>(orderPath(id)); }
    Result<OrderView> followOrder(const OrderId& id, std::int64_t version, Duration wait) override {
        const Duration held = std::clamp(wait, Duration(0), kLongestWait);
        return get<OrderView>(
            fmt::format("{}?version={}&waitMs={}", orderPath(id), version, held.count()),
            timeout() + held);
    }
    Result<OrderView> cancelOrder(const OrderId& id) override {
        return post<OrderView>(orderPath(id) + "/cancel", {});
    }
    Result<std::vector<OrderView>> ordersOfMeter(const MeterId& meter) override {
        return get<std::vector<OrderView>>(meterPath(meter) + "/orders");
    }

    Result<std::vector<MeterView>> meters() override {
        return get<std::vector<MeterView>>(staffPath("meters"));
    }
    Result<MeterView> readMeter(const MeterId& meter) override {
        return post<MeterView>(staffPath("meters/" + escaped(meter.text()) + "/read"), {},
                               kMeterTimeout);
    }
    Result<ReplacementView> replaceMeter(const MeterId& old, const NewMeter& now) override {
        return post<ReplacementView>(staffPath("meters/" + escaped(old.text()) + "/replacement"),
                                     toJson(now));
    }
    Result<std::vector<OrderView>> orders(const std::vector<std::string>& states) override {
        std::string query;
        for (const auto& state : states) {
            query += fmt::format("{}state={}", query.empty() ? "?" : "&", escaped(state));
        }
        return get<std::vector<OrderView>>(staffPath("orders" + query));
    }
    Result<OrderView> decideOrder(const OrderId& id, const SignedDecisionBody& decision) override {
        // The node may read the meter for it, behind what its bus has to do before.
        return post<OrderView>(staffOrderPath(id) + "/decision", toJson(decision),
                               timeout() + kLongestWait);
    }
    Result<OrderView> decideRefund(const OrderId& id, const std::string& refund,
                                   const SignedDecisionBody& decision) override {
        return post<OrderView>(staffOrderPath(id) + "/refunds/" + escaped(refund) + "/decision",
                               toJson(decision));
    }
    Result<OrderView> reverseOrder(const OrderId& id, const ReversalBody& wish) override {
        return post<OrderView>(staffOrderPath(id) + "/reversals", toJson(wish));
    }
    Result<OrderView> decideReversal(const OrderId& id, std::int64_t number,
                                     const SignedDecisionBody& decision) override {
        return post<OrderView>(fmt::format("{}/reversals/{}/decision", staffOrderPath(id), number),
                               toJson(decision));
    }
    Result<std::vector<AlarmView>> alarms(bool openOnly) override {
        return get<std::vector<AlarmView>>(staffPath(openOnly ? "alarms" : "alarms?all=true"));
    }
    Result<AlarmView> endAlarm(std::int64_t number, const AlarmEndBody& end) override {
        return post<AlarmView>(staffPath(fmt::format("alarms/{}", number)), toJson(end));
    }
    Result<LedgerView> verifyLedger() override {
        return get<LedgerView>(staffPath("ledger/verification"), kLongTimeout);
    }
    Result<ImportReport> importSheet(const std::string& kind, const std::string& fileName,
                                     const std::string& text) override {
        return post<ImportReport>(staffPath("import"), toJson(SheetUpload{kind, fileName, text}),
                                  kLongTimeout);
    }
    Result<HealthView> health() override { return get<HealthView>(staffPath("health")); }
};
}  // namespace

std::unique_ptr<Client> makeClient(ClientConfig config) {
    return std::make_unique<SocketClient>(std::move(config));
}

}  // namespace wattill::api
