#include "support/process.hpp"
#include "unit/node/small_site.hpp"

#include <fstream>

#include <nlohmann/json.hpp>

namespace wattill::node {
namespace {

using testing::FakeMeter;

/// The shipped profile, with bounds: at most 100 yuan on the meter, 80 at once.
std::string boundedProfile(const std::filesystem::path& folder) {
    const std::string name = "acrel-ddsy1352-nk.json";
    std::ifstream in(WATTILL_SOURCE_DIR "/assets/profiles/" + name);
    auto profile = nlohmann::json::parse(in);
    profile["semantics"]["hoardingCeiling"] = "100.00";
    profile["semantics"]["maxAmount"] = "80.00";
    std::ofstream(folder / name) << profile.dump();
    return folder.string();
}

class HasFolder {
  protected:
    test::TemporaryFolder m_profilesFolder;
};

/// A site with one meter that has 50 yuan on it, of a model that bears 100.
class HoardingCeiling : private HasFolder, public SmallSite {
  protected:
    HoardingCeiling() : SmallSite(boundedProfile(m_profilesFolder.path())) {
        EXPECT_TRUE(import("meters",
                           "meter,profile,bus,address,premises,building,account,tenant,phone,price,"
                           "alarm1,alarm2,open\n"
                           "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,Wang,,0.90,100,30,"
                           "yes\n")
                        .ok());
    }
    template <class Change>
    auto withMeter(Change change) {
        return m_wire.at(m_first)->with(change);
    }
    /// Waits until the meter was read so many times more.
    bool wasReadAgain(int times) {
        const auto seen = std::make_shared<std::promise<void>>();
        auto future = seen->get_future();
        lookForReads(m_wire.at(m_first)->reads() + times, seen);
        return future.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    }
    void payFor(const OrderId& id) {
        const auto waiting = until(id, "awaiting-payment");
        ASSERT_TRUE(waiting.ok()) << waiting.error().message;
        const auto notification = pay(waiting->code);
        ASSERT_TRUE(ask<std::string>([&](auto reply) {
                        m_service->notify("fake", notification, reply);
                    }).ok());
    }

  private:
    void lookForReads(int wanted, const std::shared_ptr<std::promise<void>>& seen) {
        if (m_wire.at(m_first)->reads() >= wanted) return seen->set_value();
        m_timer.postAfter(std::chrono::milliseconds(10),
                          [this, wanted, seen] { lookForReads(wanted, seen); });
    }
};

TEST_F(HoardingCeiling, IsSaidBeforeAnybodyPays) {
    const auto view = fresh(m_first);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view->mostAmount, Money::fromFen(5'000));
    const auto refused = create("request-1", 5'001);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_NE(refused.error().message.find("does not take 50.01 yuan now: 50.00 yuan at most"),
              std::string::npos)
        << refused.error().message;
    EXPECT_TRUE(create("request-2", 5'000).ok());
}

TEST_F(HoardingCeiling, DoesNotMakeADeliveredOrdersRequestANewOne) {
    ASSERT_TRUE(fresh(m_first).ok());
    const auto order = create("request-1", 5'000);
    ASSERT_TRUE(order.ok()) << order.error().message;
    payFor(order->id);
    ASSERT_EQ(until(order->id, "delivered")->state, "delivered");
    const auto again = create("request-1", 5'000);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->id, order->id);
}

TEST_F(HoardingCeiling, HoldsTheMoneyBackWhenTheRoomWasTakenMeanwhile) {
    ASSERT_TRUE(fresh(m_first).ok());
    const auto order = create("request-1", 5'000);
    ASSERT_TRUE(order.ok()) << order.error().message;
    withMeter([](FakeMeter& meter) { meter.sellElsewhere(Money::fromFen(10)); });
    payFor(order->id);
    const auto delivering = until(order->id, "delivering");
    ASSERT_TRUE(delivering.ok());
    keepPumping();
    ASSERT_TRUE(wasReadAgain(3)) << "between its tries it is read back";
    EXPECT_EQ(until(order->id, "delivering")->state, "delivering");
    EXPECT_EQ(withMeter([](FakeMeter& meter) { return meter.sales(); }), 0);

    withMeter([](FakeMeter& meter) { meter.use(Energy::fromWh(200), Money::fromFen(20)); });
    const auto done = until(order->id, "delivered");
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->state, "delivered") << "use made room";
    EXPECT_EQ(withMeter([](FakeMeter& meter) { return meter.balance(); }), Money::fromFen(9'990));
}

TEST_F(HoardingCeiling, IsNotPassedByASaleThatSomebodyElseSends) {
    ASSERT_TRUE(fresh(m_first).ok());
    const auto refused = m_fleet->sell(m_first, {Money::fromFen(5'001), 5}, [](const auto&) {
        ADD_FAILURE() << "nothing was to be sent";
    });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_FALSE(refused.error().outcomeUnknown());
}

TEST(MostSale, IsTheSmallerBoundInWholeFenAndNeverBelowZero) {
    metering::Semantics semantics;
    metering::MeterReading reading;
    reading.balance = Money::fromMicroYuan(30'004'000);
    EXPECT_FALSE(metering::mostSale(semantics, reading)) << "no bound";
    semantics.hoardingCeiling = Money::fromFen(10'000);
    EXPECT_FALSE(metering::mostSale(semantics, std::nullopt)) << "the balance is not known";
    EXPECT_EQ(metering::mostSale(semantics, reading), Money::fromFen(6'999));
    semantics.maxAmount = Money::fromFen(5'000);
    EXPECT_EQ(metering::mostSale(semantics, reading), Money::fromFen(5'000));
    EXPECT_EQ(metering::mostSale(semantics, std::nullopt), Money::fromFen(5'000));
    reading.balance = Money::fromFen(10'001);
    EXPECT_EQ(metering::mostSale(semantics, reading), Money());
    reading.balance = Money::fromFen(-2'000);
    semantics.maxAmount.reset();
    EXPECT_EQ(metering::mostSale(semantics, reading), Money::fromFen(12'000));
    reading.has.balance = false;
    EXPECT_FALSE(metering::mostSale(semantics, reading));
}

}  // namespace
}  // namespace wattill::node
