#include "tenancy/site.hpp"

#include <gtest/gtest.h>

namespace wattill::tenancy {
namespace {

TEST(MaskedName, ShowsOnlyTheFirstCharacter) {
    EXPECT_EQ(maskedName(Personal("王小明")), "王*");
    EXPECT_EQ(maskedName(Personal("Wang")), "W*");
    EXPECT_EQ(maskedName(Personal("𠮷田")), "𠮷*");
    EXPECT_EQ(maskedName(Personal("é")), "é*");
    EXPECT_EQ(maskedName(Personal()), "");
}

TEST(MaskedName, SurvivesBrokenText) {
    EXPECT_EQ(maskedName(Personal("\xE7")).back(), '*');
    EXPECT_EQ(maskedName(Personal("\xF0\x9F")).back(), '*');
}

TEST(MaskedPhone, HidesTheMiddle) {
    EXPECT_EQ(maskedPhone(Personal("13812341234")), "138****1234");
    EXPECT_EQ(maskedPhone(Personal("12345678")), "123*5678");
    EXPECT_EQ(maskedPhone(Personal("1234567")), "****");
    EXPECT_EQ(maskedPhone(Personal("1")), "****");
    EXPECT_EQ(maskedPhone(Personal()), "");
}

}  // namespace
}  // namespace wattill::tenancy
