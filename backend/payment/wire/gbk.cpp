#include "payment/wire/gbk.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>

#include <iconv.h>

namespace wattill::payment::wire {

namespace {

constexpr std::size_t kChunk = 4096;

struct CloseIconv {
    void operator()(void* handle) const { iconv_close(handle); }
};

}  // namespace

Result<std::string> utf8FromGbk(std::string_view bytes) {
    iconv_t handle = iconv_open("UTF-8", "GB18030");
    // An iconv_t that failed is -1, cast to a pointer.
    if (reinterpret_cast<std::ptrdiff_t>(handle) == -1) {
        return Error{ErrorCode::Internal,
                     Retry::Never,
                     "This machine cannot read GB18030: the C library's gconv modules are missing.",
                     {}};
    }
    const std::unique_ptr<void, CloseIconv> owner(handle);
    // iconv's declaration lacks a const; it does not write there.
    char* in = const_cast<char*>(bytes.data());
    std::size_t left = bytes.size();
    std::string text;
    text.reserve(bytes.size() * 3 / 2);
    std::array<char, kChunk> chunk{};
    while (left > 0) {
        char* out = chunk.data();
        std::size_t room = chunk.size();
        const bool stopped = iconv(handle, &in, &left, &out, &room) == static_cast<std::size_t>(-1);
        text.append(chunk.data(), chunk.size() - room);
        if (stopped && errno != E2BIG) {
            return Error{
                ErrorCode::Corrupt,
                Retry::Later,
                "The text is not GBK at byte " + std::to_string(bytes.size() - left + 1) + ".",
                {}};
        }
    }
    // Some letters wait in the converter for what may follow them.
    char* out = chunk.data();
    std::size_t room = chunk.size();
    iconv(handle, nullptr, nullptr, &out, &room);
    text.append(chunk.data(), chunk.size() - room);
    return text;
}

}  // namespace wattill::payment::wire
