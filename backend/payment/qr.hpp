#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wattill::payment {

/// A square of modules without its quiet zone: whoever draws it leaves 4 modules of white around
/// it.
class QrCode {
  public:
    /// `modules` row by row, size × size; nonzero is dark.
    QrCode(std::size_t size, std::vector<std::uint8_t> modules);
    /// Modules per side, 21 … 177.
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// column, row < size().
    [[nodiscard]] bool dark(std::size_t column, std::size_t row) const;

  private:
    std::size_t m_size;
    std::vector<std::uint8_t> m_modules;
};

/// ISO/IEC 18004, error correction M, bytes as they are (UTF-8), the smallest version that fits.
/// InvalidInput for an empty text or one of more than 2331 bytes. Safe from any thread.
[[nodiscard]] Result<QrCode> encodeQr(std::string_view text);

}  // namespace wattill::payment
