#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using tenancy::MeterPlace;

MeterPlace place(const std::string& meter, std::int64_t address, const std::string& premises,
                 const std::string& account) {
    MeterPlace each;
    each.meter = MeterId(meter);
    each.profile = "acrel-ddsy1352-nk";
    each.bus = BusId("east");
    each.address = address;
    each.premises = premises;
    each.building = "A座";
    each.account = AccountId(account);
    each.tenant = Personal("王小明");
    each.phone = Personal("13812341234");
    each.pricePerKwh = *Money::parseYuan("0.86");
    each.alarm1 = Money::fromFen(2'000);
    each.alarm2 = Money::fromFen(500);
    return each;
}

class TenancyTableTest : public StoreTest {
  protected:
    Result<void> put(const MeterPlace& each) {
        return write([&](order::UnitOfWork& unit) { return unit.tenancy().put(each); });
    }
    std::vector<std::string> lookup(const std::string& number) {
        std::vector<std::string> meters;
        for (const auto& each :
             ask([&](const order::UnitOfWork& u) { return u.tenancy().lookup(number); })) {
            meters.push_back(each.meter.text());
        }
        return meters;
    }
};

using Meters = std::vector<std::string>;

TEST_F(TenancyTableTest, GivesBackEveryFieldAndReplacesByMeter) {
    MeterPlace each = place("220711000001", 7, "1027", "8001");
    ASSERT_TRUE(put(each).ok());
    each.premises = "1028";
    each.pricePerKwh = Money::fromMicroYuan(912'300);
    each.open = false;
    each.address = 202'411'110'007;
    ASSERT_TRUE(put(each).ok());
    const auto found =
        ask([&](const order::UnitOfWork& unit) { return unit.tenancy().find(each.meter); });
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->profile, each.profile);
    EXPECT_EQ(found->bus, each.bus);
    EXPECT_EQ(found->address, 202'411'110'007);
    EXPECT_EQ(found->premises, "1028");
    EXPECT_EQ(found->building, "A座");
    EXPECT_EQ(found->account, each.account);
    EXPECT_EQ(found->tenant.expose(), "王小明");
    EXPECT_EQ(found->phone.expose(), "13812341234");
    EXPECT_EQ(found->pricePerKwh, each.pricePerKwh);
    EXPECT_EQ(found->alarm1, each.alarm1);
    EXPECT_EQ(found->alarm2, each.alarm2);
    EXPECT_FALSE(found->open);
    EXPECT_EQ(ask([](const order::UnitOfWork& u) { return u.tenancy().all(); }).size(), 1U);
}

TEST_F(TenancyTableTest, LooksUpByMeterPremisesAccountOrEndOfMeter) {
    ASSERT_TRUE(put(place("220711000001", 3, "1027", "8001")).ok());
    ASSERT_TRUE(put(place("220711000002", 2, "1026", "8001")).ok());
    ASSERT_TRUE(put(place("330711000001", 1, "1030", "8003")).ok());
    EXPECT_EQ(lookup("220711000001"), (Meters{"220711000001"}));
    EXPECT_EQ(lookup("1026"), (Meters{"220711000002"}));
    EXPECT_EQ(lookup("8001"), (Meters{"220711000002", "220711000001"}));
    EXPECT_EQ(lookup("000001"), (Meters{"220711000001", "330711000001"}));
    EXPECT_EQ(lookup("20711000001"), (Meters{"220711000001"}));
    EXPECT_EQ(lookup("00001"), Meters{});
    EXPECT_EQ(lookup("102"), Meters{});
    EXPECT_EQ(lookup(""), Meters{});
    EXPECT_EQ(lookup("%"), Meters{});
    EXPECT_EQ(lookup("99220711000001"), Meters{});
}

TEST_F(TenancyTableTest, AllIsByBusAndAddress) {
    ASSERT_TRUE(put(place("220711000001", 30, "1", "1")).ok());
    ASSERT_TRUE(put(place("220711000002", 4, "2", "2")).ok());
    const auto all = ask([](const order::UnitOfWork& unit) { return unit.tenancy().all(); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].address, 4);
}

TEST_F(TenancyTableTest, TwoMetersCannotShareAnAddress) {
    ASSERT_TRUE(put(place("220711000001", 7, "1027", "8001")).ok());
    const auto refused = put(place("220711000002", 7, "1028", "8002"));
    ASSERT_EQ(codeOf(refused), ErrorCode::Conflict);
    EXPECT_NE(refused.error().message.find("220711000001"), std::string::npos);
    EXPECT_TRUE(put(place("220711000001", 7, "1029", "8001")).ok());
}

TEST_F(TenancyTableTest, RefusesANumberThatIsNoMeterNumber) {
    for (const char* number : {"", "22071100001", "2207110000011", "22071100000x"}) {
        EXPECT_EQ(codeOf(put(place(number, 7, "1027", "8001"))), ErrorCode::InvalidInput);
    }
    EXPECT_EQ(codeOf(put(place("220711000001", 0, "1027", "8001"))), ErrorCode::InvalidInput);
    EXPECT_EQ(codeOf(put(place("220711000001", 1'000'000'000'000, "1027", "8001"))),
              ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace wattill::storage
