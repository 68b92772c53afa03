#include "platform/service/revocations.hpp"

#include <gtest/gtest.h>

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

    async::Loops loops_{3};
    Revocations revocations_{loops_};
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
    revocations_.forget_expired(at(500));
    EXPECT_TRUE(refuses(session(1), 1'000));
}

TEST_F(RevocationsTest, ForgetsWhatHasExpired) {
    apply({{.session = session(1), .forget_after = at(100)},
           {.session = session(2), .forget_after = at(900)}});
    revocations_.forget_expired(at(101));
    EXPECT_FALSE(refuses(session(1), 1));
    EXPECT_TRUE(refuses(session(2), 1));
}

}  // namespace
}  // namespace gatehouse::service
