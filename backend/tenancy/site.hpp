#pragma once

#include "base/energy.hpp"
#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wattill::tenancy {

/// A meter in its place and the account that it serves. One row of the import sheet.
struct MeterPlace {
    MeterId meter;        ///< 12 digits
    std::string profile;  ///< id of a meter profile, "acrel-ddsy1352-nk"
    BusId bus;            ///< a [[bus]] of the configuration
    /// On the bus: 1–247, or the twelve digits of a DL/T 645 address as a number.
    std::int64_t address = 0;
    std::string premises;  ///< "1027": what a tenant types; digits
    std::string building;
    AccountId account;  ///< digits
    Personal tenant;    ///< name; empty when nobody moved in
    Personal phone;
    Money pricePerKwh;  ///< flat price; the meter counts down by the same
    Money alarm1;       ///< at or below: low
    Money alarm2;       ///< at or below: very low
    bool open = true;   ///< the account is opened (开户)
};

/// "王*" for 王小明, "W*" for Wang: what a lobby may see.
[[nodiscard]] std::string maskedName(const Personal& name);
/// "138****1234"
[[nodiscard]] std::string maskedPhone(const Personal& phone);

class TenancyStore {
  public:
    virtual ~TenancyStore() = default;
    /// Adds or replaces by meter number.
    virtual Result<void> put(const MeterPlace& place) = 0;
    /// The meter hangs there no more. NotFound when it is in no place.
    virtual Result<void> remove(const MeterId& meter) = 0;
    [[nodiscard]] virtual Result<std::optional<MeterPlace>> find(const MeterId& meter) const = 0;
    /// Every place whose meter number, premises or account is exactly `number`, or whose meter
    /// number ends with it when it has at least 6 digits. By premises.
    [[nodiscard]] virtual Result<std::vector<MeterPlace>> lookup(
        const std::string& number) const = 0;
    /// By bus and address.
    [[nodiscard]] virtual Result<std::vector<MeterPlace>> all() const = 0;
};

}  // namespace wattill::tenancy
