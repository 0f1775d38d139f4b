#include "payment/qr.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace wattill::payment {
namespace {

constexpr std::size_t kQuiet = 4;
constexpr std::size_t kScale = 4;

/// Drawn as a kiosk would, quiet zone included, and read back by another program.
std::string readBack(const QrCode& code) {
    std::string name = (std::filesystem::temp_directory_path() / "wattill-qr-XXXXXX").string();
    const int fd = mkstemp(name.data());
    EXPECT_GE(fd, 0);
    ::close(fd);
    const std::size_t side = (code.size() + 2 * kQuiet) * kScale;
    {
        std::ofstream out(name, std::ios::binary);
        out << "P5 " << side << " " << side << " 255\n";
        for (std::size_t y = 0; y < side; ++y) {
            for (std::size_t x = 0; x < side; ++x) {
                const std::size_t column = x / kScale;
                const std::size_t row = y / kScale;
                const bool inside = column >= kQuiet && row >= kQuiet &&
                                    column < code.size() + kQuiet && row < code.size() + kQuiet;
                out.put(inside && code.dark(column - kQuiet, row - kQuiet) ? '\0' : '\xff');
            }
        }
    }
    std::string text;
    const std::string command = "zbarimg --quiet --raw --nodbus pgm:" + name + " 2>/dev/null";
    if (FILE* pipe = popen(command.c_str(), "r"); pipe != nullptr) {
        std::array<char, 512> buffer{};
        while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
            text += buffer.data();
        }
        pclose(pipe);
    }
    std::filesystem::remove(name);
    return text;
}

TEST(Qr, AnotherProgramReadsWhatWasEncoded) {
    for (const char* text :
         {"https://qr.alipay.com/bax03431ljhokirwl38f00a7", "电费充值 100.00 元"}) {
        const auto code = encodeQr(text);
        ASSERT_TRUE(code.ok());
        EXPECT_EQ(readBack(*code), std::string(text) + "\n");
    }
}

TEST(Qr, IsTheSmallestSquareThatFits) {
    EXPECT_EQ(encodeQr("a")->size(), 21U);
    EXPECT_EQ(encodeQr(std::string(2331, 'a'))->size(), 177U);
}

TEST(Qr, RefusesNothingAndTooMuch) {
    EXPECT_FALSE(encodeQr("").ok());
    EXPECT_FALSE(encodeQr(std::string(2332, 'a')).ok());
}

}  // namespace
}  // namespace wattill::payment
