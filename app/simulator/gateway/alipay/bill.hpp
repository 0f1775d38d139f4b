#pragma once

#include "simulator/gateway/till.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace wattill::sim::alipay {

/// alipay.data.dataservice.bill.downloadurl.query and the files behind its addresses, which are
/// kept for 30 s and not over a restart. Not thread-safe.
class Bills {
  public:
    explicit Bills(Desk& desk) : m_desk(desk) {}
    /// `base`: http://host:port, where /bill/… is answered.
    [[nodiscard]] Node address(const std::string& biz, const std::string& base, std::int64_t now);
    /// The zip file; nothing when its time is over or there never was one.
    [[nodiscard]] std::optional<std::string> file(const std::string& token, std::int64_t now) const;

  private:
    struct Shelf {
        std::string bytes;
        std::int64_t until = 0;
    };
    Desk& m_desk;
    std::map<std::string, Shelf> m_shelves;
};

}  // namespace wattill::sim::alipay
