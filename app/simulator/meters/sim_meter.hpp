#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "meters/bytes.hpp"
#include "meters/faults.hpp"
#include "meters/load_curve.hpp"
#include "meters/meter_memory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim {

enum class Model {
    Dtsy,           ///< DTSY1352-NK, three phases, Modbus
    Ddsy,           ///< DDSY1352-NK, one phase, Modbus
    Adl,            ///< ADL/DTSD1352, three phases, Modbus, energy only
    Dlt645,         ///< DL/T 645-2007, purchases by count
    Dlt645OrderNo,  ///< DL/T 645-2007, purchases and refunds by order number
};
[[nodiscard]] bool speaksDlt(Model model);

struct MeterSetup {
    std::string number;  ///< 12 digits; of a DL/T 645 meter also its address
    int address = 1;     ///< of a Modbus meter
    Model model = Model::Ddsy;
    LoadCurve curve;
    Money pricePerKwh = Money::fromFen(90);
    std::optional<std::array<Money, kRates>> prices;  ///< sharp, peak, flat, valley
    Money balance = Money::fromFen(5000);
    Money alarm1 = Money::fromFen(2000);
    Money alarm2 = Money::fromFen(1000);
    Money overdraft;
    std::int64_t energyWh = 0;
    std::uint16_t purchaseCount = 0;
    bool opened = true;
    int pt = 1;
    int ct = 1;
    int driftPpm = 0;  ///< how much too fast its clock goes
    /// Registers, first and last, that are not there although the model has them.
    std::vector<std::pair<int, int>> missing;
    int maxRead = 125;  ///< registers in one answer
    bool seasonMonthFirst =
        false;           ///< bytes of a season: month, day, table; else table, day, month
    int preambles = 0;   ///< FEH ahead of a DL/T 645 answer, 0 … 4
    int maxBlock = 200;  ///< data bytes of one DL/T 645 answer; more come by follow-up
    std::string password = "000000";
    std::string customer = "000000000000";
    bool closesOnPermit = false;  ///< 1BH closes without anybody pressing the button
};

/// What became of a purchase (facts 2.6).
enum class Credit { Added, Repeated, WrongCount, TooMuch, NotOpened, Nothing };

/// How much of a command is carried out.
enum class Extent { Whole, Half };

/// A prepaid meter, written from the facts without a look at the product's drivers. Uses energy,
/// counts money down by the rates of its timetable, trips, and obeys the purchase count. What it
/// answers in which protocol is up to modbusAnswer() and dltAnswer(). Pure: time comes in as an
/// argument. Not thread-safe.
class SimMeter {
  public:
    explicit SimMeter(MeterSetup setup, Instant now);

    /// Lets time pass. Going back does nothing.
    void advance(Instant now);
    /// Carries a request out and gives the answer, both from the function code on, without frame.
    /// Empty: this gets no answer.
    [[nodiscard]] Bytes handle(const Bytes& request, Extent extent = Extent::Whole);
    [[nodiscard]] Errand errand(const Bytes& request) const;
    /// How the meter says no without a reason of its own.
    [[nodiscard]] Bytes refusal(const Bytes& request) const;

    [[nodiscard]] const MeterSetup& setup() const { return m_setup; }
    [[nodiscard]] const MeterMemory& memory() const { return m_memory; }
    /// Whoever changes it calls settle().
    [[nodiscard]] MeterMemory& memory() { return m_memory; }
    void settle();

    /// A purchase with a count; more money than the hoarding limit allows is refused.
    [[nodiscard]] Credit credit(Money amount, int count);
    /// Adds without a look at any count, and records it.
    void add(Money amount);

    [[nodiscard]] std::size_t phases() const;
    [[nodiscard]] bool closed(std::size_t phase) const { return m_closed.at(phase); }
    [[nodiscard]] bool anyClosed() const;
    [[nodiscard]] bool costAllows() const { return !m_memory.prepaidOn || !m_memory.arrears; }
    [[nodiscard]] bool loadAllows(std::size_t phase) const;
    [[nodiscard]] bool timeAllows() const;
    [[nodiscard]] int phaseWatt(std::size_t phase) const;
    [[nodiscard]] int watt() const;
    /// 1 … 4, by the active timetable and the meter's clock.
    [[nodiscard]] int rate() const;
    [[nodiscard]] Instant clock() const { return m_now + Duration(m_memory.clockOffsetMs); }
    void setClock(Instant clock);

    void setBalance(Money balance);
    void setDrift(int ppm) { m_setup.driftPpm = ppm; }
    /// A constant load; empty: by the curve again.
    void setPower(std::optional<int> watt) { m_fixedWatt = watt; }
    /// The total jumps there, the rates by their shares.
    void setEnergy(std::int64_t milliWh);
    /// Somebody presses the button that closes a permitted relay.
    void press();
    /// A new meter hangs there: nothing used, nothing bought, count 0.
    void swap(const std::string& number);

    [[nodiscard]] nlohmann::json state() const;
    [[nodiscard]] nlohmann::json remember() const { return m_memory; }
    /// False, and nothing changed, for an object without the right members.
    [[nodiscard]] bool restore(const nlohmann::json& memory);

  private:
    void fresh();
    void use(std::int64_t watt, Duration time);
    void drift(Duration time);
    void watchLoad(Duration time);
    void switchSets();
    void freeze();
    [[nodiscard]] bool decide(std::size_t phase) const;
    [[nodiscard]] int load() const;
    [[nodiscard]] bool tripsByMoney() const;

    MeterSetup m_setup;
    MeterMemory m_memory;
    Instant m_now;
    std::array<bool, kPhases> m_closed{};
    std::optional<int> m_fixedWatt;
    std::int64_t m_wattMillis = 0;  ///< not yet a whole milliwatt-hour
    std::int64_t m_costRest = 0;    ///< millionths of a micro-yuan, not yet a whole one
    std::int64_t m_driftRest = 0;   ///< millionths of a millisecond
};

}  // namespace wattill::sim
