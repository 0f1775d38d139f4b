#include "simulator/gateway/archive.hpp"
#include "unit/simulator/gateway_desk.hpp"

#include <map>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <zip.h>
#include <zlib.h>

/// Bills hold what happened, unless the script wants something else.
namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

const char* const kAsk = R"({"bill_type":"trade","bill_date":"2026-11-22"})";
const char* const kOrder = "K00120261122000001";

std::map<std::string, std::string> unzipped(const std::string& bytes) {
    std::map<std::string, std::string> files;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == nullptr) return files;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t status;
        const auto index = static_cast<zip_uint64_t>(i);
        zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &status);
        std::string content(status.size, '\0');
        zip_file_t* file = zip_fopen_index(archive, index, 0);
        zip_fread(file, content.data(), content.size());
        zip_fclose(file);
        files[status.name] = content;
    }
    zip_close(archive);
    return files;
}

std::string inflated(const std::string& base64) {
    std::string packed(base64.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(packed.data()),
                                     reinterpret_cast<const unsigned char*>(base64.data()),
                                     static_cast<int>(base64.size()));
    std::string bytes(100'000, '\0');
    uLongf length = bytes.size();
    uncompress(reinterpret_cast<Bytef*>(bytes.data()), &length,
               reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(size));
    bytes.resize(length);
    return bytes;
}

/// The lines that hold money, as GBK.
std::vector<std::string> rowsOf(const std::string& text) {
    std::vector<std::string> rows;
    std::size_t from = 0;
    for (std::size_t end = text.find("\r\n"); end != std::string::npos;
         end = text.find("\r\n", from)) {
        const std::string line = text.substr(from, end - from);
        if (line.find('\t') != std::string::npos) rows.push_back(line);
        from = end + 2;
    }
    return rows;
}

class SimBill : public testing::Test {
  protected:
    std::string alipayCsv() {
        const auto answer = m_desk.alipay("data.dataservice.bill.downloadurl.query", kAsk);
        m_url = answer.value("bill_download_url", "");
        const auto files = unzipped(m_desk.get(m_url));
        const auto details = files.find(gbkOf("20880000000000010156_20261122_业务明细.csv"));
        EXPECT_EQ(files.size(), 2U);
        return details == files.end() ? std::string() : details->second;
    }
    std::string unionPayText() {
        Fields answer = m_desk.unionPay(
            "", m_desk.unionPayRequest("76", "01", {{"settleDate", "1122"}, {"fileType", "00"}}));
        EXPECT_EQ(answer["respCode"], "00");
        const auto files = unzipped(inflated(answer["fileContent"]));
        EXPECT_EQ(files.count("INN26112288ZME_777290058110048"), 1U);
        const auto found = files.find("INN26112288ZM_777290058110048");
        return found == files.end() ? std::string() : found->second;
    }
    GatewayDesk m_desk;
    std::string m_url;
};

TEST_F(SimBill, AlipaysHoldsPaymentsAndRefundsOfTheDay) {
    static_cast<void>(m_desk.server().pay(m_desk.alipayCode("K1")));
    static_cast<void>(m_desk.alipayCode("K2"));
    EXPECT_TRUE(m_desk.server().act("K1", "refund", 2500));
    m_desk.pass(1s);
    EXPECT_EQ(m_desk.alipay("data.dataservice.bill.downloadurl.query", kAsk)["sub_code"],
              "BILL_NOT_EXIST");
    m_desk.pass(24h);
    const auto rows = rowsOf(alipayCsv());
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(std::count(rows[0].begin(), rows[0].end(), ','), 24);
    EXPECT_NE(rows[0].find("K1\t," + gbkOf("交易")), std::string::npos);
    EXPECT_NE(rows[0].find(",100.00\t,"), std::string::npos);
    EXPECT_NE(rows[0].find(",-0.60\t,"), std::string::npos);
    EXPECT_NE(rows[1].find("K1\t," + gbkOf("退款")), std::string::npos);
    EXPECT_NE(rows[1].find(",-25.00\t,"), std::string::npos);
    m_desk.pass(31s);
    EXPECT_EQ(m_desk.get(m_url), "") << "the address is good for 30 s";
}

TEST_F(SimBill, AlipaysIsSpoiledByTheScript) {
    static_cast<void>(m_desk.server().pay(m_desk.alipayCode("K1")));
    static_cast<void>(m_desk.server().pay(m_desk.alipayCode("K2")));
    m_desk.server().script(R"({"do":"bill-early","times":0})");
    m_desk.server().script(R"({"do":"bill-missing-row","order":"K1"})");
    m_desk.server().script(R"({"do":"bill-extra-row","order":"K3","amount":"7.00"})");
    m_desk.server().script(R"({"do":"bill-changed-row","order":"K2","amount":"99.00"})");
    const auto rows = rowsOf(alipayCsv());
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_NE(rows[0].find(",99.00\t,"), std::string::npos);
    EXPECT_NE(rows[1].find("K3\t,"), std::string::npos);
    EXPECT_EQ(rowsOf(alipayCsv()).size(), 2U) << "once";
}

TEST_F(SimBill, ADayWithoutBusinessIsAFileWithoutRows) {
    m_desk.pass(24h);
    const auto answer = m_desk.alipay("data.dataservice.bill.downloadurl.query", kAsk);
    EXPECT_EQ(answer["bill_file_code"], "EMPTY_DATA_WITH_BILL_FILE");
    EXPECT_TRUE(rowsOf(alipayCsv()).empty());
    EXPECT_EQ(unionPayText(), "");
}

TEST_F(SimBill, UnionPaysIsCountedInBytes) {
    const std::int64_t made = m_desk.now();
    static_cast<void>(m_desk.server().pay(m_desk.unionPayCode(kOrder)));
    EXPECT_TRUE(m_desk.server().act(kOrder, "refund", 2500));
    Fields early = m_desk.unionPay(
        "", m_desk.unionPayRequest("76", "01", {{"settleDate", "1122"}, {"fileType", "00"}}));
    EXPECT_EQ(early["respCode"], "98");
    const std::string queryId = m_desk.unionPayQuery(kOrder, made)["queryId"];
    m_desk.pass(24h);
    const std::string text = unionPayText();
    constexpr std::size_t kLine = 566 + 41 + 2;
    ASSERT_EQ(text.size(), 2 * kLine);
    EXPECT_EQ(text.substr(66, 12), "000000010000");
    EXPECT_EQ(text.substr(87, 21), queryId);
    EXPECT_EQ(text.substr(112, 18), kOrder);
    EXPECT_EQ(text.substr(kLine + 66, 12), "000000002500");
}

}  // namespace
}  // namespace wattill::sim
