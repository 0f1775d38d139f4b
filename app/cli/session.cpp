#include "session.hpp"

#include "node/secret_file.hpp"
#include "table.hpp"

#include <algorithm>
#include <cstdio>
#include <random>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
constexpr std::size_t kMeterDigits = 12;

bool isMeterNumber(const std::string& text) {
    return text.size() == kMeterDigits && std::all_of(text.begin(), text.end(), [](char each) {
               return each >= '0' && each <= '9';
           });
}

Error ambiguous(const std::string& number, const std::vector<api::MatchView>& matches) {
    std::string list;
    for (const auto& match : matches) {
        list += fmt::format("{}{} ({} {})", list.empty() ? "" : ", ", match.meter.text(),
                            match.building, match.premises);
    }
    return {ErrorCode::Conflict,
            Retry::Never,
            fmt::format("{}: fits several meters, give the meter number: {}", number, list),
            {}};
}
}  // namespace

Result<api::ClientConfig> Session::access() const {
    api::ClientConfig config;
    config.socketPath = m_globals.socket;
    if (m_globals.tokenFile.empty()) return config;
    auto read = node::readSecretFile(m_globals.tokenFile, node::SecretReaders::OwnerAndGroup);
    if (!read) return read.error();
    config.staffToken = std::move(read.value());
    return config;
}

std::string newRequestKey() {
    std::random_device device;
    return fmt::format("cli-{:08x}{:08x}", device(), device());
}

Result<api::Client*> Session::node() {
    if (m_client) return m_client.get();
    auto config = access();
    if (!config) return config.error();
    m_client = api::makeClient(std::move(*config));
    return m_client.get();
}

Result<api::BusClient*> Session::lines() {
    if (m_lines) return m_lines.get();
    auto config = access();
    if (!config) return config.error();
    m_lines = api::makeBusClient(std::move(*config));
    return m_lines.get();
}

Result<api::CommandClient*> Session::commands() {
    if (m_commands) return m_commands.get();
    auto config = access();
    if (!config) return config.error();
    m_commands = api::makeCommandClient(std::move(*config));
    return m_commands.get();
}

Result<api::ReconciliationClient*> Session::reconciliations() {
    if (m_reconciliations) return m_reconciliations.get();
    auto config = access();
    if (!config) return config.error();
    m_reconciliations = api::makeReconciliationClient(std::move(*config));
    return m_reconciliations.get();
}

Result<MeterId> Session::meterBy(const std::string& number) {
    if (isMeterNumber(number)) return MeterId(number);
    const auto client = node();
    if (!client) return client.error();
    const auto matches = (*client)->lookup(number);
    if (!matches) return matches.error();
    if (matches->empty()) {
        return notFound(number +
                        ": no meter, premises or account has this number; look at: "
                        "wattill meter list");
    }
    if (matches->size() > 1) return ambiguous(number, *matches);
    return matches->front().meter;
}

std::string Session::time(Instant at) {
    if (!m_askedZone) {
        m_askedZone = true;
        const auto client = node();
        if (client) {
            const auto site = (*client)->site();
            if (site) m_zone = TimeZone::find(site->timeZone);
        }
    }
    return m_zone ? m_zone->format("%Y-%m-%d %H:%M:%S", at) : isoText(at);
}

int Session::fail(const Error& error) const {
    if (json()) {
        print(api::errorJson(error) + "\n");
    } else {
        // Texts of several lines (one fault of a sheet each) keep them.
        std::string text;
        for (std::size_t from = 0; from <= error.message.size();) {
            const std::size_t end = std::min(error.message.find('\n', from), error.message.size());
            text += printable(std::string_view(error.message).substr(from, end - from)) + "\n";
            from = end + 1;
        }
        std::fputs(("wattill: " + text).c_str(), stderr);
    }
    return kFailed;
}

void Session::print(const std::string& text) const {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace wattill::cli
