#include "payment/gateway.hpp"

namespace wattill::payment {

std::string_view name(PaymentStatus status) {
    switch (status) {
        case PaymentStatus::NotSeen:
            return "not-seen";
        case PaymentStatus::Waiting:
            return "waiting";
        case PaymentStatus::Paid:
            return "paid";
        case PaymentStatus::Closed:
            return "closed";
        case PaymentStatus::Returned:
            return "returned";
    }
    assertionFailed("status", "an enumerator without a name", __FILE__, __LINE__);
}

std::string_view name(CancelOutcome outcome) {
    switch (outcome) {
        case CancelOutcome::NothingThere:
            return "nothing-there";
        case CancelOutcome::Closed:
            return "closed";
        case CancelOutcome::Returned:
            return "returned";
        case CancelOutcome::NoSuchCall:
            return "no-such-call";
    }
    assertionFailed("outcome", "an enumerator without a name", __FILE__, __LINE__);
}

std::string_view name(RefundStatus status) {
    switch (status) {
        case RefundStatus::Returned:
            return "returned";
        case RefundStatus::Pending:
            return "pending";
        case RefundStatus::NotKnown:
            return "not-known";
        case RefundStatus::ShortOfFunds:
            return "short-of-funds";
        case RefundStatus::Failed:
            return "failed";
    }
    assertionFailed("status", "an enumerator without a name", __FILE__, __LINE__);
}

}  // namespace wattill::payment
