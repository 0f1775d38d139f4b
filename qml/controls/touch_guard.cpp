#include "controls/touch_guard.hpp"

namespace wattill::kiosk {

bool TouchGuard::admits(QObject* key, int withinMs) {
    if (key == m_last && m_since.isValid() && m_since.elapsed() < withinMs) return false;
    m_last = key;
    m_since.start();
    return true;
}

}  // namespace wattill::kiosk
