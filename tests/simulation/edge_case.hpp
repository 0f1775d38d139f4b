#pragma once

#include "simulation/stage.hpp"

#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wattill::simulation {

/// One case of the table in tests/README.md: a script makes it happen, and the test says exactly
/// how it ends.
class EdgeCase : public testing::Test {
  protected:
    static constexpr std::int64_t kFen = Stage::kFen;

    void TearDown() override {
        EXPECT_TRUE(m_settled) << "no reckoning was made";
        if (HasFailure()) std::cout << stage.trace();
    }
    /// A day and a half goes by, then the invariants of every run must hold.
    void settle() {
        EXPECT_EQ(stage.settle(), "");
        m_settled = true;
    }
    /// An order that went the straight way.
    OrderId delivered(const std::string& channel, int meter = 1) {
        const OrderId order = stage.order(channel, meter);
        EXPECT_TRUE(stage.pay(order));
        EXPECT_TRUE(stage.await([&] { return stage.state(order) == "delivered"; }));
        return order;
    }
    /// It is on its meter, once and whole.
    void expectOnTheMeter(const OrderId& order, int meter = 1) {
        EXPECT_EQ(stage.state(order), "delivered");
        EXPECT_EQ(stage.sales(meter), 1U);
        EXPECT_EQ(stage.credit(meter), kFen);
    }
    /// Nothing of it is on the meter, and the payer has it back.
    void expectBackWithThePayer(const OrderId& order, int meter = 1) {
        EXPECT_EQ(stage.state(order), "refunded");
        EXPECT_EQ(stage.wentBack(order), kFen);
        EXPECT_EQ(stage.sales(meter), 0U);
        EXPECT_EQ(stage.credit(meter), 0);
    }
    void expectNobodyIsCalled() { EXPECT_THAT(stage.alarms(), testing::IsEmpty()); }

    Stage stage;

  private:
    bool m_settled = false;
};

}  // namespace wattill::simulation
