#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace wattill::test {

using Command = std::vector<std::string>;  ///< program and its arguments; PATH is searched

struct Finished {
    int status = -1;     ///< exit status; 128 + signal number; -1 when it had to be killed
    std::string output;  ///< stdout
    std::string errors;  ///< stderr
};
/// Runs a program to its end; killed after `limit`.
[[nodiscard]] Finished runToEnd(const Command& command,
                                std::chrono::milliseconds limit = std::chrono::seconds(30));

/// A program in the background. Its output is collected as it comes; it is killed with this object,
/// and also when the test program itself dies. For one thread.
class Process {
  public:
    explicit Process(const Command& command);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The first line of stdout or stderr that holds `fragment`; empty after `limit` or at the end
    /// of the program.
    [[nodiscard]] std::optional<std::string> line(
        const std::string& fragment, std::chrono::milliseconds limit = std::chrono::seconds(20));
    [[nodiscard]] std::string output() const;
    /// A line for the program's standard input, which stays open as long as this object.
    void say(const std::string& line);

    [[nodiscard]] bool running();
    void signal(int number);
    /// SIGKILL, as a power failure would end it. Returns when it is gone.
    void kill9();
    /// SIGTERM and waits; the exit status as in Finished, -1 when it had to be killed.
    int stop(std::chrono::milliseconds limit = std::chrono::seconds(10));

  private:
    void collect();
    [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds limit);

    pid_t m_pid = -1;
    int m_pipe = -1;
    int m_input = -1;
    std::optional<int> m_status;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_output;
    bool m_ended = false;
    std::thread m_reader;
};

/// A new empty folder, removed with everything in it.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

}  // namespace wattill::test
