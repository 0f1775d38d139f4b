#pragma once

#include "node/node_service.hpp"

namespace wattill::node {

template <class View>
void NodeService::answer(Executor& executor, api::Reply<View> reply, Query<View> query) {
    executor.post([this, reply = std::move(reply), query = std::move(query)] {
        std::optional<Result<View>> result;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            result.emplace(query(unit));
            if (!result->ok()) return result->error();
            return {};
        });
        if (!read.ok()) return reply(read.error());
        reply(std::move(*result));
    });
}

}  // namespace wattill::node
