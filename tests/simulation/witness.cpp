#include "simulation/witness.hpp"

#include <algorithm>

namespace wattill::simulation {

namespace {
Error together(const OrderId& order, const order::TicketId& ticket) {
    return {ErrorCode::Conflict,
            Retry::Never,
            "order " + order.text() + " and command " + ticket.text() + " have one balance",
            {}};
}

Result<Cover> ofSale(const order::UnitOfWork& unit, const order::MeterSellCall& call) {
    const auto owner = unit.orders().ownerOf(call.meter);
    if (!owner.ok()) return owner.error();
    if (!*owner) return notFound("no order owns the meter");
    const auto order = unit.orders().find(**owner);
    if (!order.ok()) return order.error();
    const auto delivery = *order ? (*order)->delivery : std::nullopt;
    const bool same = delivery && delivery->sale.amount == call.sale.amount &&
                      delivery->sale.purchaseCount == call.sale.purchaseCount;
    if (!same) return notFound("the owner " + (*owner)->text() + " has no such sale");
    const auto holder = unit.commands().balanceHolder(call.meter);
    if (!holder.ok()) return holder.error();
    if (*holder) return together(**owner, **holder);
    const auto place = unit.tenancy().find(call.meter);
    if (!place.ok()) return place.error();
    if (!*place || !(*place)->open) return notFound("the account is closed");
    return Cover{**owner, {}};
}

Result<Cover> ofCommand(const order::UnitOfWork& unit, const order::MeterCarryOutCall& call) {
    const auto underWay = unit.commands().underWay();
    if (!underWay.ok()) return underWay.error();
    const auto found =
        std::find_if(underWay->begin(), underWay->end(), [&](const order::Ticket& each) {
            return each.meter == call.meter && each.call == order::TicketCall::Send &&
                   each.command == call.command;
        });
    if (found == underWay->end()) return notFound("no ticket under way has this command");
    if (!order::touchesBalance(call.command)) return Cover{{}, found->id};
    const auto owner = unit.orders().ownerOf(call.meter);
    if (!owner.ok()) return owner.error();
    if (*owner) return together(**owner, found->id);
    return Cover{{}, found->id};
}
Result<Cover> ofRefund(const order::UnitOfWork& unit, const payment::RefundRequest& request) {
    const auto order = unit.orders().find(request.payment.order);
    if (!order.ok()) return order.error();
    if (!*order) return notFound("no such order");
    for (const order::Refund& refund : (*order)->refunds) {
        const bool same = refund.id == request.refund && refund.amount == request.amount &&
                          refund.trade == request.trade && refund.dated == request.at;
        if (same && isOpen(refund)) return Cover{(*order)->id, {}};
    }
    return notFound("the order has no such refund open");
}
}  // namespace

bool needsCover(const order::OutsideCall& call) {
    return std::holds_alternative<order::MeterSellCall>(call) ||
           std::holds_alternative<order::MeterCarryOutCall>(call) ||
           std::holds_alternative<order::GatewayRefundCall>(call);
}

Result<Cover> coveredBy(const order::UnitOfWork& unit, const order::OutsideCall& call) {
    if (const auto* sell = std::get_if<order::MeterSellCall>(&call)) return ofSale(unit, *sell);
    if (const auto* carry = std::get_if<order::MeterCarryOutCall>(&call)) {
        return ofCommand(unit, *carry);
    }
    if (const auto* refund = std::get_if<order::GatewayRefundCall>(&call)) {
        return ofRefund(unit, refund->request);
    }
    return Cover{};
}

}  // namespace wattill::simulation
