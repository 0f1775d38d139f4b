#pragma once

#include "session.hpp"

#include <string>
#include <vector>

namespace wattill::cli {

/// The commands. Each gives the program's exit status.
struct ImportArguments {
    std::string file;
    std::string kind;  ///< "meters", "history"; empty: as the header row tells
};
int importSheet(Session& session, const ImportArguments& arguments);

int listMeters(Session& session);
int readMeter(Session& session, const std::string& number);

struct ReplaceArguments {
    std::string old;  ///< as meterBy() takes it
    std::string now;  ///< 12 digits
    std::string profile;
    std::string address;  ///< empty, as profile: as the node has it
};
int replaceMeter(Session& session, const ReplaceArguments& arguments);

int listOrders(Session& session, const std::vector<std::string>& states);
int showOrder(Session& session, const std::string& id);
/// Refunds and reversals: each command uses some of these.
struct MoneyBackArguments {
    std::string order;
    std::string refund;
    std::int64_t number = 1;
    std::string amount;  ///< yuan
    bool asDebt = false;
    std::string decision;
    std::string who;
    std::string reason;
};

struct ResolveArguments {
    std::string order;
    std::string decision;  ///< "delivered", "refund", "refund-unproven", "nothing-to-do"
    std::string who;
    std::string reason;
};
int resolveOrder(Session& session, const ResolveArguments& arguments);
int decideRefund(Session& session, const MoneyBackArguments& arguments);
int reverseOrder(Session& session, const MoneyBackArguments& arguments);
int decideReversal(Session& session, const MoneyBackArguments& arguments);

int listAlarms(Session& session, bool all);
struct AlarmArguments {
    std::int64_t number = 0;
    std::string who;
    std::string reason;
};
int endAlarm(Session& session, const AlarmArguments& arguments);
/// `database`: a file to be read without the node; empty: the node is asked.
int verifyLedger(Session& session, const std::string& database);
int doctor(Session& session, const std::string& configFile);

/// "meters" or "history" by the sheet's first row; empty when it is neither.
[[nodiscard]] std::string kindOfSheet(const std::string& text);

}  // namespace wattill::cli
