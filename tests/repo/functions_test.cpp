#include "repo/functions.hpp"

#include <gtest/gtest.h>

namespace wattill::repo {

TEST(FunctionsOf, MeasuresLinesAndNesting) {
    const auto found = functionsOf(R"x(
namespace a {
struct Table { int rows = 3; };
Widget::Widget(int a) : m_a{a}, m_b(3) {
    for (int i = 0; i < 3; ++i) {
        if (i) { call([&] { go(); again(); }); }
    }
}
bool operator==(A a, B b) { return true; }
const int kRows[] = {1, 2, 3};
}
)x");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].firstLine, 4);
    EXPECT_EQ(found[0].lines, 5);
    EXPECT_EQ(found[0].nesting, 2);
    EXPECT_EQ(found[1].lines, 1);
}

TEST(FunctionsOf, TakesNoBraceOutOfTextOrComments) {
    const auto found = functionsOf(
        "void f() {\n  // }}}\n  char c = '{'; auto s = \"}\"; long n = 1'000;\n"
        "  auto r = R\"q(}\n})q\";\n}\nvoid g() {}\n");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].lines, 6);
}

TEST(FunctionsOf, CountsElseIfAndSwitchOnce) {
    const auto found = functionsOf(
        "int f(int x) {\n  switch (x) {\n    case 1: {\n      if (x) {\n      } else if (y) {\n"
        "      }\n    }\n  }\n}\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].nesting, 2);
}

}  // namespace wattill::repo
