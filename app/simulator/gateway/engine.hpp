#pragma once

#include "simulator/gateway/alipay/face.hpp"
#include "simulator/gateway/options.hpp"
#include "simulator/gateway/unionpay/face.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace wattill::sim {

/// Both channels over one book, from any thread: everything happens under one mutex and is on disk
/// before anybody is answered, as at the real ones. Owns the notifier's thread and one for what
/// becomes due by itself.
class Engine {
  public:
    explicit Engine(GatewayOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    /// Lets go of answers that are held back.
    void stop();

    // ---- the merchant's side; hold the answer back as long as the script wants
    [[nodiscard]] Answer alipay(const Fields& fields, const std::string& base);
    [[nodiscard]] Answer unionPay(const Fields& fields, unionpay::Door door);
    [[nodiscard]] std::optional<std::string> bill(const std::string& token);

    // ---- the payer's side, by the text of a code or its end
    [[nodiscard]] PhoneView scan(const std::string& code, const std::string& buyer);
    [[nodiscard]] PhoneView pay(const std::string& code, const std::string& buyer);
    /// A button of the page: "scan", "pay", "pay-late", "pay-twice", "wrong-amount", "refuse",
    /// "refund". What came of it, for the person.
    [[nodiscard]] std::string press(const std::string& token, const std::string& button);

    // ---- the strings
    void addRule(const std::string& text);
    void clearRules();
    [[nodiscard]] bool act(const std::string& order, const std::string& what, std::int64_t fen);
    [[nodiscard]] std::string orders();
    [[nodiscard]] std::string page(const std::string& message);
    /// The channel's clock: the simulator's and what the script added.
    [[nodiscard]] std::int64_t now();

  private:
    template <class Work>
    auto change(Work work);
    [[nodiscard]] std::int64_t nowUnderLock() const;
    void save();
    [[nodiscard]] bool delivered(const std::string& order) const;
    void hold(const Answer& answer);
    void tick();

    GatewayOptions m_options;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_stopping = false;
    Book m_book;
    std::string m_saved;  ///< what is on disk
    Script m_script;
    Till m_till;
    Desk m_desk;
    alipay::Face m_alipay;
    unionpay::Face m_unionPay;
    std::unique_ptr<Notifier> m_notifier;
    std::thread m_ticker;
};

}  // namespace wattill::sim
