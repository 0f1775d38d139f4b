#include "meters/meter_bus.hpp"

#include "meters/dlt_face.hpp"

#include <algorithm>

namespace wattill::sim {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

constexpr auto kSaveEvery = 5s;
constexpr nanoseconds kUnpacedGap = 2ms;
constexpr std::size_t kMaxHeard = 512;
constexpr auto kDltByteGap = 500ms;  // facts 2.1
constexpr std::size_t kGarbled = 12;
constexpr std::uint8_t kDltWildcard = 0xAA;
constexpr std::uint8_t kDltBroadcast = 0x99;

bool isBroadcast(const Bytes& address) {
    return std::all_of(address.begin(), address.end(),
                       [](auto byte) { return byte == kDltBroadcast; });
}

bool hears(const SimMeter& meter, const Bytes& address) {
    if (address.size() == 1) return meter.setup().address == address[0];
    const Bytes own = digitBytes(meter.memory().number);
    return isBroadcast(address) ||
           std::equal(own.begin(), own.end(), address.begin(),
                      [](auto mine, auto told) { return told == kDltWildcard || told == mine; });
}

}  // namespace

MeterBus::MeterBus(std::vector<MeterSetup> meters, MeterBusOptions options, Loop* shared)
    : m_own(shared == nullptr ? std::make_unique<Loop>() : nullptr),
      m_loop(shared == nullptr ? *m_own : *shared),
      m_options(std::move(options)),
      m_pace{m_options.baud, m_options.parity == 'N' ? 10 : 11, m_options.paced, m_options.gap},
      m_startedAt(SystemClock().now()),
      m_random(m_options.seed) {
    for (MeterSetup& each : meters)
        m_slots.push_back({SimMeter(std::move(each), m_startedAt), {}, {}, {}});
    m_dlt = !m_slots.empty() && sim::speaksDlt(m_slots[0].meter.setup().model);
}

MeterBus::~MeterBus() {
    close();
}

Result<void> MeterBus::open() {
    {
        const std::lock_guard lock(m_loop.mutex());
        const auto loaded = load();
        if (!loaded) return loaded;
        const auto plugged = plug();
        if (!plugged) return plugged;
        m_opened = true;
    }
    m_loop.start();
    return {};
}

void MeterBus::close() {
    const std::lock_guard lock(m_loop.mutex());
    if (!m_opened) return;
    m_opened = false;
    save();
    if (m_port) unplug();
}

Result<void> MeterBus::plug() {
    const PortPlace place{m_options.port, m_options.link, m_options.address, m_options.tcpPort};
    auto port = openPort(place, m_loop, *this, *this);
    if (!port) return port.error();
    m_port = std::move(port).value();
    if (m_options.port != PortKind::Pty) {
        const std::string name = m_port->name();
        m_options.tcpPort = std::stoi(name.substr(name.rfind(':') + 1));
    }
    m_heard.clear();
    m_lookedAt = {};
    m_outbox.clear();
    m_joined.clear();
    m_wireFree = {};
    if (!m_options.stateFile.empty()) m_nextSave = Steady::now() + kSaveEvery;
    m_loop.add(*this);
    return {};
}

void MeterBus::unplug() {
    m_port.reset();
    m_gateway.clear();
    m_loop.remove(*this);
}

std::string MeterBus::port() const {
    const std::lock_guard lock(m_loop.mutex());
    return m_port ? m_port->name() : std::string();
}

Instant MeterBus::meterTime() const {
    const auto passed = SystemClock().now() - m_startedAt;
    return m_startedAt + passed * m_options.speed;
}

Steady::time_point MeterBus::run(Steady::time_point now) {
    m_outbox.transmit(now, m_pace, *m_port);
    takeRequests(now);
    m_outbox.transmit(now, m_pace, *m_port);
    if (now >= m_nextSave) {
        save();
        m_nextSave = now + kSaveEvery;
    }
    return std::min({m_outbox.next(), heardDeadline(), m_nextSave});
}

void MeterBus::heard(int client, std::span<const std::uint8_t> bytes) {
    const auto now = Steady::now();
    if (m_options.port == PortKind::ModbusTcp) {
        hearGateway(client, bytes, now);
    } else {
        hear(bytes, now);
    }
}

void MeterBus::left(int client) {
    m_gateway.erase(client);
}

bool MeterBus::settingFits() const {
    const int baud = m_options.strictBaud ? m_port->baud() : 0;
    const char parity = m_options.strictParity ? m_port->parity() : '\0';
    return (baud == 0 || baud == m_options.baud) && (parity == 0 || parity == m_options.parity);
}

void MeterBus::hear(std::span<const std::uint8_t> bytes, Steady::time_point now) {
    if (m_options.echo) m_port->send(kEverybody, bytes);
    // Somebody talks while a meter does: both are spoilt.
    if (m_options.paced && m_outbox.talking(now)) {
        ++m_counts.collisions;
        m_outbox.spoil();
        return;
    }
    if (m_options.strictGap && !m_dlt && m_heard.empty() &&
        now < m_outbox.spokeUntil() + m_pace.silence()) {
        ++m_counts.tooEarly;
        return;
    }
    if (!settingFits()) {
        ++m_counts.notUnderstood;
        return;
    }
    m_heard.insert(m_heard.end(), bytes.begin(), bytes.end());
    if (m_heard.size() > kMaxHeard) m_heard.clear();
    m_heardUntil =
        std::max(m_heardUntil, now) + m_pace.characters(static_cast<std::int64_t>(bytes.size()));
}

