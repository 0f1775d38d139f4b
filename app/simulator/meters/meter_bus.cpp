#include "meters/meter_bus.hpp"

#include <algorithm>
#include <array>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

constexpr int kBitsPerCharacter = 10;
constexpr auto kSaveEvery = 5s;
constexpr auto kIdleWait = 1s;
constexpr auto kUnpacedGap = 2ms;
constexpr std::size_t kMaxHeard = 512;

// Own arithmetic: the product's CRC is what this simulator is there to test.
std::uint16_t checkSum(const Bytes& bytes, std::size_t count) {
    std::uint16_t crc = 0xFFFF;
    for (std::size_t i = 0; i < count; ++i) {
        crc = static_cast<std::uint16_t>(crc ^ bytes[i]);
        for (int bit = 0; bit < 8; ++bit) {
            const bool carry = (crc & 1U) != 0;
            crc = static_cast<std::uint16_t>(crc >> 1U);
            if (carry) crc = static_cast<std::uint16_t>(crc ^ 0xA001U);
        }
    }
    return crc;
}

/// The whole length of a request, from its head; 0 while it cannot be told.
std::size_t requestLength(const Bytes& heard) {
    if (heard.size() < 2) return 0;
    if (heard[1] != 0x10 && heard[1] != 0x20) return 8;
    return heard.size() < 7 ? 0 : 9U + heard[6];
}

}  // namespace

MeterBus::MeterBus(std::vector<MeterSetup> meters, MeterBusOptions options)
    : m_options(std::move(options)),
      m_random(m_options.seed),
      m_startedAt(SystemClock().now()),
      m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    for (MeterSetup& each : meters)
        m_slots.push_back({SimMeter(std::move(each), m_startedAt), {}, {}});
}

MeterBus::~MeterBus() {
    close();
    ::close(m_wake);
}

Result<void> MeterBus::open() {
    const std::lock_guard lock(m_mutex);
    const auto loaded = load();
    if (!loaded) return loaded;
    auto pty = Pty::open(m_options.link);
    if (!pty) return pty.error();
    m_pty = std::move(pty).value();
    m_heard.clear();
    m_outgoing.clear();
    m_spokeUntil = {};
    m_nextSave = Steady::now() + kSaveEvery;
    std::uint64_t ignored = 0;
    [[maybe_unused]] const ssize_t emptied = read(m_wake, &ignored, sizeof ignored);
    m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    return {};
}

void MeterBus::close() {
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t woken = write(m_wake, &one, sizeof one);
    m_thread.join();
    const std::lock_guard lock(m_mutex);
    save();
    m_pty.reset();
}

std::string MeterBus::port() const {
    const std::lock_guard lock(m_mutex);
    return m_pty ? m_pty->port() : std::string();
}

Instant MeterBus::meterTime() const {
    const auto passed = SystemClock().now() - m_startedAt;
    return m_startedAt + passed * m_options.speed;
}

nanoseconds MeterBus::characters(std::int64_t count, int halves) const {
    return nanoseconds(1s) * (2 * count + halves) * kBitsPerCharacter / (2 * m_options.baud);
}

void MeterBus::serve(const std::stop_token& stop) {
    prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);  // ns; the default would add 50 us a wait
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const nanoseconds wait = untilNextEvent(Steady::now());
        std::array<pollfd, 2> waiting{{{m_pty->descriptor(), POLLIN, 0}, {m_wake, POLLIN, 0}}};
        const auto seconds = std::chrono::floor<std::chrono::seconds>(wait);
        const timespec timeout{seconds.count(), (wait - seconds).count()};
        lock.unlock();
        ppoll(waiting.data(), waiting.size(), &timeout, nullptr);
        lock.lock();
        const auto now = Steady::now();
        if ((waiting[0].revents & POLLIN) != 0) receive(now);
        transmit(now);
        if (requestComplete(now)) takeRequest(now);
        if (now >= m_nextSave) {
            save();
            m_nextSave = now + kSaveEvery;
        }
    }
}

nanoseconds MeterBus::untilNextEvent(Steady::time_point now) const {
    Steady::time_point next = std::min(now + kIdleWait, m_nextSave);
    if (!m_outgoing.empty()) next = std::min(next, m_outgoing.front().next);
    if (!m_heard.empty()) {
        next = std::min(next, m_heardUntil + (m_options.paced ? characters(3, 1) : kUnpacedGap));
    }
    return std::max<nanoseconds>(next - now, 0ns);
}

