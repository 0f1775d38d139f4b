#pragma once

#include "api/client.hpp"

#include <functional>

namespace wattill::kiosk {

/// Runs blocking calls one after another, away from the GUI thread, with a client of its own.
class Lane {
  public:
    using Task = std::function<void(api::Client&)>;
    virtual ~Lane() = default;
    /// Returns at once; false when too many wait already. From the GUI thread.
    [[nodiscard]] virtual bool post(Task task) = 0;
};

}  // namespace wattill::kiosk
