#include "link/node_link.hpp"

#include <QMetaObject>
#include <utility>

namespace wattill::kiosk {

NodeLink::NodeLink(std::unique_ptr<Lane> calls, std::unique_ptr<Lane> waits, QObject* parent)
    : QObject(parent), m_calls(std::move(calls)), m_waits(std::move(waits)) {}

NodeLink::~NodeLink() = default;

Error NodeLink::busy() {
    return {ErrorCode::Busy, Retry::Later, "too many questions wait for the node",
            "kiosk lane full"};
}

void NodeLink::deliver(std::function<void()> answer) {
    {
        const std::lock_guard lock(m_answersGuard);
        m_answers.push_back(std::move(answer));
    }
    // Not with the answer in it: both threads would own it, and the lane's might be the last.
    QMetaObject::invokeMethod(this, &NodeLink::takeAnswer, Qt::QueuedConnection);
}

void NodeLink::takeAnswer() {
    std::function<void()> answer;
    {
        const std::lock_guard lock(m_answersGuard);
        answer = std::move(m_answers.front());
        m_answers.pop_front();
    }
    answer();
}

}  // namespace wattill::kiosk
