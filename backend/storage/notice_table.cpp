#include "storage/notice_table.hpp"

#include "storage/rows.hpp"

namespace wattill::storage {

namespace {
/// Texts of strangers, too: what is not a text in UTF-8 is kept as bytes.
std::span<const std::uint8_t> bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Result<order::Notice> noticeOf(const Query& row) {
    const auto verdict = order::noticeVerdictFrom(row.text(2));
    if (!verdict) return unknownWord("notice", row.text(2));
    const auto body = row.bytes(7);
    return order::Notice{
        row.instant(0), row.text(1),          *verdict,    row.text(3),
        row.text(4),    OrderId(row.text(5)), row.text(6), std::string(body.begin(), body.end())};
}
}  // namespace

Result<void> NoticeTable::keep(const order::Notice& notice) {
    auto query = m_connection.query(
        "INSERT INTO notice (at_ms, channel, verdict, why, remote, order_id, content_type, bytes, "
        "body) SELECT $at, $channel, $verdict, $why, $remote, $order, $type, $bytes, $body "
        "WHERE NOT EXISTS (SELECT 1 FROM notice WHERE order_id = $order AND order_id <> '' "
        "AND channel = $channel AND verdict = $verdict AND bytes = $bytes AND body = $body)");
    if (!query) return query.error();
    const std::string_view body = notice.body;
    return query->bind("$at", notice.at)
        .bind("$channel", notice.channel)
        .bind("$verdict", name(notice.verdict))
        .bind("$why", notice.why)
        .bind("$remote", notice.remote)
        .bind("$order", notice.order.text())
        .bind("$type", notice.contentType.substr(0, 200))
        .bind("$bytes", body.size())
        .bind("$body", bytesOf(body.substr(0, order::kMostNoticeBytes)))
        .run();
}

Result<void> NoticeTable::prune(const order::NoticeLimits& limits, Instant now) {
    auto old = m_connection.query("DELETE FROM notice WHERE at_ms < $before");
    if (!old) return old.error();
    const auto aged = old->bind("$before", now - limits.keptFor).run();
    if (!aged) return aged;
    auto oldRefused =
        m_connection.query("DELETE FROM notice WHERE verdict = 'refused' AND at_ms < $before");
    if (!oldRefused) return oldRefused.error();
    const auto agedToo = oldRefused->bind("$before", now - limits.refusedKeptFor).run();
    if (!agedToo) return agedToo;
    auto refused = m_connection.query(
        "DELETE FROM notice WHERE verdict = 'refused' AND number <= (SELECT number FROM notice "
        "WHERE verdict = 'refused' ORDER BY number DESC LIMIT 1 OFFSET $most)");
    if (!refused) return refused.error();
    const auto fewer = refused->bind("$most", rowLimit(limits.mostRefused)).run();
    if (!fewer) return fewer;
    // Counted on an index and from the old end, so that no bodies are read.
    auto rest = m_connection.query(
        "DELETE FROM notice WHERE (SELECT count(*) FROM notice) > $most AND number <= "
        "(SELECT number FROM notice ORDER BY number LIMIT 1 "
        "OFFSET (SELECT count(*) FROM notice) - $most - 1)");
    if (!rest) return rest.error();
    return rest->bind("$most", rowLimit(limits.most)).run();
}

Result<std::vector<order::Notice>> NoticeTable::newest(std::size_t most) const {
    auto query = m_connection.query(
        "SELECT at_ms, channel, verdict, why, remote, order_id, content_type, body FROM notice "
        "ORDER BY number DESC LIMIT $most");
    if (!query) return query.error();
    return allRows(query->bind("$most", rowLimit(most)), noticeOf);
}

}  // namespace wattill::storage
