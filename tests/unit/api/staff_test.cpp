#include "api/routes.hpp"
#include "fake_service.hpp"

#include <gtest/gtest.h>

/// Who decides about money, as the token shows.
namespace wattill::api {
namespace {

const Authorizer kShared{Secret("token of the site")};
const Authorizer kNamed{Secret("token of the site"),
                        {{"li", Secret("token of li")}, {"wang", Secret("token of wang")}}};

constexpr auto kStaff = "/api/v1/staff/";
constexpr auto kOrder = "orders/K0120261122000001/";

struct Answer {
    int status = 0;
    std::string asked;  ///< of the service; empty: nothing
};

Answer post(const Authorizer& authorizer, const std::string& token, const std::string& path,
            const std::string& body) {
    const Admission admission =
        admit(apiRoutes(), "POST", kStaff + path, "Bearer " + token, authorizer);
    if (admission.route == nullptr) return {admission.refusal.status, {}};
    FakeService service;
    Answer answer;
    admission.route->handle(
        service, {admission.parameters, admission.query, "application/json", body, admission.staff},
        [&](const Response& response) { answer.status = response.status; });
    answer.asked = service.asked();
    return answer;
}

std::string reversalBy(const std::string& who) {
    return R"({"request":"reversal-1","amountFen":4000,"way":"book-debt","who":")" + who +
           R"(","reason":"wrong meter"})";
}
std::string approvalBy(const std::string& who) {
    return R"({"decision":"approve","who":")" + who + R"(","reason":"seen"})";
}
const std::string kDecision = R"({"decision":"refund","who":"li","reason":"seen"})";

TEST(StaffTokens, WithoutNamesWhoeverHoldsTheTokenSaysWhoTheyAre) {
    EXPECT_NE(
        post(kShared, "token of the site", kOrder + std::string("reversals"), reversalBy("li"))
            .asked.find(" li "),
        std::string::npos);
    EXPECT_NE(post(kShared, "token of the site", kOrder + std::string("decision"), kDecision)
                  .asked.find(" li "),
              std::string::npos);
    const std::string nobody = R"({"verdict":"done","who":"","reason":"read it on the meter"})";
    const auto unsignedOne =
        post(kShared, "token of the site", "commands/C2611221030000042-1/resolution", nobody);
    EXPECT_EQ(unsignedOne.status, 400);
    EXPECT_EQ(unsignedOne.asked, "");
}

TEST(StaffTokens, APersonsTokenSignsWithTheirNameAndWithNoOther) {
    const auto own =
        post(kNamed, "token of li", kOrder + std::string("reversals"), reversalBy("li"));
    EXPECT_EQ(own.status, 200);
    EXPECT_NE(own.asked.find(" li "), std::string::npos);
    EXPECT_NE(
        post(kNamed, "token of li", kOrder + std::string("decision"), kDecision).asked.find(" li "),
        std::string::npos);
    const auto other = post(kNamed, "token of li", kOrder + std::string("reversals/1/decision"),
                            approvalBy("wang"));
    EXPECT_EQ(other.status, 403);
    EXPECT_EQ(other.asked, "");
    EXPECT_EQ(post(kNamed, "token of wang", kOrder + std::string("reversals/1/decision"),
                   approvalBy("wang"))
                  .status,
              200);
}

TEST(StaffTokens, WhereThereAreNamesTheSitesTokenDecidesNothingAboutMoney) {
    for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
             {kOrder + std::string("decision"), kDecision},
             {kOrder + std::string("reversals"), reversalBy("li")},
             {kOrder + std::string("reversals/1/decision"), approvalBy("wang")},
             {kOrder + std::string("refunds/K0120261122000001R1/decision"),
              R"({"decision":"again","who":"li","reason":"funds are there"})"},
             {"cases/7", R"({"action":"settle","operator":"li","reason":"asked the channel"})"},
             {"cases/7/booking", R"({"operator":"li","reason":"asked the channel"})"},
             {"alarms/7", R"({"who":"li","reason":"claimed from the tenant"})"},
             {"commands/C2611221030000042-1/resolution",
              R"({"verdict":"done","who":"li","reason":"read it on the meter"})"},
             {"commands", R"({"request":"request-1","meters":["202411110001"],"operator":"li",)"
                          R"("reason":"","command":{"command":"take-credit","amountFen":100}})"}}) {
        const auto refused = post(kNamed, "token of the site", path, body);
        EXPECT_EQ(refused.status, 403) << path;
        EXPECT_EQ(refused.asked, "") << path;
        EXPECT_EQ(post(kShared, "token of the site", path, body).status, 200) << path;
    }
    const std::string trip = R"({"request":"request-1","meters":["202411110001"],"operator":"li",)"
                             R"("reason":"","command":{"command":"trip"}})";
    const auto relay = post(kNamed, "token of the site", "commands", trip);
    EXPECT_EQ(relay.status, 200) << "no money is moved";
    EXPECT_NE(relay.asked.find(" li"), std::string::npos);
    EXPECT_NE(post(kNamed, "token of wang", "commands", trip).asked.find(" wang"),
              std::string::npos);
    EXPECT_EQ(post(kNamed, "token of nobody", kOrder + std::string("decision"), kDecision).status,
              401);
}

}  // namespace
}  // namespace wattill::api
