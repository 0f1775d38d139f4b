#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace wattill::testing {

/// An RSA key in every form in which people hand one over.
struct TestKey {
    std::string pkcs1Pem;
    std::string pkcs8Pem;
    std::string publicPem;

    static TestKey make(unsigned bits) {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(bits),
                                                                      EVP_PKEY_free);
        TestKey made;
        made.pkcs1Pem = written([&](BIO* out) {
            PEM_write_bio_PrivateKey_traditional(out, key.get(), nullptr, nullptr, 0, nullptr,
                                                 nullptr);
        });
        made.pkcs8Pem = written([&](BIO* out) {
            PEM_write_bio_PKCS8PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
        made.publicPem = written([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); });
        return made;
    }
    /// One key for all tests of a program.
    static const TestKey& shared() {
        static const TestKey key = make(2048);
        return key;
    }
    /// The base64 between the PEM lines, in one line.
    static std::string bare(const std::string& pem) {
        std::string text;
        for (std::size_t at = pem.find('\n') + 1; pem.compare(at, 5, "-----") != 0;) {
            const std::size_t end = pem.find('\n', at);
            text += pem.substr(at, end - at);
            at = end + 1;
        }
        return text;
    }

  private:
    template <class Write>
    static std::string written(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        const long size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }
};

}  // namespace wattill::testing
