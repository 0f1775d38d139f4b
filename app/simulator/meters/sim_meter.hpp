#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "meters/bytes.hpp"
#include "meters/faults.hpp"
#include "meters/load_curve.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim {

enum class Model { Dtsy, Ddsy };

struct MeterSetup {
    std::string number;  ///< 12 digits
    int address = 1;
    Model model = Model::Ddsy;
    LoadCurve curve;
    Money pricePerKwh = Money::fromFen(90);
    Money balance = Money::fromFen(5000);
    Money alarm1 = Money::fromFen(2000);
    Money alarm2 = Money::fromFen(1000);
    std::int64_t energyWh = 0;
    std::uint16_t purchaseCount = 0;
};

/// A prepaid meter as its public descriptions have it (facts 1.2–1.6, 2.6), written without a look
/// at the product's driver. Uses energy, counts money down, trips, and obeys the purchase count.
/// Pure: time comes in as an argument. Not thread-safe.
class SimMeter {
  public:
    explicit SimMeter(MeterSetup setup, Instant now);

    /// Lets time pass. Going back does nothing.
    void advance(Instant now);
    /// Carries a request out and gives the answer, both from the function code on, without CRC.
    [[nodiscard]] Bytes handle(const Bytes& request);
    [[nodiscard]] static Errand errand(const Bytes& request);
    /// How the meter says no without a reason of its own.
    [[nodiscard]] static Bytes refusal(const Bytes& request);

    void setBalance(Money balance);
    [[nodiscard]] const MeterSetup& setup() const { return m_setup; }
    [[nodiscard]] nlohmann::json state() const;
    /// What survives a power cut. restore() ignores an object without the right members and says
    /// so.
    [[nodiscard]] nlohmann::json memory() const;
    [[nodiscard]] bool restore(const nlohmann::json& memory);

  private:
    void use(std::int64_t watt, Duration time, Instant at);
    void decideRelay();
    [[nodiscard]] std::uint8_t phaseBits() const;
    [[nodiscard]] Bytes readRegisters(const Bytes& request) const;
    Bytes writeForce(const Bytes& request);
    Bytes sell(const Bytes& request);
    [[nodiscard]] Bytes sellAnswer(std::uint8_t status) const;

    friend class RegisterImage;

    MeterSetup m_setup;
    Instant m_now;
    std::int64_t m_wattMillis = 0;  ///< not yet a whole milliwatt-hour
    std::int64_t m_costRest = 0;    ///< millionths of a micro-yuan, not yet a whole one
    std::int64_t m_energyMilliWh = 0;
    std::array<std::int64_t, 4> m_rateMilliWh{};
    Money m_balance;
    Money m_totalSold;
    Money m_totalUsed;
    std::uint16_t m_count = 0;
    bool m_forceOn = false;
    bool m_forceTrip = false;
    bool m_closed = true;
    std::int64_t m_sales = 0;
    std::int64_t m_repeated = 0;
    std::int64_t m_refused = 0;
};

}  // namespace wattill::sim
