#include "meters/site.hpp"

#include "meters/config_node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

namespace wattill::sim {
namespace {

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

bool areDigits(const std::string& text, std::size_t count) {
    return text.size() == count && text.find_first_not_of("0123456789") == std::string::npos;
}

/// "0360-0364", hexadecimal.
std::optional<std::pair<int, int>> rangeOf(const nlohmann::json& node) {
    const std::string text = node.is_string() ? node.get<std::string>() : "";
    if (text.size() != 9 || text[4] != '-') return std::nullopt;
    const char* begin = text.data();
    std::pair<int, int> range;
    const bool good = std::from_chars(begin, begin + 4, range.first, 16).ptr == begin + 4 &&
                      std::from_chars(begin + 5, begin + 9, range.second, 16).ptr == begin + 9;
    if (!good) return std::nullopt;
    return range;
}

void readMissing(ConfigNode& node, MeterSetup& setup) {
    for (const auto& each : node.member("missing")) {
        const auto range = rangeOf(each);
        if (range) {
            setup.missing.push_back(*range);
        } else {
            node.complain("missing must be a list of registers like \"0360-0364\"");
        }
    }
}

void readPrices(ConfigNode& node, MeterSetup& setup) {
    node.price("price_yuan", setup.pricePerKwh);
    const auto& list = node.member("prices_yuan");
    if (list.is_null()) return;
    std::array<Money, kRates> prices{};
    bool good = list.is_array() && list.size() == kRates;
    for (std::size_t rate = 0; good && rate < kRates; ++rate) {
        const auto price = list[rate].is_string() ? parsePrice(list[rate].get<std::string>())
                                                  : std::optional<Money>();
        good = price.has_value();
        if (price) prices[rate] = *price;
    }
    if (!good) node.complain("prices_yuan must be four texts: sharp, peak, flat, valley");
    setup.prices = prices;
}

/// What one protocol has and the other has not.
void readProtocol(ConfigNode& node, MeterSetup& setup) {
    std::string order = "table-day-month";
    node.integer("pt", 1, 9999, setup.pt);
    node.integer("ct", 1, 9999, setup.ct);
    node.integer("max_read", 1, 125, setup.maxRead);
    node.text("season_order", order);
    if (order != "table-day-month" && order != "month-day-table") {
        node.complain("season_order must be table-day-month or month-day-table");
    }
    setup.seasonMonthFirst = order == "month-day-table";
    readMissing(node, setup);
    node.integer("preambles", 0, 4, setup.preambles);
    node.integer("max_block", 1, 200, setup.maxBlock);
    node.text("password", setup.password);
    node.text("customer", setup.customer);
    if (!areDigits(setup.password, 6)) node.complain("password must be 6 digits");
    if (!areDigits(setup.customer, 12)) node.complain("customer must be 12 digits");
    node.flag("closes_on_permit", setup.closesOnPermit);
}

void readMoney(ConfigNode& node, MeterSetup& setup) {
    node.yuan("balance_yuan", setup.balance);
    node.yuan("alarm1_yuan", setup.alarm1);
    node.yuan("alarm2_yuan", setup.alarm2);
    node.yuan("overdraft_yuan", setup.overdraft);
    readPrices(node, setup);
    node.integer("count", 0, 0xFFFF, setup.purchaseCount);
    node.flag("opened", setup.opened);
}

}  // namespace

std::vector<MeterSetup> demoMeters(int count, std::int64_t firstNumber) {
    std::vector<MeterSetup> meters;
    for (int i = 0; i < count; ++i) {
        const DemoShop& shop = kDemoShops[static_cast<std::size_t>(i) % kDemoShops.size()];
        MeterSetup setup;
        setup.number = std::to_string(firstNumber + i);
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

std::optional<Model> modelOf(const nlohmann::json& name) {
    if (name == "dtsy") return Model::Dtsy;
    if (name == "ddsy") return Model::Ddsy;
    if (name == "adl") return Model::Adl;
    if (name == "dlt645") return Model::Dlt645;
    if (name == "dlt645-orderno") return Model::Dlt645OrderNo;
    return std::nullopt;
}

Result<MeterSetup> readMeter(const nlohmann::json& json) {
    ConfigNode node(json);
    MeterSetup setup;
    std::int64_t kwh = 1000;
    node.text("number", setup.number);
    if (!areDigits(setup.number, 12)) node.complain("number must be 12 digits");
    const auto model = modelOf(node.member("model"));
    if (!model) node.complain("model must be dtsy, ddsy, adl, dlt645 or dlt645-orderno");
    setup.model = model.value_or(Model::Ddsy);
    setup.address = 0;
    node.integer("address", 1, 247, setup.address);
    if (setup.address == 0 && !speaksDlt(setup.model)) node.complain("address must be 1 … 247");
    setup.curve.seed = setup.number;
    node.integer("energy_kwh", 0, 20'000'000, kwh);
    setup.energyWh = kwh * 1000;
    node.integer("standby_w", 0, 30'000, setup.curve.standbyWatt);
    node.integer("peak_w", 0, 30'000, setup.curve.peakWatt);
    node.integer("drift_ppm", -100'000, 100'000, setup.driftPpm);
    readMoney(node, setup);
    readProtocol(node, setup);
    const auto read = node.done();
    if (!read) return read.error();
    return setup;
}

Result<std::vector<MeterSetup>> readMeters(const nlohmann::json& list) {
    if (!list.is_array()) return invalidInput("meters must be a list");
    std::vector<MeterSetup> meters;
    std::set<std::string> taken;
    for (const auto& node : list) {
        auto meter = readMeter(node);
        const std::string place = fmt::format("/meters/{}: ", meters.size());
        if (!meter) return invalidInput(place + meter.error().message);
        const bool dlt = speaksDlt(meter->model);
        if (!meters.empty() && dlt != speaksDlt(meters[0].model)) {
            return invalidInput(place + "one bus has one protocol; put it on another");
        }
        const std::string address = dlt ? meter->number : std::to_string(meter->address);
        if (!taken.insert(address).second) {
            return invalidInput(fmt::format("{}address {} is there twice", place, address));
        }
        meters.push_back(std::move(meter).value());
    }
    return meters;
}

}  // namespace wattill::sim
