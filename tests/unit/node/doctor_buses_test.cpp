#include "api/server.hpp"
#include "storage/sqlite_store.hpp"
#include "storage/writer_thread.hpp"
#include "unit/api/fake_service.hpp"
#include "unit/node/doctor_site.hpp"

#include <future>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wattill::node {
namespace {
using testing::HasSubstr;

/// A port of this machine that is taken, and that nobody answers at until listen().
class TakenPort {
  public:
    TakenPort() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* where = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(m_socket, where, size), 0);
        EXPECT_EQ(::getsockname(m_socket, where, &size), 0);
        m_text = "tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    TakenPort(const TakenPort&) = delete;
    TakenPort& operator=(const TakenPort&) = delete;
    ~TakenPort() { ::close(m_socket); }
    void listen() const { EXPECT_EQ(::listen(m_socket, 1), 0); }
    [[nodiscard]] const std::string& text() const { return m_text; }

  private:
    int m_socket;
    std::string m_text;
};

class DoctorOfLines : public Doctor {
  protected:
    /// The check of this name; one that failed by itself when there is none.
    [[nodiscard]] Check check(const std::string& name) const {
        for (const Check& each : look()) {
            if (each.name == name) return each;
        }
        ADD_FAILURE() << "no check is called " << name;
        return {};
    }
    void writeBus(const std::string& port, const std::string& more = {}) const {
        writeSite("[[bus]]\nname = \"bus-1\"\nport = \"" + port + "\"\n" + more);
    }
    /// So many meters stand on bus-1 in the node's database, the first one at this address.
    void put(int count, const std::string& profile, std::int64_t address) const {
        std::filesystem::create_directory(m_folder / "state");
        auto store = storage::SqliteStore::open({(m_folder / "state/wattill.db").string()});
        ASSERT_TRUE(store.ok());
        const auto database = storage::makeWriterThread(std::move(*store));
        std::promise<Result<void>> stored;
        database->submit(
            [&](order::UnitOfWork& unit) -> Result<void> {
                for (int i = 0; i < count; ++i) {
                    const auto put = unit.tenancy().put(place(i, profile, address + i));
                    if (!put) return put.error();
                }
                return {};
            },
            [&](Result<void> result) { stored.set_value(std::move(result)); });
        const auto result = stored.get_future().get();
        ASSERT_TRUE(result.ok()) << result.error().message;
    }

