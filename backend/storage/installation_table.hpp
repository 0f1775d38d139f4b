#pragma once

#include "metering/reading_store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// From when to when a register of a meter counted. One installation of a meter is open at most.
class InstallationTable {
  public:
    explicit InstallationTable(Connection& connection) : m_connection(connection) {}

    struct Open {
        std::int64_t id = 0;
        bool read = false;  ///< it has had a reading
    };
    [[nodiscard]] Result<std::optional<Open>> openOne(const MeterId& meter) const;
    Result<void> begin(const MeterId& meter, const metering::Installation& installation);
    Result<void> firstReading(std::int64_t id, Energy total);
    /// Nothing happens when none is open. `last` is absent when it was never read.
    Result<void> end(const MeterId& meter, Instant at, std::optional<Energy> last);
    [[nodiscard]] Result<std::vector<metering::Installation>> all(const MeterId& meter) const;

  private:
    Connection& m_connection;
};

}  // namespace wattill::storage
