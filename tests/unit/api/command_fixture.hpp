#pragma once

#include "server_fixture.hpp"
#include "session.hpp"

#include <fstream>

#include <sys/stat.h>

namespace wattill::cli {

/// One run of a command against a server with a fake service.
class CommandTest : public api::ServerTest {
  protected:
    std::string tokenFile(mode_t mode) {
        const auto path = folder() / "staff.token";
        std::ofstream(path) << "staff-token\n";
        ::chmod(path.c_str(), mode);
        return path.string();
    }
    /// The status, and what was put out and said, of one command.
    template <class Command>
    int run(Globals globals, const Command& command) {
        globals.socket = socketPath();
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Session session(globals);
        const int status = command(session);
        m_out = testing::internal::GetCapturedStdout();
        m_said = testing::internal::GetCapturedStderr();
        return status;
    }
    [[nodiscard]] const std::string& out() const { return m_out; }
    [[nodiscard]] const std::string& said() const { return m_said; }

  private:
    std::string m_out;
    std::string m_said;
};

}  // namespace wattill::cli
