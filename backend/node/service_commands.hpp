#pragma once

#include "api/command_service.hpp"
#include "node/waiters.hpp"
#include "node/worker.hpp"
#include "order/command_desk.hpp"

namespace wattill::node {

/// What the API's questions about commands come to: queries on the read thread, wishes through the
/// desk. It keeps nothing of its own; every function returns at once.
class CommandAnswers final : public api::CommandService {
  public:
    struct Ports {
        order::Database& database;
        order::CommandDesk& desk;
        BatchWaiters& waiters;
        Worker& reads;
        const Clock& clock;
        Log& log;
    };
    explicit CommandAnswers(Ports ports) : m_ports(ports) {}

    void request(order::NewCommands wish, Answer<api::CommandBatchView> reply) override;
    void list(order::TicketQuery query, Answer<std::vector<api::CommandView>> reply) override;
    void find(order::TicketId id, Answer<api::CommandView> reply) override;
    void cancel(order::TicketId id, Answer<api::CommandView> reply) override;
    void resolve(order::TicketId id, order::TicketResolved found,
                 Answer<api::CommandView> reply) override;
    void batch(order::BatchId id, Answer<api::CommandBatchView> reply) override;
    void follow(order::BatchId id, std::int64_t version, Duration wait,
                Answer<api::CommandBatchView> reply) override;
    void cancelBatch(order::BatchId id, Answer<api::CommandBatchView> reply) override;

  private:
    template <class View>
    void answer(Answer<View> reply, std::function<Result<View>(const order::UnitOfWork&)> query);

    const Ports m_ports;
};

}  // namespace wattill::node
