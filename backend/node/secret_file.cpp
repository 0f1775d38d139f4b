#include "node/secret_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wattill::node {

namespace {
constexpr off_t kLargestFile = 64 * 1024;

class OpenFile {
  public:
    explicit OpenFile(const std::string& path)
        : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    [[nodiscard]] int descriptor() const { return m_descriptor; }

  private:
    int m_descriptor;
};

Error forbidden(std::string message) {
    return {ErrorCode::Forbidden, Retry::Never, std::move(message), {}};
}

Error cannotOpen(const std::string& path, int error) {
    if (error == ENOENT) {
        return notFound(
            fmt::format("{}: there is no such file; create it or correct its path in the "
                        "configuration",
                        path));
    }
    return forbidden(fmt::format("{}: cannot be opened ({}); give this user the right to read it",
                                 path, std::strerror(error)));
}

Result<void> checkRights(const std::string& path, const struct stat& status, mode_t tooMuch,
                         std::string_view wanted) {
    if (!S_ISREG(status.st_mode)) {
        return forbidden(fmt::format("{}: is not a file; name the file itself", path));
    }
    const mode_t mode = status.st_mode & mode_t{07777};
    if ((mode & tooMuch) != 0) {
        return forbidden(
            fmt::format("{}: has mode {:04o}, which lets too many in; run: chmod {} {}", path, mode,
                        wanted, path));
    }
    if (status.st_uid != ::geteuid() && status.st_uid != 0) {
        return forbidden(fmt::format("{}: belongs to user {}; run: chown {} {}", path,
                                     status.st_uid, ::geteuid(), path));
    }
    return {};
}

/// Every byte of the file.
Result<std::string> readChecked(const std::string& path, mode_t tooMuch, std::string_view wanted) {
    // Opened before it is looked at, so that nobody can exchange it in between.
    const OpenFile file(path);
    if (file.descriptor() < 0) return cannotOpen(path, errno);
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) return cannotOpen(path, errno);
    if (const auto rights = checkRights(path, status, tooMuch, wanted); !rights) {
        return rights.error();
    }
    if (status.st_size > kLargestFile) {
        return invalidInput(
            fmt::format("{}: is larger than a key can be; name the right file", path));
    }
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t got = 0;
    while (got < text.size()) {
        const ssize_t count = ::read(file.descriptor(), text.data() + got, text.size() - got);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        got += static_cast<std::size_t>(count);
    }
    text.resize(got);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return invalidInput(fmt::format("{}: is empty; fill it", path));
    }
    return text;
}

Result<std::string> withoutBlanksAtTheEnd(Result<std::string> text) {
    if (text) text->erase(text->find_last_not_of(" \t\r\n") + 1);
    return text;
}
}  // namespace

Result<Secret> readSecretFile(const std::string& path, SecretReaders readers) {
    const bool shared = readers == SecretReaders::OwnerAndGroup;
    auto text = withoutBlanksAtTheEnd(
        readChecked(path, shared ? mode_t{027} : mode_t{077}, shared ? "0640" : "0600"));
    if (!text) return text.error();
    return Secret(std::move(text.value()));
}

Result<Secret> readSecretBytes(const std::string& path) {
    auto bytes = readChecked(path, mode_t{077}, "0600");
    if (!bytes) return bytes.error();
    return Secret(std::move(bytes.value()));
}

namespace {
Result<Secret> readToken(const std::string& path, SecretReaders readers) {
    constexpr std::size_t kShortest = 16;
    auto token = readSecretFile(path, readers);
    if (token && token->expose().size() < kShortest) {
        return invalidInput(
            fmt::format("{}: is shorter than {} letters; make a new one: openssl rand -hex 32",
                        path, kShortest));
    }
    return token;
}
}  // namespace

Result<Secret> readStaffToken(const std::string& path) {
    return readToken(path, SecretReaders::OwnerAndGroup);
}

Result<Secret> readPersonalToken(const std::string& path) {
    return readToken(path, SecretReaders::OwnerOnly);
}

Result<std::string> readTrustedFile(const std::string& path) {
    return withoutBlanksAtTheEnd(readTrustedBytes(path));
}

Result<std::string> readTrustedBytes(const std::string& path) {
    return readChecked(path, mode_t{022}, "0644");
}

}  // namespace wattill::node
