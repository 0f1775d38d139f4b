#pragma once

#include <map>
#include <string>
#include <vector>

namespace wattill::testing {

/// A line of UnionPay's ZM file, from the widths of its interface: text to the left, the rest
/// blank.
inline std::string settlementLine(const std::map<std::size_t, std::string>& columns,
                                  char separator = ' ') {
    static const std::vector<std::size_t> kWidths = {
        3, 11, 11, 6,  10, 19, 12, 4, 2,  21, 2,  32, 2, 6,  10, 13, 13, 4, 15, 2,  2,
        6, 2,  4,  32, 1,  21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1,  32, 98};
    std::string line;
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
        const auto found = columns.find(i + 1);
        std::string text = found == columns.end() ? std::string() : found->second;
        text.resize(kWidths[i], ' ');
        line += (i == 0 ? "" : std::string(1, separator)) + text;
    }
    return line;
}

/// Columns counted from 1, as in UnionPay's documents. A sub-merchant's short name in GBK stands in
/// column 31: bytes, not characters, are what is counted.
inline std::map<std::size_t, std::string> paymentColumns() {
    return {{1, "S22"},
            {2, "00049992"},
            {3, "00049992"},
            {4, "784649"},
            {5, "1122103107"},
            {6, "6216261000000000018"},
            {7, "000000010000"},
            {8, "4900"},
            {9, "08"},
            {10, "442401051450467846498"},
            {12, "K00120261122000001"},
            {13, "01"},
            {16, "D000000000060"},
            {17, "C000000009940"},
            {18, "0001"},
            {20, "01"},
            {21, "07"},
            {22, "000000"},
            {28, "777290058110048"},
            {31, "\xd1\xf4\xb9\xe2\xb9\xe3\xb3\xa1\xb5\xe7\xb7\xd1"},
            {34, "01080209"},
            {35, "T.K001"}};
}

inline std::map<std::size_t, std::string> refundColumns() {
    auto columns = paymentColumns();
    columns[5] = "1122203000";
    columns[7] = "000000002500";
    columns[10] = "442401051450467846499";
    columns[12] = "R00120261122000001";
    columns[16] = "C000000000015";
    columns[17] = "D000000002485";
    columns[20] = "04";
    columns[21] = "00";
    columns[27] = "442401051450467846498";
    columns[41] = "K00120261122000001";
    return columns;
}

/// A row of UnionPay's ZME file: its widths are known, and what its first fields hold is taken from
/// ZM's.
inline std::string errorLine() {
    static const std::vector<std::size_t> kWidths = {3,  11, 11, 6,  10, 19, 12, 4, 2,  2, 6,
                                                     10, 4,  12, 13, 13, 15, 15, 1, 12, 2, 135};
    static const std::vector<std::string> kTexts = {
        "E32",         "00049992", "00049992", "784649", "1122103107", "6216261000000000018",
        "000000002500"};
    std::string line;
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
        std::string text = i < kTexts.size() ? kTexts[i] : std::string();
        text.resize(kWidths[i], ' ');
        line += (i == 0 ? "" : " ") + text;
    }
    return line;
}

}  // namespace wattill::testing
