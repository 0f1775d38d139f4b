// Settlement files of UnionPay the whole way, from the answer that carries them: base64, zlib, zip,
// the names of the files, their lines. The first byte says at which of them the input goes in.

#include "base/assertion.hpp"
#include "payment/unionpay/beijing_time.hpp"
#include "payment/unionpay/settlement_file.hpp"
#include "payment/unionpay/unionpay_bills.hpp"
#include "payment/wire/archive.hpp"
#include "payment/wire/base64.hpp"
#include "unit/payment/test_archives.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include <zlib.h>

namespace {

using namespace wattill;
using namespace wattill::payment;
using testing::UnionPayWorld;

const LocalDay kDay = *parseDay("2026-11-22");
const std::string kName = std::string("INN26112288ZM_") + testing::kUnionPayMerchant;

const UnionPayWorld& world() {
    static const UnionPayWorld made;
    return made;
}

/// Answers what is asked for with whatever file is set, signed.
class Replay final : public wire::Transport {
  public:
    Result<wire::HttpAnswer> post(const std::string&, const std::string& body) override {
        unionpay::Fields fields{{"respCode", "00"}, {"fileContent", content}};
        const auto asked = wire::decodeForm(body);
        for (const char* name : {"merId", "settleDate", "txnTime", "txnType"})
            fields.insert(*asked->find(name));
        return wire::HttpAnswer{world().answer(fields), std::nullopt};
    }
    Result<wire::HttpAnswer> get(const std::string&, const wire::DownloadLimits&) override {
        std::abort();
    }
    static inline std::string content;
};

unionpay::UnionPayBills& bills() {
    static testing::SettableClock clock;
    static const std::unique_ptr<unionpay::UnionPayBills> made = [] {
        clock.set(*unionpay::parseBeijing("20261123090000"));
        return std::move(
            *unionpay::UnionPayBills::make(world().config(), clock, std::make_unique<Replay>()));
    }();
    return *made;
}

std::string compressed(const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    const int status = compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    WATTILL_ASSERT(status == Z_OK, "cannot be compressed");
    packed.resize(size);
    return packed;
}

/// Files of the input: name, zero byte, content, zero byte, and so on; those that a zip can hold.
std::vector<wire::ArchiveFile> filesIn(std::string_view text) {
    std::vector<wire::ArchiveFile> files;
    std::set<std::string> names{""};
    const auto part = [&text] {
        const std::size_t end = std::min(text.find('\0'), text.size());
        const std::string taken(text.substr(0, end));
        text = text.substr(std::min(end + 1, text.size()));
        return taken;
    };
    while (!text.empty() && files.size() < 20) {
        std::string name = part();
        std::string content = part();
        if (!names.insert(name).second || name.back() == '/') continue;
        files.push_back({std::move(name), std::move(content)});
    }
    if (files.empty()) files.push_back({"README.txt", ""});
    return files;
}

std::string packed(char layer, const std::string& input) {
    switch (layer) {
        case 'b':
            return input;
        case 'z':
            return wire::encodeBase64(input);
        case 'a':
            return wire::encodeBase64(compressed(input));
        case 'f':
            return wire::encodeBase64(compressed(testing::zipped(filesIn(input))));
        case 't':
            return wire::encodeBase64(compressed(testing::zipped({{kName, input}})));
        default:
            return {};
    }
}

/// Whether there are files in it. Signing takes long; what cannot be unpacked is not worth it.
bool unpacks(const std::string& content) {
    const auto bytes = wire::decodeBase64(wire::withoutBlanks(content));
    if (!bytes) return false;
    const auto zip = wire::inflateZlib(*bytes, 1U << 24U);
    WATTILL_ASSERT(zip.ok() || zip.error().code == ErrorCode::Corrupt, "another error");
    if (!zip) return false;
    const auto files = wire::unzip(*zip, {16, 1U << 24U});
    WATTILL_ASSERT(files.ok() || files.error().code == ErrorCode::Corrupt, "another error");
    return files.ok();
}

void sensible(const Bill& bill) {
    WATTILL_ASSERT(
        bill.source.find("ZM_" + std::string(testing::kUnionPayMerchant)) != std::string::npos,
        "another merchant's file");
    for (const BillLine& line : bill.lines) {
        WATTILL_ASSERT(line.amount > Money() && line.at.has_value(), "a line without money");
        WATTILL_ASSERT(line.refund.empty() == (line.kind == BillKind::Payment), "which kind");
    }
}

/// A file alone in its archive is read as it is. One that cannot be read is not worth a signature.
void readsAsItIs(const std::string& text) {
    const auto lines = unionpay::readSettlement(text, {kName, testing::kUnionPayMerchant, kDay});
    if (!lines) return;
    const auto bill = bills().bill(kDay);
    WATTILL_ASSERT(bill.ok() && *lines == bill->lines, "packed, it says something else");
}

}  // namespace

/// Keys are made before the first input: a slow machine would take that one for a hang.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*words*/) {
    (void)bills();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const char layer = static_cast<char>(data[0]);
    const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);
    Replay::content = packed(layer, input);
    if (!unpacks(Replay::content)) return 0;
    if (layer == 't') {
        readsAsItIs(input);
        return 0;
    }
    const auto bill = bills().bill(kDay);
    if (bill) {
        sensible(*bill);
    } else {
        const ErrorCode code = bill.error().code;
        WATTILL_ASSERT(code == ErrorCode::Corrupt || code == ErrorCode::Unsupported,
                       "another error");
        WATTILL_ASSERT(!bill.error().message.empty(), "an error without words");
    }
    return 0;
}
