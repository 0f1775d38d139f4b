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

}  // namespace wattill::payment
