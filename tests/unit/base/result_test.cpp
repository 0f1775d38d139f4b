#include "base/result.hpp"

#include "base/log.hpp"

#include <gtest/gtest.h>

namespace wattill {
namespace {

const Error kLate{ErrorCode::Timeout, Retry::Later, "no answer", "bus 1"};

TEST(Result, CarriesAValueOrAnError) {
    const Result<int> seven = 7;
    const Result<int> late = kLate;
    EXPECT_TRUE(seven.ok());
    EXPECT_EQ(*seven, 7);
    EXPECT_FALSE(late.ok());
    EXPECT_EQ(late.error().code, ErrorCode::Timeout);
    EXPECT_EQ(late.error().retry, Retry::Later);
    EXPECT_EQ(late.error().context, "bus 1");
}

TEST(Result, MapsValuesAndPassesErrorsOn) {
    const auto half = [](int value) -> Result<int> {
        if (value % 2 != 0) return invalidInput("odd");
        return value / 2;
    };
    EXPECT_EQ(*Result<int>(4).map([](int value) { return value + 1; }), 5);
    EXPECT_EQ(*Result<int>(4).andThen(half), 2);
    EXPECT_EQ(Result<int>(3).andThen(half).error().message, "odd");
    EXPECT_EQ(Result<int>(kLate).andThen(half).error().code, ErrorCode::Timeout);
    EXPECT_EQ(Result<int>(kLate).map([](int value) { return value; }).error().message, "no answer");
}

TEST(ResultDeathTest, ReadingTheWrongSideEndsTheProcess) {
    EXPECT_DEATH((void)Result<int>(kLate).value(), "value of an error");
    EXPECT_DEATH((void)Result<int>(1).error(), "error of a value");
    EXPECT_DEATH((void)Result<void>().error(), "error of a value");
}

TEST(Errors, OutcomeIsUnknownOnlyWhenNobodyCanTell) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const bool unknown = code == ErrorCode::Timeout || code == ErrorCode::BadReply ||
                             code == ErrorCode::Unavailable;
        EXPECT_EQ((Error{code, Retry::Never, {}, {}}.outcomeUnknown()), unknown) << name(code);
    }
}

TEST(Errors, NamesReadBackAndAreAllDifferent) {
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(errorCodeFrom(name(code)), code);
    }
    EXPECT_EQ(errorCodeFrom("never heard of"), ErrorCode::Internal);
}

TEST(LogLine, QuotesWhatWouldBeMistaken) {
    EXPECT_EQ(logLine("order-state", {{"order", "K1"}, {"count", 7}}),
              "order-state order=K1 count=7");
    EXPECT_EQ(logLine("e", {{"text", "two words"}}), "e text=\"two words\"");
    EXPECT_EQ(logLine("e", {{"text", "say \"hi\""}}), "e text=\"say \\\"hi\\\"\"");
    EXPECT_EQ(logLine("e", {{"text", ""}}), "e text=\"\"");
    EXPECT_EQ(logLine("e", {{"text", "a=b"}}), "e text=\"a=b\"");
    EXPECT_EQ(logLine("e", {}), "e");
}

TEST(LogLine, NobodyCanForgeASecondLine) {
    const std::string line = logLine("e", {{"text", "x\nerror fake=1\r\n"}});
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
}

}  // namespace
}  // namespace wattill
