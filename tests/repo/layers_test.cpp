#include "repo/checkout.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>

#include <gtest/gtest.h>

/// The architecture, as far as a machine can hold it: who may know whom.
namespace wattill::repo {

namespace {

/// Lowest first: a module may know those before it.
const std::vector<std::string> kModules = {
    "base",  "ledger", "metering", "payment", "tenancy", "reconciliation",
    "order", "report", "storage",  "api",     "node"};
/// Below a port: an adapter knows its own port and `base`, and only `node` knows adapters.
const std::set<std::string> kAdapters = {"metering/modbus", "metering/dlt645", "payment/alipay",
                                         "payment/unionpay"};
/// What adapters of one port share: known to them alone, and knowing no more than the port does.
const std::set<std::string> kShared = {"payment/wire", "metering/wire"};
const std::string kComposition = "node";
/// Same input, same output, time as an argument: nothing here may reach for the outside.
const std::set<std::string> kPure = {"base", "ledger", "tenancy", "reconciliation", "order"};

std::optional<std::size_t> rankOf(const std::string& module) {
    const auto found = std::find(kModules.begin(), kModules.end(), module);
    if (found == kModules.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kModules.begin());
}

/// "backend/payment/alipay/x.cpp" -> "payment/alipay"; "backend/payment/qr.cpp" -> "payment".
std::string unitOf(const std::string& pathBelowBackend) {
    for (const auto& units : {kAdapters, kShared}) {
        for (const std::string& unit : units) {
            if (pathBelowBackend.rfind(unit + "/", 0) == 0) return unit;
        }
    }
    return pathBelowBackend.substr(0, pathBelowBackend.find('/'));
}

std::string moduleOf(const std::string& unit) {
    return unit.substr(0, unit.find('/'));
}

/// Why `from` must not know `to`; empty when it may.
std::string objection(const std::string& from, const std::string& to) {
    if (from == to) return {};
    const auto fromRank = rankOf(moduleOf(from));
    const auto toRank = rankOf(moduleOf(to));
    if (!toRank || !fromRank) return {};
    if (kShared.count(to) != 0 && (kAdapters.count(from) == 0 || moduleOf(from) != moduleOf(to))) {
        return "only the adapters of " + moduleOf(to) + " share it";
    }
    if (kAdapters.count(to) != 0 && moduleOf(from) != kComposition) {
        return "only " + kComposition + " knows an adapter";
    }
    if (*toRank > *fromRank) return moduleOf(to) + " stands above " + moduleOf(from);
    return {};
}

struct Include {
    std::size_t line = 0;
    std::string target;
    bool ours = false;  ///< "..." and not <...>
};

std::vector<Include> includesOf(const File& file) {
    static const std::regex pattern(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
    std::vector<Include> result;
    std::size_t number = 0;
    for (const std::string& line : file.lines()) {
        ++number;
        std::smatch match;
        if (std::regex_search(line, match, pattern)) {
            result.push_back({number, match[2], match[1] == "\""});
        }
    }
    return result;
}

std::string at(const File& file, const Include& include) {
    return file.path + ":" + std::to_string(include.line) + ": " + include.target + ": ";
}

std::vector<File> backendFiles() {
    std::vector<File> result;
    for (const File& file : cxxFiles()) {
        if (file.in("backend/")) result.push_back(file);
    }
    return result;
}

const std::string kBackend = "backend/";

/// "wattill::payment_alipay" -> "payment/alipay", "wattill::order" -> "order".
std::optional<std::string> unitOfTarget(const std::string& name) {
    for (const auto& units : {kAdapters, kShared}) {
        for (const std::string& unit : units) {
            std::string flat = unit;
            std::replace(flat.begin(), flat.end(), '/', '_');
            const std::string last = unit.substr(unit.find('/') + 1);
            if (name == flat || name == last) return unit;
        }
    }
    return rankOf(name) ? std::optional(name) : std::nullopt;
}

}  // namespace

TEST(Layers, EveryFolderOfTheBackendHasItsPlaceInTheOrder) {
    for (const File& file : backendFiles()) {
        const std::string below = file.path.substr(kBackend.size());
        EXPECT_TRUE(rankOf(below.substr(0, below.find('/')))) << file.path;
    }
}

TEST(Layers, IncludesPointDownwards) {
    std::vector<std::string> findings;
    for (const File& file : backendFiles()) {
        const std::string from = unitOf(file.path.substr(kBackend.size()));
        for (const Include& include : includesOf(file)) {
            if (!include.ours || include.target.find('/') == std::string::npos) continue;
            const std::string why = objection(from, unitOf(include.target));
            if (!why.empty()) findings.push_back(at(file, include) + why);
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, TheBackendIncludesNothingFromAppsScreensOrTests) {
    std::vector<std::string> findings;
    static const std::regex above(R"(^(\.\./|app/|qml/|tests/|support/|kiosk/|cli/|simulator/))");
    for (const File& file : backendFiles()) {
        for (const Include& include : includesOf(file)) {
            if (include.ours && std::regex_search(include.target, above)) {
                findings.push_back(at(file, include) + "not from here");
            }
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, QtStaysInTheMeteringAdapters) {
    std::vector<std::string> findings;
    for (const File& file : backendFiles()) {
        if (file.in("backend/metering/dlt645/")) continue;
        for (const Include& include : includesOf(file)) {
            if (!include.ours && include.target.rfind("Q", 0) == 0) {
                findings.push_back(at(file, include) + "Qt in the backend");
            }
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, DomainModulesReachForNothingOutside) {
    std::vector<std::string> findings;
    static const std::regex outside(
        R"(^(fstream|iostream|filesystem|thread|random|unistd\.h|fcntl\.h|sys/|netinet/|)"
        R"(termios\.h|sqlite3\.h|curl/|boost/|modbus|openssl/ssl|spdlog/|httplib\.h))");
    for (const File& file : backendFiles()) {
        if (kPure.count(unitOf(file.path.substr(kBackend.size()))) == 0) continue;
        for (const Include& include : includesOf(file)) {
            if (!include.ours && std::regex_search(include.target, outside)) {
                findings.push_back(at(file, include) + "a domain module does no I/O");
            }
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, TheSimulatedGatewaySharesNoCodeWithTheRealClient) {
    std::vector<std::string> findings;
    for (const File& file : cxxFiles()) {
        if (!file.in("app/simulator/")) continue;
        for (const Include& include : includesOf(file)) {
            const bool payment = include.target.rfind("payment/", 0) == 0;
            const bool metering = include.target.rfind("metering/modbus/", 0) == 0;
            if (include.ours && (payment || metering)) {
                findings.push_back(at(file, include) + "a stand-in must be independent");
            }
        }
    }
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, LibrariesLinkDownwards) {
    static const std::regex library(R"(wattill_library\(\s*(\w+)([^)]*)\))");
    static const std::regex linked(R"(wattill::(\w+))");
    std::vector<std::string> findings;
    int libraries = 0;
    for (const File& file : filesEndingWith({"CMakeLists.txt"})) {
        if (!file.in(kBackend)) continue;
        std::sregex_iterator call(file.text.begin(), file.text.end(), library);
        for (; call != std::sregex_iterator(); ++call) {
            ++libraries;
            const auto from = unitOfTarget((*call)[1]);
            ASSERT_TRUE(from) << file.path << ": " << (*call)[1] << " has no place in the order";
            const std::string rest = (*call)[2];
            std::sregex_iterator link(rest.begin(), rest.end(), linked);
            for (; link != std::sregex_iterator(); ++link) {
                const auto to = unitOfTarget((*link)[1]);
                if (!to) continue;
                const std::string why = objection(*from, *to);
                if (!why.empty()) findings.push_back(file.path + ": " + link->str() + ": " + why);
            }
        }
    }
    EXPECT_GT(libraries, 5);
    EXPECT_TRUE(findings.empty()) << listed(findings);
}

TEST(Layers, TheRuleItselfObjects) {
    EXPECT_TRUE(objection("order", "ledger").empty());
    EXPECT_TRUE(objection("metering/modbus", "metering").empty());
    EXPECT_TRUE(objection("node", "payment/alipay").empty());
    EXPECT_TRUE(objection("payment/alipay", "payment/wire").empty());
    EXPECT_TRUE(objection("metering/dlt645", "metering/wire").empty());
    EXPECT_FALSE(objection("payment", "payment/wire").empty());
    EXPECT_FALSE(objection("node", "metering/wire").empty());
    EXPECT_FALSE(objection("metering/wire", "metering/modbus").empty());
    EXPECT_FALSE(objection("metering/modbus", "payment/wire").empty());
    EXPECT_FALSE(objection("payment/wire", "payment/alipay").empty());
    EXPECT_FALSE(objection("ledger", "order").empty());
    EXPECT_FALSE(objection("order", "payment/alipay").empty());
    EXPECT_FALSE(objection("metering", "metering/modbus").empty());
    EXPECT_FALSE(objection("payment/alipay", "metering/modbus").empty());
    EXPECT_FALSE(objection("payment/alipay", "tenancy").empty());
}

}  // namespace wattill::repo
