#include "payment/qr.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <qrencode.h>

namespace wattill::payment {

namespace {
// ISO/IEC 18004 table 7: version 40, level M, byte mode.
constexpr std::size_t kMaxBytes = 2331;

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};
}  // namespace

QrCode::QrCode(std::size_t size, std::vector<std::uint8_t> modules)
    : m_size(size), m_modules(std::move(modules)) {
    WATTILL_ASSERT(m_modules.size() == size * size, "a QR code is a square");
}

bool QrCode::dark(std::size_t column, std::size_t row) const {
    WATTILL_ASSERT(column < m_size && row < m_size, "a module outside the QR code");
    return m_modules[row * m_size + column] != 0;
}

Result<QrCode> encodeQr(std::string_view text) {
    if (text.empty()) return invalidInput("A QR code needs a text.");
    if (text.size() > kMaxBytes) {
        return invalidInput("The text is too long for a QR code: at most 2331 bytes fit.");
    }
    std::vector<unsigned char> bytes(text.begin(), text.end());
    const std::unique_ptr<QRcode, FreeCode> code(
        QRcode_encodeData(static_cast<int>(bytes.size()), bytes.data(), 0, QR_ECLEVEL_M));
    if (!code)
        return Error{ErrorCode::Internal, Retry::Never, "The QR code could not be made.", {}};
    const auto size = static_cast<std::size_t>(code->width);
    std::vector<std::uint8_t> modules(size * size);
    // The lowest bit is the colour; the others tell what kind of module it is.
    std::transform(code->data, code->data + modules.size(), modules.begin(),
                   [](unsigned char module) { return static_cast<std::uint8_t>(module & 1U); });
    return QrCode(size, std::move(modules));
}

}  // namespace wattill::payment