  private:
    [[nodiscard]] static tenancy::MeterPlace place(int number, const std::string& profile,
                                                   std::int64_t address) {
        tenancy::MeterPlace each;
        each.meter = MeterId(std::to_string(202'611'220'001 + number));
        each.profile = profile;
        each.bus = BusId("bus-1");
        each.address = address;
        each.premises = std::to_string(1001 + number);
        each.account = AccountId(std::to_string(88001 + number));
        each.pricePerKwh = Money::fromFen(90);
        return each;
    }
};

TEST_F(DoctorOfLines, AGatewayThatRefusesIsNamedWithWhatToLookAt) {
    const TakenPort port;
    writeBus(port.text());
    const Check refused = check("port of bus-1");
    EXPECT_FALSE(refused.ok);
    EXPECT_THAT(refused.finding, HasSubstr(port.text()));
    EXPECT_THAT(refused.finding, HasSubstr("refused"));
    EXPECT_THAT(refused.remedy, HasSubstr("gateway's power"));
    port.listen();
    EXPECT_TRUE(check("port of bus-1").ok);
}

TEST_F(DoctorOfLines, AGatewaysNameThatIsNotFoundIsNamed) {
    // No name part may have more than 63 letters, so no server has to be asked.
    writeBus("tcp:" + std::string(64, 'g') + ".invalid:4001");
    const Check unknown = check("port of bus-1");
    EXPECT_FALSE(unknown.ok);
    EXPECT_THAT(unknown.finding, HasSubstr("is not found"));
}

TEST_F(DoctorOfLines, ARoundThatTakesLongerThanThreeMinutesIsAFault) {
    writeBus("/dev/no-such-port", "baud = 1200\n");
    put(100, "acrel-ddsy1352-nk", 1);
    EXPECT_TRUE(check("round of bus-1").ok);
    put(190, "acrel-ddsy1352-nk", 1);
    const Check slow = check("round of bus-1");
    EXPECT_FALSE(slow.ok) << slow.finding;
    EXPECT_THAT(slow.finding, HasSubstr("190 meters"));
    EXPECT_THAT(slow.remedy, HasSubstr("split the line"));
}

TEST_F(DoctorOfLines, AMeterWhoseProfileSpeaksAnotherLanguageIsNamed) {
    writeBus("/dev/no-such-port", "protocol = \"dlt645\"\n");
    put(1, "acrel-ddsy1352-nk", 1);
    const Check wrong = check("meter 202611220001");
    EXPECT_FALSE(wrong.ok);
    EXPECT_THAT(wrong.finding, HasSubstr("acrel-ddsy1352-nk does not speak dlt645"));
    EXPECT_THAT(wrong.remedy, HasSubstr("[[bus]] protocol"));
}

TEST_F(DoctorOfLines, AMeterWhoseProfileIsGoneIsNamed) {
    writeBus("/dev/no-such-port");
    put(1, "acrel-1999", 1);
    EXPECT_THAT(check("meter 202611220001").finding, HasSubstr("no profile 'acrel-1999'"));
}

TEST_F(DoctorOfLines, AnAddressThatTheLineCannotCarryIsNamed) {
    writeBus("/dev/no-such-port", "protocol = \"dlt645\"\n");
    put(1, "dlt645-2007", 999'999'999'999);
    EXPECT_THAT(check("meter 202611220001").finding, HasSubstr("999999999999"));
}

/// Beside a node that runs: what it says of its lines is what the test says.
class DoctorBesideANode : public DoctorOfLines {
  protected:
    DoctorBesideANode() {
        auto server = api::startServer({(m_folder / "node.sock").string(), {}, {}, {}}, m_service,
                                       api::Authorizer(Secret(kToken)), m_log);
        EXPECT_TRUE(server.ok());
        if (server) m_server = std::move(*server);
        m_detail.bus.notes.clear();
    }
    void show() { m_service.show(m_detail); }

    api::BusDetailView m_detail = api::samples::busDetail();

  private:
    NullLog m_log;
    api::FakeService m_service;
    std::unique_ptr<api::Server> m_server;
};

TEST_F(DoctorBesideANode, AClockMoreThanTwoMinutesOffIsAFault) {
    writeBus("/dev/no-such-port");
    m_detail.meters.front().clockAheadMs = 120'000;
    show();
    for (const Check& each : look())
        EXPECT_NE(each.name, "clock of meter 202611220001");
    m_detail.meters.front().clockAheadMs = -185'000;
    show();
    const Check off = check("clock of meter 202611220001");
    EXPECT_FALSE(off.ok);
    EXPECT_EQ(off.finding, "is -185 s off");
    EXPECT_THAT(off.remedy, HasSubstr("not near midnight"));
}

TEST_F(DoctorBesideANode, WhatTheNodeNotesOfALineIsAFault) {
    writeBus("/dev/no-such-port");
    show();
    const Check good = check("bus bus-1");
    EXPECT_TRUE(good.ok);
    EXPECT_EQ(good.finding, "load 42.0 %, 31 of 32 meters answer");
    m_detail.bus.notes = {"no answer from 202611220001"};
    show();
    const Check noted = check("bus bus-1");
    EXPECT_FALSE(noted.ok);
    EXPECT_EQ(noted.finding, "no answer from 202611220001");
    EXPECT_EQ(noted.remedy, "wattill bus status bus-1");
}

TEST_F(DoctorBesideANode, TheGatewayIsLeftToTheNode) {
    const TakenPort port;
    writeBus(port.text());
    show();
    EXPECT_TRUE(check("port of bus-1").ok) << "it takes one connection, which is the node's";
}

}  // namespace
}  // namespace wattill::node
