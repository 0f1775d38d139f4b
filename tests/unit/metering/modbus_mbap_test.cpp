#include "metering/modbus/mbap_link.hpp"
#include "modbus_stub_line.hpp"

#include <gtest/gtest.h>

// Modbus TCP over a line of the test's own.
namespace wattill::metering::modbus {
namespace {

using Pieces = std::vector<Bytes>;

class Mbap : public ::testing::Test {
  protected:
    [[nodiscard]] static Exchange readTwo() {
        Exchange read;
        read.address = 1;
        read.request = {0x03, 0x02, 0x1F, 0x00, 0x02};
        read.next = {4};
        read.answerBytes = 9;
        read.timeout = Duration(20);
        return read;
    }
    [[nodiscard]] static Exchange sale() {
        Exchange sale;
        sale.address = 1;
        sale.request = {0x20, 0x01, 0x00, 0x00, 0x01, 0x02, 0x00, 0x05};
        sale.answerBytes = 15;
        sale.timeout = Duration(20);
        sale.writes = true;
        return sale;
    }
    /// An answer to `request`, `late` transactions old.
    [[nodiscard]] static Bytes answerTo(const Bytes& request, Bytes pdu, int late = 0,
                                        std::uint8_t unit = 1) {
        const int transaction = request[0] * 256 + request[1] - late;
        return MbapFrame{static_cast<std::uint16_t>(transaction), unit, std::move(pdu)}.bytes();
    }

    const Bytes m_good = {0x03, 0x04, 0, 0, 0x13, 0x88};
    const SystemClock m_clock;
    NullLog m_log;
    FarEnd m_end;
    MbapLink m_link{{BusId("b"), "tcp:gateway:502"}, m_end.opener(), m_clock, m_log};
};

TEST_F(Mbap, ARequestHasItsNumberItsUnitAndNoCheckSum) {
    m_end.answer = [&](const Bytes& request) { return Pieces{answerTo(request, m_good)}; };
    EXPECT_EQ(m_link.exchange(readTwo()).value(), m_good);
    EXPECT_EQ(m_end.sent[0], (Bytes{0, 1, 0, 0, 0, 6, 1, 0x03, 0x02, 0x1F, 0x00, 0x02}));
    EXPECT_EQ(m_link.exchange(readTwo()).value(), m_good);
    EXPECT_EQ(m_end.sent[1][1], 2);
    EXPECT_EQ(m_link.health().answered, 2U);
    EXPECT_TRUE(m_link.health().portOpen);
}

TEST_F(Mbap, ALateAnswerIsDroppedAndTheRightOneTaken) {
    const Bytes old = {0x03, 0x04, 9, 9, 9, 9};
    m_end.answer = [&](const Bytes& request) {
        Bytes both = answerTo(request, old, 1);
        const Bytes right = answerTo(request, m_good);
        both.insert(both.end(), right.begin(), right.end());
        return Pieces{Bytes(both.begin(), both.begin() + 3), Bytes(both.begin() + 3, both.end())};
    };
    EXPECT_EQ(m_link.exchange(readTwo()).value(), m_good);
    EXPECT_EQ(m_link.health().strayBytes, 13U);
}

TEST_F(Mbap, TheRestOfALateAnswerDoesNotSpoilTheNext) {
    Bytes late;
    m_end.answer = [&](const Bytes& request) {
        late = answerTo(request, {0x03, 0x04, 9, 9, 9, 9});
        return Pieces{Bytes(late.begin(), late.begin() + 8)};
    };
    EXPECT_EQ(m_link.exchange(readTwo()).error().code, ErrorCode::Timeout);
    m_end.answer = [&](const Bytes& request) {
        return Pieces{Bytes(late.begin() + 8, late.end()), answerTo(request, m_good)};
    };
    EXPECT_EQ(m_link.exchange(readTwo()).value(), m_good);
}

TEST_F(Mbap, AnswersOfAnotherUnitFunctionOrLengthAreBadReplies) {
    const std::vector<std::pair<Bytes, std::uint8_t>> wrong = {{m_good, 2},
                                                               {{0x04, 0x04, 0, 0, 0x13, 0x88}, 1},
                                                               {{0x03, 0x02, 0, 0}, 1},
                                                               {{0x03, 0x02, 0, 0, 0x13, 0x88}, 1},
                                                               {{0x90, 0x02}, 1}};
    for (const auto& [pdu, unit] : wrong) {
        m_end.answer = [pdu = pdu, unit = unit](const Bytes& request) {
            return Pieces{answerTo(request, pdu, 0, unit)};
        };
        const auto answer = m_link.exchange(readTwo());
        ASSERT_FALSE(answer.ok());
        EXPECT_EQ(answer.error().code, ErrorCode::BadReply);
    }
    EXPECT_EQ(m_link.health().badReplies, wrong.size());
    EXPECT_EQ(m_end.opened, 1) << "the stream is still in step";
}

TEST_F(Mbap, WhatIsNoModbusTcpClosesTheLineAndNamesTheRemedy) {
    m_end.answer = [](const Bytes&) { return Pieces{{1, 3, 4, 0, 0, 0x13, 0x88, 0x77, 0x66}}; };
    const auto answer = m_link.exchange(readTwo());
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().code, ErrorCode::BadReply);
    EXPECT_NE(answer.error().message.find("modbus-rtu"), std::string::npos);
    EXPECT_FALSE(m_link.health().portOpen);
    m_end.answer = [&](const Bytes& request) { return Pieces{answerTo(request, m_good)}; };
    EXPECT_TRUE(m_link.exchange(readTwo()).ok());
    EXPECT_EQ(m_end.opened, 2);
}

TEST_F(Mbap, AGatewaysWordThatAMeterIsSilentCountsAsSilence) {
    AnswerTally tally;
    for (const std::uint8_t exception : {std::uint8_t{0x0A}, std::uint8_t{0x0B}}) {
        m_end.answer = [exception](const Bytes& request) {
            return Pieces{answerTo(request, {0x83, exception})};
        };
        Exchange read = readTwo();
        read.tally = &tally;
        EXPECT_EQ(m_link.exchange(read).value(), (Bytes{0x83, exception}));
    }
    EXPECT_EQ(m_link.health().timeouts, 2U);
    EXPECT_EQ(m_link.health().answered, 0U);
    EXPECT_EQ(tally.health(MeterId("202411110001")).timeouts, 2U);
}

TEST_F(Mbap, ALineThatCannotBeOpenedIsUnreachableAndNotTriedAtEveryCall) {
    m_end.refuses = true;
    EXPECT_EQ(m_link.exchange(sale()).error().code, ErrorCode::Unreachable);
    m_end.refuses = false;
    const auto again = m_link.exchange(sale());
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::Unreachable);
    EXPECT_NE(again.error().message.find("not there"), std::string::npos);
    EXPECT_TRUE(m_end.sent.empty());
    EXPECT_FALSE(m_link.health().portOpen);
}

