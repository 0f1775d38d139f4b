#include "api/routes.hpp"

#include "api/json.hpp"
#include "bus_samples.hpp"
#include "command_samples.hpp"
#include "reconciliation_samples.hpp"
#include "samples.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace wattill::api {
namespace {
using nlohmann::json;

const Authorizer kAuthorizer{Secret("right-token")};

Admission admitted(std::string_view method, std::string_view target,
                   std::string_view authorization = {}) {
    return admit(apiRoutes(), method, target, authorization, kAuthorizer);
}

TEST(Admission, FindsTheRouteAndItsParts) {
    const Admission found = admitted("GET", "/api/v1/meters/202611220001/days?from=a%2Bb&to=");
    ASSERT_NE(found.route, nullptr);
    EXPECT_EQ(found.route->path, "/api/v1/meters/{meter}/days");
    EXPECT_EQ(found.parameters.at("meter"), "202611220001");
    EXPECT_EQ(found.query.find("from")->second, "a+b");
    EXPECT_EQ(found.query.find("to")->second, "");
    EXPECT_FALSE(found.waits);
    EXPECT_TRUE(admitted("GET", "/api/v1/orders/K0120261122?version=1&waitMs=5").waits);
}

TEST(Admission, UnknownPathsAre404) {
    for (const char* target : {"/", "/api/v1", "/api/v1/", "/api/v1/site/", "/api/v1//site",
                               "/api/v1/meters/", "/api/v1/meters/1/days/2", "/api/v2/site",
                               "api/v1/site", "/notify/alipay", "", "/api/v1/staff/../site"}) {
        const Admission found = admitted("GET", target);
        EXPECT_EQ(found.route, nullptr) << target;
        EXPECT_EQ(found.refusal.status, 404) << target;
    }
}

TEST(Admission, AnotherMethodIs405AndSaysWhich) {
    const Admission found = admitted("DELETE", "/api/v1/orders/K0120261122");
    EXPECT_EQ(found.refusal.status, 405);
    EXPECT_EQ(found.refusal.allow, "GET");
}

TEST(Admission, BrokenEscapesAre400) {
    for (const char* target : {"/api/v1/site?a=%", "/api/v1/site?a=%4", "/api/v1/site?a=%zz",
                               "/api/v1/site?a=%00", "/api/v1/site?=1"}) {
        EXPECT_EQ(admitted("GET", target).refusal.status, 400) << target;
    }
}

TEST(Admission, StaffRoutesNeedTheToken) {
    for (const Route& route : apiRoutes()) {
        const auto status = [&](const Authorizer& authorizer, std::string_view field) {
            const auto found = admit(apiRoutes(), route.method, route.path, field, authorizer);
            return found.route != nullptr ? 200 : found.refusal.status;
        };
        const bool staff = route.path.starts_with("/api/v1/staff/");
        EXPECT_EQ(route.audience, staff ? Audience::Staff : Audience::Everybody) << route.path;
        EXPECT_EQ(status(kAuthorizer, "Bearer right-token"), 200) << route.path;
        EXPECT_EQ(status(kAuthorizer, ""), staff ? 401 : 200) << route.path;
        EXPECT_EQ(status(kAuthorizer, "Bearer wrong-token"), staff ? 401 : 200) << route.path;
        EXPECT_EQ(status(kAuthorizer, "Bearer right-token "), staff ? 401 : 200) << route.path;
        EXPECT_EQ(status(kAuthorizer, "Basic right-token"), staff ? 401 : 200) << route.path;
        EXPECT_EQ(status(Authorizer{Secret()}, "Bearer "), staff ? 403 : 200) << route.path;
    }
}

json openApi() {
    std::ifstream file(std::string(WATTILL_SOURCE_DIR) + "/backend/api/openapi.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto document = parseStrict(text.str());
    EXPECT_TRUE(document.ok()) << "backend/api/openapi.json: " << document.error().message;
    return document.ok() ? *document : json::object();
}

TEST(OpenApi, DescribesEveryRouteAndNoOther) {
    std::set<std::string> routes;
    for (const Route& route : apiRoutes()) {
        routes.insert(std::string(route.method) + " " + std::string(route.path));
    }
    std::set<std::string> described;
    const json document = openApi();
    for (const auto& [path, operations] : document.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            std::string upper = method;
            std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char each) {
                return static_cast<char>(std::toupper(each));
            });
            described.insert(upper + " " + path);
        }
    }
    EXPECT_EQ(described, routes);
    EXPECT_EQ(routes.size(), apiRoutes().size());
}

TEST(OpenApi, SaysWhichRoutesNeedTheToken) {
    const json document = openApi();
    for (const Route& route : apiRoutes()) {
        const std::string method = route.method == "GET" ? "get" : "post";
        const json& operation = document.at("paths").at(std::string(route.path)).at(method);
        EXPECT_EQ(operation.contains("security"), route.audience == Audience::Staff) << route.path;
        for (std::size_t at = route.path.find('{'); at != std::string_view::npos;
             at = route.path.find('{', at + 1)) {
            const std::size_t end = route.path.find('}', at);
            const std::string name(route.path.substr(at + 1, end - at - 1));
            const auto& listed = operation.at("parameters");
            EXPECT_TRUE(std::any_of(listed.begin(), listed.end(), [&](const json& each) {
                return each.at("name") == name && each.at("in") == "path";
            })) << route.path;
        }
    }
}

