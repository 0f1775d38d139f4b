#include "storage/tenancy_table.hpp"

#include "storage/rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::storage {

namespace {
constexpr std::size_t kFewestDigitsOfAnEnd = 6;

Result<tenancy::MeterPlace> placeOf(const Query& row) {
    tenancy::MeterPlace place;
    place.meter = MeterId(row.text(0));
    place.profile = row.text(1);
    place.bus = BusId(row.text(2));
    place.address = row.integer(3);
    place.premises = row.text(4);
    place.building = row.text(5);
    place.account = AccountId(row.text(6));
    place.tenant = Personal(row.text(7));
    place.phone = Personal(row.text(8));
    place.pricePerKwh = row.money(9);
    place.alarm1 = row.money(10);
    place.alarm2 = row.money(11);
    place.open = row.flag(12);
    return place;
}

bool isEndOfMeterNumber(const std::string& number) {
    return number.size() >= kFewestDigitsOfAnEnd &&
           std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

Result<void> TenancyTable::addressIsFree(const tenancy::MeterPlace& place) const {
    auto query = m_connection.query(
        "SELECT meter FROM meter_place "
        "WHERE bus = $bus AND address = $address AND meter <> $meter");
    if (!query) return query.error();
    const auto taken = query->bind("$bus", place.bus.text())
                           .bind("$address", place.address)
                           .bind("$meter", place.meter.text())
                           .next();
    if (!taken) return taken.error();
    if (!*taken) return {};
    return Error{ErrorCode::Conflict,
                 Retry::Never,
                 fmt::format("meter {}: address {} on bus {} belongs to meter {}; correct that "
                             "meter first",
                             place.meter.text(), place.address, place.bus.text(), query->text(0)),
                 {}};
}

Result<void> TenancyTable::put(const tenancy::MeterPlace& place) {
    if (auto free = addressIsFree(place); !free) return free;
    auto query = m_connection.query(
        "INSERT INTO meter_place (meter, profile, bus, address, premises, building, account, "
        "tenant, phone, price_micro_yuan_per_kwh, alarm1_micro_yuan, alarm2_micro_yuan, open) "
        "VALUES ($meter, $profile, $bus, $address, $premises, $building, $account, $tenant, "
        "$phone, $price, $alarm1, $alarm2, $open) "
        "ON CONFLICT (meter) DO UPDATE SET profile = excluded.profile, bus = excluded.bus, "
        "address = excluded.address, premises = excluded.premises, building = excluded.building, "
        "account = excluded.account, tenant = excluded.tenant, phone = excluded.phone, "
        "price_micro_yuan_per_kwh = excluded.price_micro_yuan_per_kwh, "
        "alarm1_micro_yuan = excluded.alarm1_micro_yuan, "
        "alarm2_micro_yuan = excluded.alarm2_micro_yuan, open = excluded.open");
    if (!query) return query.error();
    auto done = query->bind("$meter", place.meter.text())
                    .bind("$profile", place.profile)
                    .bind("$bus", place.bus.text())
                    .bind("$address", place.address)
                    .bind("$premises", place.premises)
                    .bind("$building", place.building)
                    .bind("$account", place.account.text())
                    .bind("$tenant", place.tenant.expose())
                    .bind("$phone", place.phone.expose())
                    .bind("$price", place.pricePerKwh)
                    .bind("$alarm1", place.alarm1)
                    .bind("$alarm2", place.alarm2)
                    .bind("$open", place.open)
                    .run();
    if (done || done.error().code != ErrorCode::Conflict) return done;
    // A broken CHECK: the sheet's words are wrong, not the state of the database.
    return Error{ErrorCode::InvalidInput, Retry::Never,
                 fmt::format("meter \"{}\": {}", place.meter.text(), done.error().message),
                 done.error().context};
}

Result<void> TenancyTable::remove(const MeterId& meter) {
    auto query = m_connection.query("DELETE FROM meter_place WHERE meter = $meter");
    if (!query) return query.error();
    if (auto done = query->bind("$meter", meter.text()).run(); !done) return done;
    if (m_connection.changes() > 0) return {};
    return notFound(fmt::format("meter {} is in no place of this site", meter.text()));
}

Result<std::optional<tenancy::MeterPlace>> TenancyTable::find(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT meter, profile, bus, address, premises, building, account, tenant, phone, "
        "price_micro_yuan_per_kwh, alarm1_micro_yuan, alarm2_micro_yuan, open FROM meter_place "
        "WHERE meter = $meter");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()), placeOf);
}

Result<std::vector<tenancy::MeterPlace>> TenancyTable::lookup(const std::string& number) const {
    if (number.empty()) return std::vector<tenancy::MeterPlace>();
    auto query = m_connection.query(
        "SELECT meter, profile, bus, address, premises, building, account, tenant, phone, "
        "price_micro_yuan_per_kwh, alarm1_micro_yuan, alarm2_micro_yuan, open FROM meter_place "
        "WHERE meter = $number OR premises = $number OR account = $number "
        "OR ($byEnd AND substr(meter, -length($number)) = $number) ORDER BY premises, meter");
    if (!query) return query.error();
    query->bind("$number", number).bind("$byEnd", isEndOfMeterNumber(number));
    return allRows(*query, placeOf);
}

Result<std::vector<tenancy::MeterPlace>> TenancyTable::all() const {
    auto query = m_connection.query(
        "SELECT meter, profile, bus, address, premises, building, account, tenant, phone, "
        "price_micro_yuan_per_kwh, alarm1_micro_yuan, alarm2_micro_yuan, open FROM meter_place "
        "ORDER BY bus, address");
    if (!query) return query.error();
    return allRows(*query, placeOf);
}

}  // namespace wattill::storage