TEST_F(Mbap, ALineThatWasCutMeanwhileIsOpenedAgainBeforeAnythingIsSent) {
    m_end.answer = [&](const Bytes& request) { return Pieces{answerTo(request, m_good)}; };
    ASSERT_TRUE(m_link.exchange(readTwo()).ok());
    m_end.broken = true;
    EXPECT_TRUE(m_link.exchange(readTwo()).ok());
    EXPECT_EQ(m_end.opened, 2);
    EXPECT_EQ(m_end.sent.size(), 2U);
}

TEST_F(Mbap, ALineCutAfterASaleWasSentLeavesTheOutcomeUnknown) {
    m_end.cutOnSend = true;
    const auto sold = m_link.exchange(sale());
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown());
    const auto read = m_link.exchange(readTwo());
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Unreachable);
    EXPECT_EQ(m_end.sent.size(), 2U) << "the sale went out once";
}

TEST_F(Mbap, ADeadLineIsToldFromDeadMetersAndWhatWasOnItsWayIsDiscarded) {
    ASSERT_TRUE(m_link.open().ok());
    const auto silent = m_link.exchange(sale());
    ASSERT_FALSE(silent.ok());
    EXPECT_NE(silent.error().message.find("meter at address 1"), std::string::npos);
    EXPECT_TRUE(m_link.health().portOpen);

    m_end.stalled = true;
    const auto dead = m_link.exchange(sale());
    ASSERT_FALSE(dead.ok());
    EXPECT_EQ(dead.error().code, ErrorCode::Timeout) << "a sale is unknown all the same";
    EXPECT_NE(dead.error().message.find("not the meters"), std::string::npos);
    EXPECT_TRUE(m_end.discarded);
    EXPECT_FALSE(m_link.health().portOpen);
    EXPECT_EQ(m_link.exchange(readTwo()).error().code, ErrorCode::Unreachable);
}

TEST_F(Mbap, TheTraceShowsWholeFramesLateOnesToo) {
    std::vector<Bytes> sent;
    std::vector<Bytes> came;
    m_link.trace([&](const Frame& frame) {
        auto& into = frame.direction == Direction::ToMeter ? sent : came;
        into.emplace_back(frame.bytes.begin(), frame.bytes.end());
    });
    m_end.answer = [&](const Bytes& request) {
        Bytes both = answerTo(request, m_good, 1);
        const Bytes right = answerTo(request, m_good);
        both.insert(both.end(), right.begin(), right.end());
        return Pieces{Bytes(both.begin(), both.begin() + 15), Bytes(both.begin() + 15, both.end())};
    };
    ASSERT_TRUE(m_link.exchange(readTwo()).ok());
    EXPECT_EQ(sent, m_end.sent);
    ASSERT_EQ(came.size(), 2U);
    EXPECT_EQ(came[0], answerTo(sent[0], m_good, 1));
    EXPECT_EQ(came[1], answerTo(sent[0], m_good));
}

}  // namespace
}  // namespace wattill::metering::modbus
