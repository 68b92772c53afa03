#include "services/auth-service/tokens/revocation_feed.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

/// A second process on the same database, as far as revocations go.
class RevocationFeedTest : public ServiceFixture {
protected:
    bool refused_there(const Person& person) {
        // The set belongs to the loops, so it is asked on one of them.
        return harness.run(asks(elsewhere, person.session.session.id));
    }
    void poll() { harness.run(feed.catch_up()); }

    static Task<bool> asks(const service::Revocations& revocations, SessionId session) {
        co_return revocations.refuses(session, 1);
    }

    /// Writes a revocation as a process whose clock shows `time` does.
    SessionId revoke_at(Time time) {
        const SessionId session{harness.environment().ids.next()};
        testing::FakeClock clock;
        clock.set_wall(time);
        UuidV7Source ids{clock, harness.environment().random};
        RevocationStore there{harness.database(), ids};
        harness.run(there.insert(harness.database(),
                                 {.session = session, .forget_after = time + std::chrono::hours{2}},
                                 time));
        return session;
    }

    service::Revocations elsewhere{harness.environment().loops, harness.clock(),
                                   std::chrono::minutes{15}};
    RevocationStore store{harness.database(), harness.environment().ids};
    RevocationFeed feed{store, elsewhere, harness.clock()};
};

TEST_P(RevocationFeedTest, SE03_AnotherProcessRefusesAtItsNextLook) {
    const Person before = somebody();
    const Person kept = somebody();
    ASSERT_EQ(sign_out(before).status, 204);
    poll();
    EXPECT_TRUE(refused_there(before));

    const Person after = somebody();
    ASSERT_EQ(sign_out(after).status, 204);
    EXPECT_FALSE(refused_there(after));
    poll();
    EXPECT_TRUE(refused_there(after));
    EXPECT_FALSE(refused_there(kept));
}

TEST_P(RevocationFeedTest, LateCommitsAreSeen) {
    const Time now = harness.clock().now();
    const SessionId newer = revoke_at(now);
    poll();
    // Its id was made before the newest one that the feed has seen.
    const SessionId older = revoke_at(now - std::chrono::seconds{9});
    poll();
    EXPECT_TRUE(harness.run(asks(elsewhere, newer)));
    EXPECT_TRUE(harness.run(asks(elsewhere, older)));
}

TEST_P(RevocationFeedTest, F11_AProcessAheadOfTimeHidesNothing) {
    const Time now = harness.clock().now();
    const SessionId ahead = revoke_at(now + std::chrono::hours{1});
    poll();
    const SessionId on_time = revoke_at(now);
    poll();
    EXPECT_TRUE(harness.run(asks(elsewhere, ahead)));
    EXPECT_TRUE(harness.run(asks(elsewhere, on_time)));
}

TEST_P(RevocationFeedTest, F11_AClockThatIsSetBackBringsBackWhatSeemedPast) {
    const Time now = harness.clock().now();
    const SessionId ended = revoke_at(now);
    harness.clock().set_wall(now + std::chrono::hours{3});
    poll();
    EXPECT_FALSE(harness.run(asks(elsewhere, ended)));
    harness.clock().set_wall(now);
    poll();
    EXPECT_TRUE(harness.run(asks(elsewhere, ended)));
}

TEST_P(RevocationFeedTest, MoreThanAPageIsReadAtOnce) {
    constexpr int kCount = 2500;
    std::vector<SessionId> sessions;
    const Time now = harness.clock().now();
    for (int i = 0; i < kCount; ++i)
        sessions.emplace_back(harness.environment().ids.next());
    harness.run(harness.database().transact([&](sql::Transaction& transaction) -> Task<void> {
        for (const SessionId session : sessions) {
            co_await store.insert(transaction,
                                  {.session = session, .forget_after = now + std::chrono::hours{1}},
                                  now);
        }
    }));
    poll();
    for (const SessionId session : sessions) {
        ASSERT_TRUE(harness.run(asks(elsewhere, session)));
    }
}

INSTANTIATE_ON_DATABASES(RevocationFeedTest);

}  // namespace
}  // namespace gatehouse::auth
