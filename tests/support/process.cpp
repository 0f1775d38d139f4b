#include "support/process.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wattill::test {

namespace {

using Deadline = std::chrono::steady_clock::time_point;

[[noreturn]] void failed(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) failed("pipe");
        from = ends[0];
        to = ends[1];
    }
    int from = -1;
    int to = -1;
};

/// `in`: what the program reads; -1 for nothing.
pid_t start(const Command& command, int in, int out, int err) {
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0) failed("fork");
    if (pid > 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (in < 0) in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    std::perror(arguments[0]);
    _exit(127);
}

int meaning(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Appends what is there to `text`; false at the end.
bool readSome(int from, std::string& text) {
    std::array<char, 4096> buffer{};
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

int millisUntil(Deadline deadline) {
    const auto left = deadline - std::chrono::steady_clock::now();
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
    return millis > 0 ? static_cast<int>(millis) : 0;
}

/// A child gives no event that poll() could wait for, so it is asked every few milliseconds.
std::optional<int> reap(pid_t pid, Deadline deadline) {
    int status = 0;
    for (;;) {
        const pid_t got = waitpid(pid, &status, WNOHANG);
        if (got == pid) return meaning(status);
        if (got < 0 || millisUntil(deadline) == 0) return std::nullopt;
        poll(nullptr, 0, 5);
    }
}

std::optional<std::string> lineWith(const std::string& text, const std::string& fragment) {
    const std::size_t at = text.find(fragment);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    const std::size_t before = text.rfind('\n', at);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return text.substr(begin, end - begin);
}

}  // namespace

Finished runToEnd(const Command& command, std::chrono::milliseconds limit) {
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    Pipe out;
    Pipe err;
    const pid_t pid = start(command, -1, out.to, err.to);
    close(out.to);
    close(err.to);
    Finished finished;
    std::array<pollfd, 2> waiting{{{out.from, POLLIN, 0}, {err.from, POLLIN, 0}}};
    std::array<std::string*, 2> texts{&finished.output, &finished.errors};
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        if (poll(waiting.data(), waiting.size(), millisUntil(deadline)) == 0) break;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (waiting[i].revents != 0 && !readSome(waiting[i].fd, *texts[i])) waiting[i].fd = -1;
        }
    }
    close(out.from);
    close(err.from);
    if (const auto status = reap(pid, deadline)) {
        finished.status = *status;
    } else {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
    }
    return finished;
}

Process::Process(const Command& command) {
    std::array<int, 2> input{};  // not a pipe: writing to one that is closed raises a signal
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0) failed("socketpair");
    Pipe pipe;
    m_pid = start(command, input[0], pipe.to, pipe.to);
    close(input[0]);
    m_input = input[1];
    close(pipe.to);
    m_pipe = pipe.from;
    m_reader = std::thread([this] { collect(); });
}

Process::~Process() {
    kill9();
    m_reader.join();
    close(m_pipe);
    close(m_input);
}

void Process::collect() {
    std::string piece;
    while (readSome(m_pipe, piece)) {
        const std::lock_guard lock(m_mutex);
        m_output += piece;
        piece.clear();
        m_changed.notify_all();
    }
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

std::optional<std::string> Process::line(const std::string& fragment,
                                         std::chrono::milliseconds limit) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, limit,
                       [&] { return m_ended || lineWith(m_output, fragment).has_value(); });
    return lineWith(m_output, fragment);
}

void Process::say(const std::string& line) {
    const std::string whole = line + "\n";
    if (send(m_input, whole.data(), whole.size(), MSG_NOSIGNAL) < 0) failed("the program's input");
}

std::string Process::output() const {
    const std::lock_guard lock(m_mutex);
    return m_output;
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
    if (!m_status) m_status = reap(m_pid, std::chrono::steady_clock::now() + limit);
    return m_status;
}

bool Process::running() {
    return !wait(std::chrono::milliseconds(0));
}

void Process::signal(int number) {
    if (running()) kill(m_pid, number);
}

void Process::kill9() {
    signal(SIGKILL);
    static_cast<void>(wait(std::chrono::seconds(20)));
}

int Process::stop(std::chrono::milliseconds limit) {
    signal(SIGTERM);
    if (const auto status = wait(limit)) return *status;
    kill9();
    return -1;
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) failed("mkdtemp");
    m_path = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace wattill::test
