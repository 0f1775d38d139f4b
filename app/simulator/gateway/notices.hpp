#pragma once

#include "simulator/gateway/book.hpp"
#include "simulator/gateway/script.hpp"

#include <functional>
#include <string>

namespace wattill::sim {

/// A notification before the script has seen it.
struct NoticeDraft {
    Moment moment;  ///< method is "payment" or "refund"
    std::string id;
    std::string url;
    Fields fields;  ///< unsigned
    // ---- the names of the fields that the script may falsify
    std::string merchantField;
    std::string sellerField;
    std::string amountField;
    std::function<std::string(std::int64_t)> amountText;
    /// Adds the signature; `genuine` is false for one by nobody whom the merchant knows.
    std::function<void(Fields&, bool genuine)> sign;
};

/// Puts it into the book as the script wants it. Nothing happens without a URL.
void post(Book& book, Script& script, NoticeDraft draft);

}  // namespace wattill::sim
