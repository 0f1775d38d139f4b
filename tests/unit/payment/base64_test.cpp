#include "payment/wire/base64.hpp"

#include <gtest/gtest.h>

namespace wattill::payment::wire {
namespace {

// RFC 4648, section 10
TEST(Base64, IsThatOfTheStandard) {
    const std::vector<std::pair<std::string, std::string>> known = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : known) {
        EXPECT_EQ(encodeBase64(bytes), text);
        EXPECT_EQ(decodeBase64(text), bytes);
    }
}

TEST(Base64, EveryByteComesBack) {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) {
        bytes += static_cast<char>(i * 7);
        EXPECT_EQ(decodeBase64(encodeBase64(bytes)), bytes);
    }
}

TEST(Base64, NothingElseIsTolerated) {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "=g==", "Z=g=", "Zm9v\n", " Zm9v",
                             "Zm 9v===", "Zm9-", "Zm9_", "Zm8=Zm8=", "Zm9v\xc3\xa9=="}) {
        EXPECT_FALSE(decodeBase64(text)) << text;
    }
}

TEST(Base64, BlanksCanBeTakenOut) {
    EXPECT_EQ(decodeBase64(withoutBlanks(" Zm9v\r\nYg\t=\n=")), "foob");
}

}  // namespace
}  // namespace wattill::payment::wire