void MeterBus::receive(Steady::time_point now) {
    std::array<std::uint8_t, 256> buffer{};
    const ssize_t got = read(m_pty->descriptor(), buffer.data(), buffer.size());
    if (got <= 0) return;
    const auto bytes = std::span<const std::uint8_t>(buffer).first(static_cast<std::size_t>(got));
    if (m_options.echo) m_pty->write(bytes);
    // Somebody talks while a meter does: both are spoilt.
    if (m_options.paced && !m_outgoing.empty() && m_outgoing.front().sent > 0) {
        ++m_collisions;
        m_outgoing.front().bytes.back() ^= 0xFFU;
        return;
    }
    if (m_options.strictGap && m_heard.empty() && now < m_spokeUntil + characters(3, 1)) {
        ++m_tooEarly;
        return;
    }
    m_heard.insert(m_heard.end(), bytes.begin(), bytes.end());
    if (m_heard.size() > kMaxHeard) m_heard.clear();
    m_heardUntil = std::max(m_heardUntil, now) +
                   (m_options.paced ? characters(static_cast<std::int64_t>(got)) : 0ns);
}

void MeterBus::transmit(Steady::time_point now) {
    while (!m_outgoing.empty() && m_outgoing.front().next <= now) {
        Outgoing& out = m_outgoing.front();
        const auto rest = std::span<const std::uint8_t>(out.bytes).subspan(out.sent);
        const std::size_t count = m_options.paced ? 1 : rest.size();
        m_pty->write(rest.first(count));
        out.sent += count;
        m_spokeUntil = now;
        if (out.sent < out.bytes.size()) {
            out.next += characters(1);
        } else {
            m_outgoing.pop_front();
        }
    }
}

bool MeterBus::requestComplete(Steady::time_point now) const {
    if (m_heard.empty()) return false;
    if (m_options.paced) return now >= m_heardUntil + characters(3, 1);
    const std::size_t length = requestLength(m_heard);
    return (length != 0 && m_heard.size() >= length) || now >= m_heardUntil + kUnpacedGap;
}

void MeterBus::takeRequest(Steady::time_point now) {
    Bytes request = std::exchange(m_heard, {});
    const std::size_t size = request.size();
    if (size < 4 || request[size - 2] + 256U * request[size - 1] != checkSum(request, size - 2)) {
        ++m_notUnderstood;
        return;
    }
    ++m_requests;
    request.resize(size - 2);
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [&](const Slot& each) {
        return each.meter.setup().address == request[0];
    });
    if (slot != m_slots.end() && !slot->faults.dead) answer(*slot, request, now);
}

void MeterBus::answer(Slot& slot, const Bytes& request, Steady::time_point now) {
    const Bytes pdu(request.begin() + 1, request.end());
    const auto fault = slot.faults.strike(pdu[0], m_random);
    if (fault && fault->kind == FaultKind::LoseBefore) return;
    slot.meter.advance(meterTime());
    Bytes answered = slot.meter.handle(pdu);
    if (SimMeter::writes(pdu)) save();
    if (fault && fault->kind == FaultKind::LoseAfter) return;
    schedule(slot, std::move(answered), fault, now);
}

void MeterBus::schedule(Slot& slot, Bytes pdu, const std::optional<Fault>& fault,
                        Steady::time_point now) {
    Bytes frame{static_cast<std::uint8_t>(slot.meter.setup().address)};
    frame.insert(frame.end(), pdu.begin(), pdu.end());
    const std::uint16_t crc = checkSum(frame, frame.size());
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
    Steady::time_point start = now;
    if (m_options.paced) start = m_heardUntil + characters(3, 1) + m_options.turnaround;
    if (fault && fault->kind == FaultKind::Corrupt) frame[frame.size() / 2] ^= 0x10U;
    if (fault && fault->kind == FaultKind::Noise) frame.insert(frame.begin(), {0x00, 0x7F});
    if (fault) start += fault->delay;
    if (m_options.paced) start += characters(1);
    start = std::max(start, slot.busyUntil);
    slot.busyUntil = start;
    const auto later =
        std::find_if(m_outgoing.begin(), m_outgoing.end(),
                     [&](const Outgoing& each) { return each.sent == 0 && each.next > start; });
    m_outgoing.insert(later, {std::move(frame), 0, start});
}

}  // namespace wattill::sim