void MeterBus::hearGateway(int client, std::span<const std::uint8_t> bytes,
                           Steady::time_point now) {
    Bytes& heard = m_gateway[client];
    heard.insert(heard.end(), bytes.begin(), bytes.end());
    bool broken = false;
    std::vector<Request> requests;
    while (auto request = takeMbap(heard, broken)) {
        request->client = client;
        requests.push_back(std::move(*request));
    }
    if (broken) {
        ++m_counts.notUnderstood;
        heard.clear();
    }
    for (const Request& request : requests)  // one of them may end this connection
        handOver(request, now);
}

Steady::time_point MeterBus::heardDeadline() const {
    if (m_heard.empty()) return Steady::time_point::max();
    if (m_dlt) return m_lookedAt < m_heardUntil ? m_heardUntil : m_heardUntil + kDltByteGap;
    return m_heardUntil + (m_options.paced ? m_pace.silence() : kUnpacedGap);
}

bool MeterBus::requestComplete(Steady::time_point now) const {
    if (m_heard.empty()) return false;
    if (now >= heardDeadline()) return true;
    const std::size_t length = rtuRequestLength(m_heard);
    return !m_dlt && !m_options.paced && length != 0 && m_heard.size() >= length;
}

void MeterBus::takeRequests(Steady::time_point now) {
    if (!requestComplete(now)) return;
    if (m_dlt) {
        takeDltRequests(now);
        return;
    }
    const auto request = parseRtu(std::exchange(m_heard, {}));
    if (request) {
        handOver(*request, now);
    } else {
        ++m_counts.notUnderstood;
    }
}

void MeterBus::takeDltRequests(Steady::time_point now) {
    if (m_lookedAt >= m_heardUntil) {  // the rest of a frame has not come
        ++m_counts.notUnderstood;
        m_heard.clear();
        return;
    }
    m_lookedAt = now;
    std::int64_t strays = 0;
    while (const auto request = takeDlt(m_heard, strays)) {
        const bool fromMeter = (request->body[0] & 0x80U) != 0;
        if (!fromMeter) handOver(*request, now);
    }
    if (strays > 0) ++m_counts.notUnderstood;
}

std::vector<MeterBus::Slot*> MeterBus::addressed(const Request& request) {
    std::vector<Slot*> found;
    for (Slot& each : m_slots) {
        if (hears(each.meter, request.address)) found.push_back(&each);
    }
    return found;
}

void MeterBus::handOver(const Request& request, Steady::time_point now) {
    ++m_counts.requests;
    auto slots = addressed(request);
    std::erase_if(slots,
                  [&](const Slot* slot) { return slot->faults.dead || slot->darkUntil > now; });
    if (m_dlt && isBroadcast(request.address)) {
        for (Slot* slot : slots)
            carryOut(*slot, request, strike(*slot, slot->meter.errand(request.body)));
        return;
    }
    if (slots.empty()) {
        noAnswer(request, now);
    } else if (slots.size() == 1) {
        answer(*slots[0], request, now);
    } else {
        // All of them talk at once.
        ++m_counts.collisions;
        place(Bytes(kGarbled, 0x00), kEverybody, answerStart(request, kGarbled, now), 1, {});
    }
}

std::optional<Fault> MeterBus::strike(Slot& slot, Errand errand) {
    auto fault = slot.faults.strike(errand, m_random);
    if (!fault) fault = m_faults.strike(errand, m_random);
    if (fault) ++m_counts.faults[std::string(name(fault->kind))];
    return fault;
}

Bytes MeterBus::carryOut(Slot& slot, const Request& request, const std::optional<Fault>& fault) {
    if (fault && fault->kind == FaultKind::LoseBefore) return {};
    if (fault && fault->kind == FaultKind::Refuse) return slot.meter.refusal(request.body);
    if (fault && fault->kind == FaultKind::PowerLoss) {
        slot.darkUntil = Steady::now() + fault->delay;
        if (m_random.below(2) == 0) return {};
    }
    slot.meter.advance(meterTime());
    const bool half = fault && fault->kind == FaultKind::Partial;
    Bytes body = slot.meter.handle(request.body, half ? Extent::Half : Extent::Whole);
    if (slot.meter.errand(request.body) != Errand::Read) save();
    if (!fault) return body;
    switch (fault->kind) {
        case FaultKind::LoseAfter:
        case FaultKind::PowerLoss:
            return {};
        case FaultKind::Deny:
            return slot.meter.refusal(request.body);
        case FaultKind::Cut:
            m_port->hangUp();
            return {};
        default:
            return body;
    }
}

void MeterBus::answer(Slot& slot, const Request& request, Steady::time_point now) {
    const auto fault = strike(slot, slot.meter.errand(request.body));
    const Bytes body = carryOut(slot, request, fault);
    if (body.empty()) {
        noAnswer(request, now);
    } else {
        speak(slot, request, frame(slot, request, body), fault);
    }
}

}  // namespace wattill::sim
