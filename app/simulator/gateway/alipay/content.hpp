#pragma once

#include "simulator/gateway/book.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wattill::sim::alipay {

/// biz_content of a request.
class Content {
  public:
    explicit Content(const std::string& biz);
    /// Empty when it is not there; "\n", which fits nothing, when it is no text.
    [[nodiscard]] std::string text(const char* name) const;
    /// Names the first field that the method does not have, or what else is wrong with all of it;
    /// empty when nothing is.
    [[nodiscard]] std::string objection(const std::vector<std::string>& known) const;
    /// By trade_no, which wins, or out_trade_no.
    [[nodiscard]] SimOrder* orderIn(Book& book) const;
    /// The trade that trade_no names, or else the first one; null when there is none.
    [[nodiscard]] Trade* tradeIn(SimOrder& order) const;

  private:
    nlohmann::json m_json;
};

[[nodiscard]] Node success();
/// {"code","40004"} with a sub-code.
[[nodiscard]] Node failureNode(const std::string& subCode, const std::string& subMessage);
[[nodiscard]] Node invalidParameter(const std::string& what);
/// WAIT_BUYER_PAY, TRADE_SUCCESS, TRADE_FINISHED, TRADE_CLOSED.
[[nodiscard]] std::string statusText(const SimOrder& order, const Trade& trade);

inline constexpr const char* kBuyer = "2088102100000001";

}  // namespace wattill::sim::alipay
