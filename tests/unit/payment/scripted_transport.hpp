#pragma once

#include "base/time.hpp"
#include "payment/wire/transport.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wattill::testing {

class FixedClock final : public Clock {
  public:
    // 18:30:00 UTC: already the next day in Beijing, 2026-11-23
    [[nodiscard]] Instant now() const override { return fromMillis(millis); }
    std::int64_t millis = 1'795'372'200'000;
};

struct Sent {
    std::string url;
    std::string body;
};

/// Notes what would be sent and answers with what the test says: one after the other, the last one
/// for ever.
class ScriptedTransport final : public payment::wire::Transport {
  public:
    ScriptedTransport(std::vector<Sent>& sent, std::vector<std::string> answers)
        : m_sent(sent), m_answers(std::move(answers)) {}

    Result<payment::wire::HttpAnswer> post(const std::string& url,
                                           const std::string& body) override {
        return noted({url, body});
    }
    Result<payment::wire::HttpAnswer> get(const std::string& url,
                                          const payment::wire::DownloadLimits&) override {
        return noted({url, {}});
    }

  private:
    Result<payment::wire::HttpAnswer> noted(Sent sent) {
        m_sent.push_back(std::move(sent));
        const std::string answer = m_answers.at(m_next);
        if (m_next + 1 < m_answers.size()) ++m_next;
        return payment::wire::HttpAnswer{answer, std::nullopt};
    }

    std::vector<Sent>& m_sent;
    std::vector<std::string> m_answers;
    std::size_t m_next = 0;
};

}  // namespace wattill::testing
