#pragma once

#include "contract/gateway/rig.hpp"
#include "simulator/gateway/server.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace wattill::contract {

/// A folder that is gone at the end.
class ScratchDir {
  public:
    ScratchDir();
    ~ScratchDir();
    ScratchDir(const ScratchDir&) = delete;
    ScratchDir& operator=(const ScratchDir&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// The stand-in for the channels, in this process and on a folder of its own: the phone and the
/// mishaps of the suite, whichever channel is asked. Its keys are made once for all.
class StandInRig : public GatewayRig {
  public:
    bool scan(const std::string& code) override;
    bool pay(const std::string& code) override;
    void loseAnswer(Call call, bool afterEffect) override;
    void payWrongAmount(const OrderId& order, const std::string& code, Money amount) override;
    void payWrongMerchant(const OrderId& order, const std::string& code) override;
    void giveBack(const OrderId& order, Money part, bool allOfIt) override;
    void runShortOfFunds() override;
    void fundsAreBack() override { m_server->clearScript(); }
    std::vector<payment::Notification> notifications() override;

    sim::GatewayServer& server() { return *m_server; }
    /// Ends the stand-in and starts it anew on the same folder and port.
    void restartServer();

  protected:
    StandInRig();
    [[nodiscard]] const sim::GatewayServer& server() const { return *m_server; }
    /// A key or certificate, or what belongs to it.
    [[nodiscard]] std::string fileText(const std::string& name) const;

  private:
    void startServer(int port);

    ScratchDir m_dir;
    std::unique_ptr<sim::GatewayServer> m_server;
};

}  // namespace wattill::contract