/// Keys of a value written in full are the schema's properties; those of one without its optionals
/// are its required ones.
void expectSchema(const char* name, const std::string& full, const std::string& bare) {
    const json document = openApi();
    const json& schema = document.at("components").at("schemas").at(name);
    const auto keys = [](const json& object) {
        std::set<std::string> found;
        for (const auto& [key, value] : object.items())
            found.insert(key);
        return found;
    };
    const auto required = schema.at("required").get<std::set<std::string>>();
    EXPECT_EQ(keys(json::parse(full)), keys(schema.at("properties"))) << name;
    EXPECT_EQ(keys(json::parse(bare)), required) << name;
    EXPECT_EQ(schema.at("additionalProperties"), false) << name;
}

template <class View>
void expectSchema(const char* name, const View& full) {
    expectSchema(name, toJson(full), toJson(View{}));
}

TEST(OpenApi, DescribesEveryValueToItsLastKey) {
    expectSchema("Site", samples::site());
    expectSchema("Match", samples::match());
    expectSchema(
        "Day", DayView{samples::day(0), Energy::fromWh(1), samples::moment(0), samples::moment(1)});
    expectSchema("Meter", samples::meter());
    expectSchema("NewOrder", samples::newOrder());
    expectSchema("Order", samples::order());
    expectSchema("Refund", samples::order().refunds.front());
    expectSchema("Reversal", samples::order().reversals.front());
    expectSchema("NewReversal",
                 ReversalBody{"reversal-1", Money::fromFen(1), "book-debt", "li", "错表"});
    expectSchema("RefundDecision", SignedDecisionBody{"again", "li", "seen"});
    expectSchema("ReversalDecision", SignedDecisionBody{"approve", "wang", "seen"});
    expectSchema("Alarm", samples::alarm());
    expectSchema("Ledger", samples::ledger());
    expectSchema("ImportReport", ImportReport{});
    expectSchema("NewMeter", NewMeter{MeterId("202611220009"), "dlt645-2007", 7});
    expectSchema("Replacement", samples::replacement());
    expectSchema("Health", samples::health());
    expectSchema("Command", samples::command());
    expectSchema("CommandList", std::vector<CommandView>{});
    expectSchema("CommandBatch", samples::commandBatch());
    expectSchema("NewCommands", samples::newCommands());
    expectSchema("Resolution", ResolutionBody{});
    expectSchema("Decision", SignedDecisionBody{});
    expectSchema("AlarmEnd", AlarmEndBody{});
    expectSchema("Sheet", SheetUpload{});
    expectSchema("MeterList", std::vector<MeterView>{});
    expectSchema("Bus", samples::bus());
    expectSchema("BusDetail", samples::busDetail());
    expectSchema("MeterOnBus", samples::meterOnBus());
    expectSchema("Trace", samples::trace());
    expectSchema("Probe", samples::probe());
    expectSchema("TraceRequest", TraceBody{});
    expectSchema("ProbeRequest", ProbeBody{1, "acrel-ddsy1352-nk"});
    expectSchema("Reconciliation", samples::reconciliation());
    expectSchema("ChannelTotals", samples::channelTotals());
    expectSchema("Case", samples::reconciliationCase());
    expectSchema("CaseDetail", samples::caseDetail());
    expectSchema("CaseNote", CaseNoteView{});
    expectSchema("CaseList", std::vector<CaseView>{});
    expectSchema("Carried", samples::carried());
    expectSchema("UsedBill", UsedBillView{});
    expectSchema("CaseAction", CaseActionBody{"take", "li", "li", "why"});
    expectSchema("CaseBooking", CaseBookingBody{});
    expectSchema("Error", errorJson({}), errorJson({}));
}

TEST(OpenApi, DescribesTheProofOfACommand) {
    const json schemas = openApi().at("components").at("schemas");
    const json full = json::parse(toJson(samples::command()));
    const auto expectKeys = [&](const char* name, const json& value) {
        for (const auto& [key, each] : value.items()) {
            EXPECT_TRUE(schemas.at(name).at("properties").contains(key)) << name << " " << key;
        }
        EXPECT_EQ(value.size(), schemas.at(name).at("properties").size()) << name;
    };
    expectKeys("CommandProof", full.at("proof"));
    expectKeys("CommandPoint", full.at("proof").at("points").at(0));
    expectKeys("CommandFrame", full.at("proof").at("frames").at(0));
    expectKeys("CommandProgress", json::parse(toJson(samples::commandBatch())).at("progress"));
    const auto states = schemas.at("Command").at("properties").at("state").at("enum");
    for (const auto& state : states.get<std::vector<std::string>>()) {
        EXPECT_TRUE(order::ticketStateFrom(state)) << state;
    }
    EXPECT_EQ(states.size(), static_cast<std::size_t>(order::TicketState::Cancelled) + 1);
}

TEST(OpenApi, ListsEveryStateAndErrorCode) {
    const json schemas = openApi().at("components").at("schemas");
    for (const auto& state : schemas.at("Order")
                                 .at("properties")
                                 .at("state")
                                 .at("enum")
                                 .get<std::vector<std::string>>()) {
        EXPECT_TRUE(order::stateFrom(state)) << state;
    }
    EXPECT_EQ(schemas.at("Order").at("properties").at("state").at("enum").size(),
              static_cast<std::size_t>(order::State::Refunded) + 1);
    const auto meters =
        schemas.at("Meter").at("properties").at("state").at("enum").get<std::set<std::string>>();
    for (int each = 0; each <= static_cast<int>(MeterState::NotOpened); ++each) {
        EXPECT_TRUE(meters.contains(std::string(name(static_cast<MeterState>(each)))));
    }
    const auto codes = schemas.at("Error")
                           .at("properties")
                           .at("error")
                           .at("properties")
                           .at("code")
                           .at("enum")
                           .get<std::set<std::string>>();
    for (int each = 0; each <= static_cast<int>(ErrorCode::Internal); ++each) {
        EXPECT_TRUE(codes.contains(std::string(name(static_cast<ErrorCode>(each)))));
    }
}

}  // namespace
}  // namespace wattill::api
