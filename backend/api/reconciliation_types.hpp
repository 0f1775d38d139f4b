#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::api {

/// What finance asks a node about the daily reconciliation. Words and figures mean what
/// reconciliation/reconcile.hpp and case.hpp say about them.

struct TallyView {
    std::int64_t count = 0;
    Money sum;
};

struct ChannelTotalsView {
    std::string channel;
    bool billThere = false;
    TallyView billPayments;
    TallyView billRefunds;
    Money fee;
    Money net;
    TallyView matchedPayments;
    TallyView matchedRefunds;
    TallyView ourPayments;
    TallyView ourRefunds;
    TallyView carriedIn;
    TallyView carriedOut;
    std::int64_t differences = 0;
};

struct CaseView {
    std::optional<std::int64_t> number;  ///< absent: no run has written it down yet
    std::string kind;
    LocalDay day;
    std::string channel;
    OrderId order;
    MeterId meter;
    Money ours;
    Money theirs;
    std::string text;
    std::string state;
    std::string owner;
    std::int64_t version = 0;
    std::optional<Instant> openedAt;
    std::optional<Instant> changedAt;
};

struct CaseNoteView {
    std::int64_t version = 0;
    std::string state;
    std::string owner;
    std::string who;
    std::string why;
    Instant at;
};

struct CaseDetailView {
    CaseView standing;
    std::vector<CaseNoteView> history;  ///< oldest first
};

struct CarriedView {
    std::string channel;
    std::string kind;  ///< "payment" or "refund"
    OrderId order;
    std::string trade;
    std::string refund;
    Money amount;
    Instant at;
    LocalDay day;
    std::optional<LocalDay> foundOn;
};

struct UsedBillView {
    std::string channel;
    LocalDay day;
    std::string hash;
    std::int64_t lines = 0;
};

/// A day as it compares now, and the last run that was written down.
struct ReconciliationView {
    LocalDay day;
    bool complete = false;  ///< every channel's bill is there
    std::optional<Instant> ranAt;
    std::optional<std::string> ranBy;
    std::vector<ChannelTotalsView> channels;
    std::vector<CaseView> cases;
    std::vector<CarriedView> carried;
    std::vector<UsedBillView> bills;  ///< those of the last run
};

// ---- bodies as they travel
struct CaseActionBody {
    std::string action;  ///< "take", "comment", "explain", "settle" or "reopen"
    std::string operatedBy;
    std::optional<std::string> owner;   ///< take: who has it in hand from now on
    std::optional<std::string> reason;  ///< all others: 1–200 characters
};

/// The payment that the case is about, and no book has, is booked.
struct CaseBookingBody {
    std::string operatedBy;  ///< 1–40 characters
    std::string reason;      ///< 1–200 characters
};

}  // namespace wattill::api
