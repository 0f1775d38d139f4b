#include "simulator/gateway/notices.hpp"

#include <algorithm>

namespace wattill::sim {

void post(Book& book, Script& script, NoticeDraft draft) {
    if (draft.url.empty()) return;
    Notice notice;
    notice.id = draft.id;
    notice.channel = draft.moment.channel;
    notice.order = draft.moment.order;
    notice.url = draft.url;
    bool genuine = true;
    if (const auto rule = script.take(Occasion::Notification, draft.moment)) {
        const std::string& action = rule->action;
        if (action == "notify-never") notice.done = true;
        if (action == "notify-times") notice.extra = std::max(rule->copies - 1, 0);
        if (action == "notify-delay") notice.delayMs = rule->ms;
        if (action == "notify-wrong-app") {
            draft.fields[draft.merchantField] =
                draft.moment.channel == kAlipay ? "2021999999999999" : "777999999999999";
        }
        if (action == "notify-wrong-seller") draft.fields[draft.sellerField] = "2088999900000009";
        if (action == "notify-wrong-amount") {
            draft.fields[draft.amountField] = draft.amountText(rule->fen);
        }
        genuine = action != "notify-bad-signature";
    }
    draft.sign(draft.fields, genuine);
    notice.body = urlEncoded(draft.fields);
    book.notices.push_back(std::move(notice));
}

}  // namespace wattill::sim
