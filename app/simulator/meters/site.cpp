#include "meters/site.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace wattill::sim {
namespace {

constexpr std::int64_t kFirstNumber = 202411110001;

struct DemoShop {
    std::int64_t balanceFen;
    int standbyWatt;
    int peakWatt;
};
// Comfortable, low, nearly empty and empty ones: every colour of the board.
constexpr std::array kDemoShops = {
    DemoShop{8640, 180, 4200},  DemoShop{31250, 90, 1600},  DemoShop{1530, 140, 2200},
    DemoShop{640, 60, 900},     DemoShop{0, 110, 1800},     DemoShop{120000, 900, 14000},
    DemoShop{5275, 75, 1200},   DemoShop{20460, 420, 6800}, DemoShop{2890, 100, 2500},
    DemoShop{47110, 240, 3600},
};

const std::set<std::string> kKeys = {"number",       "address",    "model",     "price_yuan",
                                     "balance_yuan", "energy_kwh", "standby_w", "peak_w"};

Result<void> readMoney(const nlohmann::json& node, const char* key, Money& into) {
    if (!node.contains(key)) return {};
    if (!node[key].is_string())
        return invalidInput(fmt::format("{} must be a text: \"0.90\"", key));
    const auto money = Money::parseYuan(node[key].get<std::string>());
    if (!money) return invalidInput(fmt::format("{}: {}", key, money.error().message));
    into = *money;
    return {};
}

template <class Integer>
Result<void> readInteger(const nlohmann::json& node, const char* key, std::int64_t most,
                         Integer& into) {
    if (!node.contains(key)) return {};
    const bool good = node[key].is_number_unsigned() &&
                      node[key].get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
    if (!good) return invalidInput(fmt::format("{} must be a whole number, 0 … {}", key, most));
    into = static_cast<Integer>(node[key].get<std::int64_t>());
    return {};
}

std::optional<Model> modelOf(const nlohmann::json& name) {
    if (name == "dtsy") return Model::Dtsy;
    if (name == "ddsy") return Model::Ddsy;
    if (name == "adl") return Model::Adl;
    if (name == "dlt645") return Model::Dlt645;
    if (name == "dlt645-orderno") return Model::Dlt645OrderNo;
    return std::nullopt;
}

Result<MeterSetup> readMeter(const nlohmann::json& node) {
    if (!node.is_object()) return invalidInput("must be an object");
    for (const auto& [key, value] : node.items()) {
        if (!kKeys.contains(key)) return invalidInput("unknown key \"" + key + "\"; remove it");
    }
    MeterSetup setup;
    setup.number = node.value("/number"_json_pointer, nlohmann::json()).is_string()
                       ? node["number"].get<std::string>()
                       : "";
    const bool digits = std::all_of(setup.number.begin(), setup.number.end(),
                                    [](unsigned char c) { return std::isdigit(c) != 0; });
    if (setup.number.size() != 12 || !digits) return invalidInput("number must be 12 digits");
    const auto model = modelOf(node.value("/model"_json_pointer, nlohmann::json()));
    if (!model) return invalidInput("model must be dtsy, ddsy, adl, dlt645 or dlt645-orderno");
    setup.model = *model;
    setup.curve.seed = setup.number;
    setup.address = 0;
    std::int64_t kwh = 1000;
    for (const auto& read : {readInteger(node, "address", 247, setup.address),
                             readInteger(node, "energy_kwh", 20'000'000, kwh),
                             readInteger(node, "standby_w", 30'000, setup.curve.standbyWatt),
                             readInteger(node, "peak_w", 30'000, setup.curve.peakWatt),
                             readMoney(node, "price_yuan", setup.pricePerKwh),
                             readMoney(node, "balance_yuan", setup.balance)}) {
        if (!read) return read.error();
    }
    if (setup.address == 0) return invalidInput("address must be 1 … 247");
    setup.energyWh = kwh * 1000;
    return setup;
}

}  // namespace

std::vector<MeterSetup> demoMeters(int count) {
    std::vector<MeterSetup> meters;
    for (int i = 0; i < count; ++i) {
        const DemoShop& shop = kDemoShops[static_cast<std::size_t>(i) % kDemoShops.size()];
        MeterSetup setup;
        setup.number = std::to_string(kFirstNumber + i);
        setup.address = i + 1;
        setup.model = i % 2 == 0 ? Model::Dtsy : Model::Ddsy;
        setup.curve = {setup.number, shop.standbyWatt, shop.peakWatt};
        setup.balance = Money::fromFen(shop.balanceFen);
        setup.energyWh = std::int64_t{shop.peakWatt} * 2310 + i * 7919;
        setup.purchaseCount = static_cast<std::uint16_t>(4 + 3 * i % 11);
        meters.push_back(setup);
    }
    return meters;
}

Result<std::vector<MeterSetup>> readSite(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return notFound(file + " cannot be read; check the path");
    const auto document = parseStrict(text.str());
    if (!document) return invalidInput(file + ": " + document.error().message);
    if (!document->is_object() || document->size() != 1 || !document->contains("meters") ||
        !(*document)["meters"].is_array()) {
        return invalidInput(file + ": must be {\"meters\": [ … ]}");
    }
    std::vector<MeterSetup> meters;
    std::set<int> addresses;
    for (const auto& node : (*document)["meters"]) {
        auto meter = readMeter(node);
        const std::string place = fmt::format("{}: /meters/{}: ", file, meters.size());
        if (!meter) return invalidInput(place + meter.error().message);
        if (!addresses.insert(meter->address).second) {
            return invalidInput(fmt::format("{}address {} is there twice", place, meter->address));
        }
        meters.push_back(std::move(meter).value());
    }
    return meters;
}

}  // namespace wattill::sim
