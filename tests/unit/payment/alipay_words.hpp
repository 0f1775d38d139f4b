#pragma once

#include "payment/alipay/config.hpp"
#include "payment/wire/keys.hpp"
#include "unit/payment/scripted_transport.hpp"
#include "unit/payment/test_keys.hpp"

#include <algorithm>
#include <string>

namespace wattill::testing {

/// A configuration in public-key mode, in which the channel's key is the same as ours.
inline payment::alipay::AlipayConfig goodAlipay() {
    payment::alipay::AlipayConfig config;
    config.gatewayUrl = "https://openapi.alipay.com/gateway.do";
    config.appId = "2021000000000001";
    config.sellerId = "2088000000000001";
    config.appPrivateKey = Secret(TestKey::shared().pkcs8Pem);
    config.alipayPublicKey = TestKey::shared().publicPem;
    config.notifyUrl = "https://site.example/notify/alipay";
    return config;
}

/// An answer to `method` with this node, signed with `privateKey`; `more` are further members.
inline std::string signedAnswer(std::string method, const std::string& node,
                                const std::string& privateKey, const std::string& more = {}) {
    std::replace(method.begin(), method.end(), '.', '_');
    const auto key = payment::wire::PrivateKey::load(Secret(privateKey));
    return "{\"" + method + "_response\":" + node + more + ",\"sign\":\"" + *key->sign(node) +
           "\"}";
}

/// The same with the key of goodAlipay().
inline std::string genuineAnswer(const std::string& method, const std::string& node) {
    return signedAnswer(method, node, TestKey::shared().pkcs8Pem);
}

}  // namespace wattill::testing
