#include "services/auth-service/upkeep/upkeep.hpp"

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kSessions{"test_sessions", "SELECT count(*) FROM refresh_tokens"};
constexpr sql::Query kRevocations{"test_revocations", "SELECT count(*) FROM revocations"};

struct Count {
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(Count, (), (count))

class UpkeepTest : public ServiceFixture {
protected:
    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<Count>(query)).count;
    }
    void clean_up() {
        SessionStore sessions{harness.database()};
        RevocationStore revocations{harness.database(), harness.environment().ids};
        OneTimeTokenStore tokens{harness.database()};
        FailureStore failures{harness.database()};
        Upkeep upkeep{
            sessions,       revocations, tokens, failures, harness.environment().revocations,
            harness.clock()};
        harness.run(upkeep.run());
    }
};

TEST_P(UpkeepTest, RemovesWhatHasHadItsTime) {
    const Person ended = somebody();
    const Person kept = somebody();
    ASSERT_EQ(sign_out(ended).status, 204);
    clean_up();
    EXPECT_EQ(count(kSessions), 2);
    EXPECT_EQ(count(kRevocations), 1);

    harness.clock().advance(std::chrono::minutes{79});
    clean_up();
    EXPECT_EQ(count(kRevocations), 1);
    harness.clock().advance(std::chrono::minutes{2});
    clean_up();
    EXPECT_EQ(count(kSessions), 2);
    EXPECT_EQ(count(kRevocations), 0);
    EXPECT_EQ(refresh(ended).status, 401);
    EXPECT_EQ(refresh(kept).status, 200);

    harness.clock().advance(std::chrono::days{30});
    const Person fresh = somebody();
    clean_up();
    EXPECT_EQ(count(kSessions), 1);
    EXPECT_EQ(refresh(ended).status, 401);
    EXPECT_EQ(refresh(fresh).status, 200);
}

TEST_P(UpkeepTest, F11_AClockThatIsAheadForAMomentRemovesNoRevocation) {
    ASSERT_EQ(sign_out(somebody()).status, 204);
    SessionStore sessions{harness.database()};
    RevocationStore revocations{harness.database(), harness.environment().ids};
    OneTimeTokenStore tokens{harness.database()};
    FailureStore failures{harness.database()};
    Upkeep upkeep{sessions,       revocations, tokens, failures, harness.environment().revocations,
                  harness.clock()};
    const Time now = harness.clock().now();
    harness.clock().set_wall(now + std::chrono::hours{3});
    harness.run(upkeep.run());
    EXPECT_EQ(count(kRevocations), 1);
    // Found the same an hour later, it is what the time is.
    harness.clock().advance(std::chrono::hours{1});
    harness.run(upkeep.run());
    EXPECT_EQ(count(kRevocations), 0);
}

INSTANTIATE_ON_DATABASES(UpkeepTest);

}  // namespace
}  // namespace gatehouse::auth
