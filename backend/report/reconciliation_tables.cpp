#include "report/reconciliation_tables.hpp"

namespace wattill::report {

namespace {
using payment::BillKind;
using reconciliation::CarriedItem;
using reconciliation::Case;
using reconciliation::CaseState;
using reconciliation::ChannelTotals;
using reconciliation::DifferenceKind;
using reconciliation::MatchedLine;
using reconciliation::Outcome;

std::string channelName(const std::string& channel) {
    if (channel == "alipay") return "支付宝";
    if (channel == "unionpay") return "银联";
    return channel;
}

std::string kindName(BillKind kind) {
    return kind == BillKind::Payment ? "收款" : "退款";
}

std::string stateName(CaseState state) {
    switch (state) {
        case CaseState::Open:
            return "待处理";
        case CaseState::Explained:
            return "已说明";
        case CaseState::Settled:
            return "已处理";
        case CaseState::Closed:
            return "自动关闭";
    }
    return {};
}

Cell momentOrEmpty(const std::optional<Instant>& at) {
    return at ? Cell(*at) : Cell();
}

Table summary(const Outcome& outcome) {
    using K = ColumnKind;
    Table table{"汇总",
                {{"日期", K::Day, 12},          {"渠道", K::Text, 10},
                 {"账单", K::Text, 8},          {"账单收款笔数", K::Count, 13},
                 {"账单收款金额", K::Yuan, 15}, {"账单退款笔数", K::Count, 13},
                 {"账单退款金额", K::Yuan, 15}, {"手续费", K::Yuan, 12},
                 {"应收净额", K::Yuan, 15},     {"相符收款笔数", K::Count, 13},
                 {"相符收款金额", K::Yuan, 15}, {"相符退款笔数", K::Count, 13},
                 {"相符退款金额", K::Yuan, 15}, {"我方收款笔数", K::Count, 13},
                 {"我方收款金额", K::Yuan, 15}, {"我方退款笔数", K::Count, 13},
                 {"我方退款金额", K::Yuan, 15}, {"跨日转入", K::Yuan, 12},
                 {"跨日转出", K::Yuan, 12},     {"差异数", K::Count, 8}},
                {}};
    for (const ChannelTotals& each : outcome.channels) {
        table.rows.push_back({outcome.day,
                              channelName(each.channel),
                              std::string(each.billThere ? "已取得" : "未取得"),
                              each.billPayments.count,
                              each.billPayments.sum,
                              each.billRefunds.count,
                              each.billRefunds.sum,
                              each.fee,
                              each.net,
                              each.matchedPayments.count,
                              each.matchedPayments.sum,
                              each.matchedRefunds.count,
                              each.matchedRefunds.sum,
                              each.ourPayments.count,
                              each.ourPayments.sum,
                              each.ourRefunds.count,
                              each.ourRefunds.sum,
                              each.carriedIn.sum,
                              each.carriedOut.sum,
                              each.differences});
    }
    return table;
}

Table matched(const Outcome& outcome) {
    using K = ColumnKind;
    Table table{"相符明细",
                {{"渠道", K::Text, 10},
                 {"类型", K::Text, 8},
                 {"订单号", K::Text, 24},
                 {"渠道交易号", K::Text, 32},
                 {"退款号", K::Text, 26},
                 {"表号", K::Text, 15},
                 {"金额", K::Yuan, 13},
                 {"手续费", K::Yuan, 11},
                 {"终端", K::Text, 10},
                 {"账单时间", K::Moment, 20}},
                {}};
    table.rows.reserve(outcome.matched.size());
    for (const MatchedLine& each : outcome.matched) {
        table.rows.push_back({channelName(each.channel), kindName(each.line.kind),
                              each.order.text(), each.line.trade, each.line.refund.text(),
                              each.meter.text(), each.line.amount, each.line.fee,
                              each.line.terminal, momentOrEmpty(each.line.at)});
    }
    return table;
}

Table casesTable(const std::vector<Case>& cases) {
    using K = ColumnKind;
    Table table{"差异",
                {{"编号", K::Count, 8},
                 {"日期", K::Day, 12},
                 {"类型", K::Text, 22},
                 {"渠道", K::Text, 10},
                 {"订单号", K::Text, 24},
                 {"表号", K::Text, 15},
                 {"我方金额", K::Yuan, 13},
                 {"对方金额", K::Yuan, 13},
                 {"状态", K::Text, 10},
                 {"负责人", K::Text, 12},
                 {"说明", K::Text, 90},
                 {"发现时间", K::Moment, 20},
                 {"最近变更", K::Moment, 20}},
                {}};
    for (const Case& each : cases) {
        const auto& what = each.difference;
        table.rows.push_back({each.number, what.day, chinese(what.kind), channelName(what.channel),
                              what.order.text(), what.meter.text(), what.ours, what.theirs,
                              stateName(each.state), each.owner, what.text, each.openedAt,
                              each.changedAt});
    }
    return table;
}

Table carried(const Outcome& outcome) {
    using K = ColumnKind;
    Table table{"跨日",
                {{"渠道", K::Text, 10},
                 {"类型", K::Text, 8},
                 {"订单号", K::Text, 24},
                 {"渠道交易号", K::Text, 32},
                 {"退款号", K::Text, 26},
                 {"金额", K::Yuan, 13},
                 {"我方入账时间", K::Moment, 20},
                 {"我方所属日", K::Day, 12},
                 {"账单所属日", K::Day, 12}},
                {}};
    for (const CarriedItem& each : outcome.carried) {
        table.rows.push_back({channelName(each.channel), kindName(each.kind), each.order.text(),
                              each.trade, each.refund.text(), each.amount, each.at, each.day,
                              each.foundOn ? Cell(*each.foundOn) : Cell()});
    }
    return table;
}
}  // namespace

std::string chinese(DifferenceKind kind) {
    switch (kind) {
        case DifferenceKind::BillMissing:
            return "账单未取得";
        case DifferenceKind::BillUnreadable:
            return "账单无法读取";
        case DifferenceKind::BillRowUnread:
            return "账单有无法识别的行";
        case DifferenceKind::DuplicateLine:
            return "账单重复行";
        case DifferenceKind::UnmatchedIn:
            return "账单有收款，我方无";
        case DifferenceKind::NotOnBill:
            return "我方有收款，账单无";
        case DifferenceKind::AmountDiffers:
            return "收款金额不符";
        case DifferenceKind::OrderDiffers:
            return "订单号不符";
        case DifferenceKind::TerminalDiffers:
            return "终端不符";
        case DifferenceKind::ExtraNotBooked:
            return "重复支付未入账";
        case DifferenceKind::RefundNotOurs:
            return "账单有退款，我方无";
        case DifferenceKind::RefundNotOnBill:
            return "我方有退款，账单无";
        case DifferenceKind::RefundAmountDiffers:
            return "退款金额不符";
        case DifferenceKind::RefundStateDiffers:
            return "退款状态不符";
        case DifferenceKind::RefundOverdue:
            return "退款逾期未到";
        case DifferenceKind::NotBooked:
            return "订单无对应分录";
        case DifferenceKind::BookedForNothing:
            return "分录无对应订单";
        case DifferenceKind::BookedAmountDiffers:
            return "分录金额不符";
        case DifferenceKind::MeterCountAhead:
            return "表计购电次数多";
        case DifferenceKind::MeterCountBehind:
            return "表计购电次数少";
        case DifferenceKind::MeterCreditAbove:
            return "表计余额偏高";
        case DifferenceKind::MeterCreditBelow:
            return "表计余额偏低";
    }
    return std::string(name(kind));
}

std::vector<Table> reconciliationTables(const Outcome& outcome, const std::vector<Case>& cases) {
    return {summary(outcome), matched(outcome), casesTable(cases), carried(outcome)};
}

}  // namespace wattill::report
