#include "simulator/gateway/drop.hpp"

#include <filesystem>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace wattill::sim {

namespace {

using AskName = int (*)(int, sockaddr*, socklen_t*);

int portOf(int fd, AskName ask) {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    if (ask(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
    return address.sin_family == AF_INET ? ntohs(address.sin_port) : -1;
}

}  // namespace

void dropConnection(int serverPort, int clientPort) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
        const int fd = std::stoi(entry.path().filename().string());
        if (portOf(fd, getsockname) == serverPort && portOf(fd, getpeername) == clientPort) {
            ::shutdown(fd, SHUT_RDWR);
        }
    }
}

}  // namespace wattill::sim
