#pragma once

#include "unit/payment/test_certificates.hpp"

#include <csignal>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace wattill::testing {

/// A web server that shows this certificate, on a free port of this machine. It takes one caller,
/// answers "ok" and keeps what it was told.
class TlsServer {
  public:
    explicit TlsServer(const TestCertificate& certificate)
        : m_tls(tlsOf(certificate)), m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(m_socket, generic, size) != 0 || ::listen(m_socket, 1) != 0 ||
            ::getsockname(m_socket, generic, &size) != 0) {
            throw std::runtime_error("no free port on 127.0.0.1");
        }
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~TlsServer() {
        stop();
        ::close(m_socket);
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::string url() const {
        return "https://localhost:" + std::to_string(m_port) + "/gateway.do";
    }
    /// Every byte of requests that came in; nobody can call any more.
    const std::string& received() {
        stop();
        return m_received;
    }
    /// Whether anybody called at all, be it in vain.
    bool wasCalled() {
        stop();
        return m_called;
    }

  private:
    using TlsPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

    static TlsPtr tlsOf(const TestCertificate& certificate) {
        TlsPtr tls(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        const std::string der = certificate.der();
        const std::string pem = certificate.privateKeyPem();
        const std::unique_ptr<BIO, decltype(&BIO_free)> text(
            BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
            PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
        const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
        if (SSL_CTX_use_certificate_ASN1(tls.get(), static_cast<int>(der.size()), bytes) != 1 ||
            SSL_CTX_use_PrivateKey(tls.get(), key.get()) != 1) {
            throw std::runtime_error("no certificate to show");
        }
        return tls;
    }

    void stop() {
        ::shutdown(m_socket, SHUT_RDWR);
        if (m_thread.joinable()) m_thread.join();
    }

    void serve() {
        // A caller who leaves in the middle must not end the test.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        const int caller = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (caller < 0) return;
        m_called = true;
        const timeval patience{5, 0};
        ::setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(m_tls.get()), SSL_free);
        SSL_set_fd(tls.get(), caller);
        if (SSL_accept(tls.get()) == 1) converse(tls.get());
        ::close(caller);
    }

    void converse(SSL* tls) {
        constexpr std::string_view kAnswer =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        char buffer[4096];
        bool answered = false;
        for (int size = 0; (size = SSL_read(tls, buffer, sizeof(buffer))) > 0;) {
            m_received.append(buffer, static_cast<std::size_t>(size));
            if (!answered) SSL_write(tls, kAnswer.data(), static_cast<int>(kAnswer.size()));
            answered = true;
        }
    }

    TlsPtr m_tls;
    int m_socket;
    std::uint16_t m_port = 0;
    bool m_called = false;
    std::string m_received;
    std::thread m_thread;
};

}  // namespace wattill::testing
