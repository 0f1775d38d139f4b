#pragma once

#include "base/time.hpp"

#include <functional>

namespace wattill {

/// Runs tasks one after another on one thread. post() is safe from any thread and returns at once.
class Executor {
  public:
    using Task = std::function<void()>;
    virtual ~Executor() = default;
    virtual void post(Task task) = 0;
    virtual void postAfter(Duration delay, Task task) = 0;
};

}  // namespace wattill
