#pragma once

#include "node/node_service.hpp"

namespace wattill::node {

[[nodiscard]] inline Error tooManyWait() {
    return {ErrorCode::Busy, Retry::Later, "the node has too much to do; try again soon", {}};
}

template <class View>
void NodeService::answer(Worker& worker, api::Reply<View> reply, Query<View> query) {
    const bool taken = worker.tryPost([this, reply, query = std::move(query)] {
        std::optional<Result<View>> result;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            result.emplace(query(unit));
            if (!result->ok()) return result->error();
            return {};
        });
        if (!read.ok()) return reply(read.error());
        reply(std::move(*result));
    });
    if (!taken) reply(tooManyWait());
}

}  // namespace wattill::node
