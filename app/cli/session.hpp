#pragma once

#include "api/bus_client.hpp"
#include "api/client.hpp"
#include "api/command_client.hpp"
#include "api/json.hpp"
#include "api/reconciliation_client.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace wattill::cli {

/// What every command takes.
struct Globals {
    std::string socket;
    std::string tokenFile;  ///< empty: none
    bool json = false;
};

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

/// New for every run, the same at every try of it.
[[nodiscard]] std::string newRequestKey();

/// One run of the program: the node's client, and how answers and errors are put out. With --json
/// standard output is one JSON document, also for an error; without it errors go to stderr.
class Session {
  public:
    explicit Session(Globals globals) : m_globals(std::move(globals)) {}

    /// The client, with the staff token when there is a file of it.
    [[nodiscard]] Result<api::Client*> node();
    /// The same for the lines.
    [[nodiscard]] Result<api::BusClient*> lines();
    /// The same for commands to meters.
    [[nodiscard]] Result<api::CommandClient*> commands();
    /// The same for the daily reconciliation.
    [[nodiscard]] Result<api::ReconciliationClient*> reconciliations();
    /// By meter number, or by premises, account or the last digits where only one meter fits.
    [[nodiscard]] Result<MeterId> meterBy(const std::string& number);
    /// In the site's own time; UTC when the site cannot be asked.
    [[nodiscard]] std::string time(Instant at);

    [[nodiscard]] bool json() const { return m_globals.json; }
    int fail(const Error& error) const;
    void print(const std::string& text) const;

    /// Puts out the value, as JSON or as `inWords` says it.
    template <class View>
    int show(const Result<View>& view,
             const std::function<std::string(const View&)>& inWords) const {
        if (!view) return fail(view.error());
        print(json() ? api::toJson(*view) + "\n" : inWords(*view));
        return kDone;
    }

  private:
    /// Where the node is, and what it wants to see.
    [[nodiscard]] Result<api::ClientConfig> access() const;

    Globals m_globals;
    std::unique_ptr<api::Client> m_client;
    std::unique_ptr<api::BusClient> m_lines;
    std::unique_ptr<api::CommandClient> m_commands;
    std::unique_ptr<api::ReconciliationClient> m_reconciliations;
    std::optional<TimeZone> m_zone;
    bool m_askedZone = false;
};

}  // namespace wattill::cli
