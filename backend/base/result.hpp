#pragma once

#include "base/assertion.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

namespace wattill {

/// What kind of trouble it is. API and exit codes are derived from it, so keep the list short.
enum class ErrorCode {
    InvalidInput,  ///< the caller's words are wrong; the message names the place
    NotFound,
    Conflict,      ///< the same key with other content, or a state that does not allow it
    Busy,          ///< a bound was reached; nothing was done
    Timeout,       ///< no answer in time: the OUTCOME IS UNKNOWN
    Unreachable,   ///< nothing was sent: the outcome is known, nothing happened
    BadReply,      ///< an answer that cannot be believed: the OUTCOME IS UNKNOWN
    Refused,       ///< a believable answer that says no: nothing happened
    Unauthorised,  ///< who are you
    Forbidden,     ///< you may not
    Unavailable,   ///< the service says it cannot now: the OUTCOME IS UNKNOWN
    Io,
    Corrupt,
    Unsupported,
    Internal,
};

/// When trying the same thing again makes sense.
enum class Retry { Now, Later, Never };

struct Error {
    ErrorCode code = ErrorCode::Internal;
    Retry retry = Retry::Never;
    std::string message;  ///< for a person: what, where, and the remedy; never a secret
    std::string context;  ///< for the log only

    /// True when nobody can tell whether the thing asked for was done.
    [[nodiscard]] bool outcomeUnknown() const {
        return code == ErrorCode::Timeout || code == ErrorCode::BadReply ||
               code == ErrorCode::Unavailable;
    }
};

/// "timeout", "bad-reply" ...: stable names for logs and JSON.
[[nodiscard]] std::string_view name(ErrorCode code);
/// The reverse; `Internal` for a name nobody gave.
[[nodiscard]] ErrorCode errorCodeFrom(std::string_view name);

[[nodiscard]] inline Error invalidInput(std::string message) {
    return {ErrorCode::InvalidInput, Retry::Never, std::move(message), {}};
}
[[nodiscard]] inline Error notFound(std::string message) {
    return {ErrorCode::NotFound, Retry::Never, std::move(message), {}};
}
[[nodiscard]] inline Error conflict(std::string message) {
    return {ErrorCode::Conflict, Retry::Never, std::move(message), {}};
}

/// A value or an Error. Reading the value of an error ends the process.
template <class T>
class [[nodiscard]] Result {
  public:
    using Value = T;
    Result(T value) : m_state(std::move(value)) {}
    Result(Error error) : m_state(tl::unexpect, std::move(error)) {}

    [[nodiscard]] bool ok() const { return m_state.has_value(); }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] const T& value() const& {
        WATTILL_ASSERT(ok(), "value of an error was read");
        return *m_state;
    }
    [[nodiscard]] T& value() & {
        WATTILL_ASSERT(ok(), "value of an error was read");
        return *m_state;
    }
    [[nodiscard]] T&& value() && {
        WATTILL_ASSERT(ok(), "value of an error was read");
        return *std::move(m_state);
    }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    [[nodiscard]] const Error& error() const {
        WATTILL_ASSERT(!ok(), "error of a value was read");
        return m_state.error();
    }

    /// f(T) -> U gives Result<U>.
    template <class F>
    [[nodiscard]] auto map(F&& f) const -> Result<std::invoke_result_t<F, const T&>> {
        if (!ok()) return error();
        return std::forward<F>(f)(value());
    }
    /// f(T) -> Result<U> gives Result<U>.
    template <class F>
    [[nodiscard]] auto andThen(F&& f) const -> std::invoke_result_t<F, const T&> {
        if (!ok()) return error();
        return std::forward<F>(f)(value());
    }

  private:
    tl::expected<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : m_state(tl::unexpect, std::move(error)) {}

    [[nodiscard]] bool ok() const { return m_state.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const {
        WATTILL_ASSERT(!ok(), "error of a value was read");
        return m_state.error();
    }

  private:
    tl::expected<void, Error> m_state;
};

}  // namespace wattill
