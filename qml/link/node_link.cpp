#include "link/node_link.hpp"

#include <QMetaObject>

namespace wattill::kiosk {

NodeLink::NodeLink(std::unique_ptr<Lane> calls, std::unique_ptr<Lane> waits, QObject* parent)
    : QObject(parent), m_calls(std::move(calls)), m_waits(std::move(waits)) {}

NodeLink::~NodeLink() = default;

Error NodeLink::busy() {
    return {ErrorCode::Busy, Retry::Later, "too many questions wait for the node",
            "kiosk lane full"};
}

void NodeLink::deliver(std::function<void()> answer) {
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

}  // namespace wattill::kiosk
