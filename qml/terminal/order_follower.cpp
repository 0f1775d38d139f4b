#include "terminal/order_follower.hpp"

#include <utility>

namespace wattill::kiosk {

namespace {
using namespace std::chrono_literals;

constexpr Duration kFollowWait = 3s;
constexpr Duration kAgainAfter = 1s;
constexpr Duration kCreateAgainAfter = 2s;
constexpr Duration kCreateWithin = 30s;
/// Shorter silence is no news to a tenant.
constexpr Duration kLostAfter = 4s;

/// The node understood and said no: repeating changes nothing.
bool saidNo(const Error& error) {
    switch (error.code) {
        case ErrorCode::InvalidInput:
        case ErrorCode::NotFound:
        case ErrorCode::Conflict:
        case ErrorCode::Refused:
        case ErrorCode::Unauthorised:
        case ErrorCode::Forbidden:
        case ErrorCode::Unsupported:
            return true;
        default:
            return false;
    }
}

bool ended(const api::OrderView& view) {
    return view.state == "delivered" || view.state == "refunded";
}
}  // namespace

OrderFollower::OrderFollower(NodeLink& link, std::function<std::string()> newKey, QObject* parent)
    : QObject(parent), m_link(link), m_newKey(std::move(newKey)) {}

void OrderFollower::begin(api::NewOrderView wanted) {
    leave();
    m_wanted = std::move(wanted);
    m_wanted.request = m_newKey();
    m_createSince = m_now;
    create();
}

void OrderFollower::create() {
    m_link.ask(
        this, [wanted = m_wanted](api::Client& node) { return node.createOrder(wanted); },
        [this, generation = m_generation](const Result<api::OrderView>& answer) {
            if (generation == m_generation) created(answer);
        });
}

void OrderFollower::created(const Result<api::OrderView>& answer) {
    if (answer) {
        m_createSince.reset();
        accept(*answer);
        follow();
        return;
    }
    if (saidNo(answer.error()) || m_now - *m_createSince >= kCreateWithin) {
        leave();
        emit refused();
        return;
    }
    m_createAgainAt = m_now + kCreateAgainAfter;
    if (answer.error().code == ErrorCode::Unavailable) emit unavailable();
}

void OrderFollower::cancel() {
    if (!m_view) return;
    m_link.ask(
        this, [id = m_view->id](api::Client& node) { return node.cancelOrder(id); },
        [this, generation = m_generation](const Result<api::OrderView>& answer) {
            if (generation != m_generation) return;
            if (answer) {
                accept(*answer);
            } else {
                emit cancelFailed();
            }
        });
}

void OrderFollower::leave() {
    ++m_generation;
    m_view.reset();
    m_createSince.reset();
    m_createAgainAt.reset();
    m_followAgainAt.reset();
    m_silentSince.reset();
    m_lost = false;
}

void OrderFollower::tick(Duration now) {
    m_now = now;
    if (m_createAgainAt && now >= *m_createAgainAt) {
        m_createAgainAt.reset();
        create();
    }
    if (m_followAgainAt && now >= *m_followAgainAt) {
        m_followAgainAt.reset();
        follow();
    }
    if (m_silentSince && !m_lost && now - *m_silentSince >= kLostAfter) {
        m_lost = true;
        emit lost();
    }
}

void OrderFollower::follow() {
    m_link.wait(
        this,
        [id = m_view->id, version = m_view->version](api::Client& node) {
            return node.followOrder(id, version, kFollowWait);
        },
        [this, generation = m_generation](const Result<api::OrderView>& answer) {
            if (generation == m_generation) followed(answer);
        });
}

void OrderFollower::followed(const Result<api::OrderView>& answer) {
    if (!answer) {
        if (!m_silentSince) m_silentSince = m_now;
        m_followAgainAt = m_now + kAgainAfter;
        return;
    }
    m_silentSince.reset();
    const int generation = m_generation;
    accept(*answer);
    if (generation == m_generation && !ended(*m_view)) follow();
}

void OrderFollower::accept(const api::OrderView& view) {
    const bool wasLost = std::exchange(m_lost, false);
    // A repeated or delayed answer never takes the screen back to where the order was before.
    const bool news = !m_view || view.version > m_view->version;
    if (news) m_view = view;
    if (news || wasLost) emit changed();
}

}  // namespace wattill::kiosk
