#include "platform/service/revocations.hpp"

#include <gtest/gtest.h>

#include "platform/testing/fake_clock.hpp"

namespace gatehouse::service {
namespace {

SessionId session(std::uint8_t number) {
    Uuid::Bytes bytes{};
    bytes[15] = number;
    return SessionId{Uuid{bytes}};
}

Time at(int second) {
    return Time{Seconds{second}};
}

class RevocationsTest : public ::testing::Test {
protected:
    RevocationsTest() { loops_.start(); }
    ~RevocationsTest() override { loops_.stop(); }

    void apply(std::vector<Revocation> revocations) {
        async::run_on(loops_.at(0), revocations_.apply(std::move(revocations)));
    }
    /// What each loop says; they must agree.
    bool refuses(SessionId id, std::int64_t version) {
        std::vector<bool> answers;
        for (std::size_t index = 0; index < loops_.size(); ++index) {
            answers.push_back(async::run_on(loops_.at(index), ask(id, version)));
        }
        EXPECT_EQ(std::ranges::count(answers, answers.front()), 3);
        return answers.front();
    }
    Task<bool> ask(SessionId id, std::int64_t version) {
        co_return revocations_.refuses(id, version);
    }

    static constexpr Seconds kTokenLifetime{900};

    async::Loops loops_{3};
    testing::FakeClock clock_;
    Revocations revocations_{loops_, clock_, kTokenLifetime};
};

TEST_F(RevocationsTest, SE03_AnEndedSessionIsRefusedOnEveryLoopOnceApplied) {
    EXPECT_FALSE(refuses(session(1), 7));
    apply({{.session = session(1), .forget_after = at(900)}});
    EXPECT_TRUE(refuses(session(1), 7));
    EXPECT_FALSE(refuses(session(2), 7));
}

TEST_F(RevocationsTest, SE09_TokensOfAnOlderVersionAreRefused) {
    apply({{.session = session(1), .minimum_version = 3, .forget_after = at(900)}});
    EXPECT_TRUE(refuses(session(1), 2));
    EXPECT_FALSE(refuses(session(1), 3));
}

TEST_F(RevocationsTest, AWeakerOrEarlierOneTakesNothingBack) {
    apply({{.session = session(1), .forget_after = at(900)}});
    apply({{.session = session(1), .minimum_version = 2, .forget_after = at(100)}});
    EXPECT_TRUE(refuses(session(1), 1'000));
    clock_.set_wall(at(500));
    clock_.advance(2 * kTokenLifetime);
    clock_.set_wall(at(500));
    revocations_.forget_expired();
    EXPECT_TRUE(refuses(session(1), 1'000));
}

TEST_F(RevocationsTest, ForgetsWhatHasExpired) {
    apply({{.session = session(1), .forget_after = at(100)},
           {.session = session(2), .forget_after = at(900)}});
    clock_.advance(2 * kTokenLifetime);
    clock_.set_wall(at(101));
    revocations_.forget_expired();
    EXPECT_FALSE(refuses(session(1), 1));
    EXPECT_TRUE(refuses(session(2), 1));
}

TEST_F(RevocationsTest, F11_AClockThatIsAheadForAMomentRevivesNoToken) {
    clock_.set_wall(at(0));
    apply({{.session = session(1), .forget_after = at(4'800)}});
    clock_.set_wall(at(20'000));
    revocations_.forget_expired();
    clock_.set_wall(at(0));
    EXPECT_TRUE(refuses(session(1), 1));
}

}  // namespace
}  // namespace gatehouse::service
