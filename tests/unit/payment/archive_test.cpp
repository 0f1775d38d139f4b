#include "payment/wire/archive.hpp"

#include "unit/payment/test_archives.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace wattill::payment::wire {
namespace {

using testing::zipped;

std::string deflated(const std::string& content) {
    uLongf length = compressBound(content.size());
    std::string bytes(length, '\0');
    compress(reinterpret_cast<Bytef*>(bytes.data()), &length,
             reinterpret_cast<const Bytef*>(content.data()), content.size());
    bytes.resize(length);
    return bytes;
}

template <class T>
ErrorCode codeOf(const Result<T>& result) {
    return result.ok() ? ErrorCode::Internal : result.error().code;
}

TEST(Inflate, GivesBackWhatWasPacked) {
    for (const std::string& content :
         {std::string(), std::string("x"), std::string(200'000, 'a')}) {
        const auto back = inflateZlib(deflated(content), 200'000);
        ASSERT_TRUE(back.ok()) << back.error().message;
        EXPECT_EQ(*back, content);
    }
}

TEST(Inflate, NeverGivesMoreThanAllowed) {
    EXPECT_EQ(codeOf(inflateZlib(deflated(std::string(50'000'000, 'a')), 1000)),
              ErrorCode::Corrupt);
    EXPECT_EQ(codeOf(inflateZlib(deflated("ab"), 1)), ErrorCode::Corrupt);
}

TEST(Inflate, WhatIsBrokenIsCorrupt) {
    const std::string good = deflated("the quick brown fox");
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_EQ(codeOf(inflateZlib(good.substr(0, length), 1000)), ErrorCode::Corrupt) << length;
    }
    EXPECT_EQ(codeOf(inflateZlib(good + "x", 1000)), ErrorCode::Corrupt);
    std::string changed = good;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_EQ(codeOf(inflateZlib(changed, 1000)), ErrorCode::Corrupt) << "the checksum";
}

TEST(Unzip, GivesEveryFileWithTheBytesOfItsName) {
    const std::string gbk = "2088_\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8.csv";  // 业务明细
    const auto files = unzip(zipped({{"folder/", ""}, {gbk, "a,b"}, {"folder/empty", ""}}));
    ASSERT_TRUE(files.ok()) << files.error().message;
    ASSERT_EQ(files->size(), 2U);
    EXPECT_EQ((*files)[0].name, gbk);
    EXPECT_EQ((*files)[0].content, "a,b");
    EXPECT_EQ((*files)[1].name, "folder/empty");
    EXPECT_EQ((*files)[1].content, "");
}

TEST(Unzip, ABombIsCorruptAndNothingMore) {
    const std::string bomb = zipped({{"a", std::string(40'000'000, 'a')}, {"b", "b"}});
    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_EQ(codeOf(unzip(bomb, {16, 1'000'000})), ErrorCode::Corrupt);
    std::vector<ArchiveFile> many;
    for (int i = 0; i < 17; ++i)
        many.push_back({"f" + std::to_string(i), "x"});
    EXPECT_EQ(codeOf(unzip(zipped(many))), ErrorCode::Corrupt);
    EXPECT_EQ(codeOf(unzip(zipped({{"a", "12345"}, {"b", "12345"}}), {16, 9})), ErrorCode::Corrupt)
        << "the limit is for all of them together";
}

TEST(Unzip, WhatIsCutOffIsCorruptAtEveryLength) {
    const std::string good = zipped({{"a.csv", "one,two"}, {"b.csv", "three"}});
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_EQ(codeOf(unzip(good.substr(0, length))), ErrorCode::Corrupt) << length;
    }
    EXPECT_EQ(codeOf(unzip("<html>expired</html>")), ErrorCode::Corrupt);
}

TEST(Unzip, AChangedByteOfTheContentIsCorrupt) {
    const std::string content = "one,two,three";
    std::string bytes = zipped({{"a.csv", content}});
    const std::size_t at = bytes.find(content);
    if (at == std::string::npos) GTEST_FAIL() << "so short a text should be stored as it is";
    bytes[at] = 'O';
    EXPECT_EQ(codeOf(unzip(bytes)), ErrorCode::Corrupt);
}

}  // namespace
}  // namespace wattill::payment::wire
