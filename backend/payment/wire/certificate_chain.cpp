#include "payment/wire/certificate.hpp"

#include <ctime>
#include <optional>

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace wattill::payment::wire {

namespace {

using StorePtr = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using ContextPtr = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;

struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;

Error internal() {
    ERR_clear_error();
    return {ErrorCode::Internal, Retry::Never, "OpenSSL cannot check certificates.", {}};
}

}  // namespace

/// Reaches the OpenSSL objects inside.
class ChainCheck {
  public:
    static Result<std::vector<Certificate>> run(const ChainRequest& request,
                                                const std::optional<Instant>& at) {
        const StorePtr store(X509_STORE_new(), X509_STORE_free);
        const StackPtr between(sk_X509_new_null());
        const ContextPtr context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
        if (!store || !between || !context) return internal();
        for (const Certificate& root : request.roots) {
            if (X509_STORE_add_cert(store.get(), root.m_x509.get()) != 1) return internal();
        }
        for (const Certificate& one : request.between) {
            if (sk_X509_push(between.get(), one.m_x509.get()) == 0) return internal();
        }
        if (X509_STORE_CTX_init(context.get(), store.get(), request.leaf.m_x509.get(),
                                between.get()) != 1) {
            return internal();
        }
        X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
        if (at) {
            const auto seconds = std::chrono::floor<std::chrono::seconds>(*at).time_since_epoch();
            X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(seconds.count()));
        } else {
            X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
        }
        const bool good = X509_verify_cert(context.get()) == 1;
        ERR_clear_error();
        if (!good) return fault(context.get());
        return chainOf(context.get());
    }

  private:
    static Certificate counted(X509* x509) {
        X509_up_ref(x509);
        return Certificate(std::shared_ptr<X509>(x509, X509_free));
    }
    static Error fault(X509_STORE_CTX* context) {
        const char* why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
        X509* at = X509_STORE_CTX_get_current_cert(context);
        const std::string who = at == nullptr ? std::string("?") : counted(at).subject();
        return {ErrorCode::Unauthorised,
                Retry::Never,
                "The certificate of " + who + " cannot be trusted: " + why + ".",
                {}};
    }
    static std::vector<Certificate> chainOf(X509_STORE_CTX* context) {
        STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context);
        std::vector<Certificate> certificates;
        for (int i = 0; i < sk_X509_num(chain); ++i) {
            certificates.push_back(counted(sk_X509_value(chain, i)));
        }
        return certificates;
    }
};

Result<std::vector<Certificate>> checkChain(const ChainRequest& request, Instant at) {
    return ChainCheck::run(request, at);
}

Result<std::vector<Certificate>> checkChainAtAnyTime(const ChainRequest& request) {
    return ChainCheck::run(request, std::nullopt);
}

}  // namespace wattill::payment::wire
