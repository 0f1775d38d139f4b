#pragma once

#include "link/lane.hpp"

#include <QObject>
#include <QPointer>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

namespace wattill::kiosk {

/// The terminal's line to its node. Questions go out on worker lanes, answers come back on the GUI
/// thread through its event loop; the GUI thread never waits. Two lanes, because a long poll must
/// not hold up the tap on "cancel". An answer whose asker is gone is dropped.
class NodeLink : public QObject {
    Q_OBJECT

  public:
    NodeLink(std::unique_ptr<Lane> calls, std::unique_ptr<Lane> waits, QObject* parent = nullptr);
    ~NodeLink() override;
    NodeLink(const NodeLink&) = delete;
    NodeLink& operator=(const NodeLink&) = delete;

    /// `call(api::Client&)` gives a Result<T>; `done(Result<T>)` runs on the GUI thread, unless
    /// `asker` is gone. A full lane answers Busy.
    template <class Call, class Done>
    void ask(QObject* asker, Call call, Done done) {
        send(*m_calls, asker, std::move(call), std::move(done));
    }
    /// The same on the lane for answers that take their time.
    template <class Call, class Done>
    void wait(QObject* asker, Call call, Done done) {
        send(*m_waits, asker, std::move(call), std::move(done));
    }

  private:
    template <class Call, class Done>
    void send(Lane& lane, QObject* asker, Call call, Done done) {
        using Answer = std::invoke_result_t<Call, api::Client&>;
        const QPointer<QObject> guard(asker);
        const bool taken = lane.post([this, guard, call, done](api::Client& client) mutable {
            Answer answer = call(client);
            deliver([guard, done, answer = std::move(answer)]() mutable {
                if (guard) done(std::move(answer));
            });
        });
        if (taken) return;
        deliver([guard, done]() mutable {
            if (guard) done(Answer(busy()));
        });
    }

    [[nodiscard]] static Error busy();
    /// From any thread.
    void deliver(std::function<void()> answer);
    void takeAnswer();

    std::mutex m_answersGuard;
    std::deque<std::function<void()>> m_answers;  ///< one queued call of takeAnswer() each
    // Last: their threads deliver until they end.
    std::unique_ptr<Lane> m_calls;
    std::unique_ptr<Lane> m_waits;
};

}  // namespace wattill::kiosk
