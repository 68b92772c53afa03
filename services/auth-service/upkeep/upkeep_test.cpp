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
    /// As the service has it.
    struct Parts {
        explicit Parts(testing::ServiceHarness& harness)
            : sessions(harness.database()),
              revocations(harness.database(), harness.environment().ids),
              tokens(harness.database()),
              failures(harness.database()),
              inbox("test", harness.clock(), harness.database()),
              upkeep(sessions, revocations, tokens, failures, inbox,
                     harness.environment().revocations, harness.clock()) {}

        SessionStore sessions;
        RevocationStore revocations;
        OneTimeTokenStore tokens;
        FailureStore failures;
        service::Inbox inbox;
        Upkeep upkeep;
    };
    void clean_up() {
        Parts parts{harness};
        harness.run(parts.upkeep.run());
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

TEST_P(UpkeepTest, ForgetsProcessedEventsAfterTwoWeeks) {
    constexpr sql::Query kInsert{"test_insert_processed",
                                 "INSERT INTO processed_events (event_id, topic, processed_at) "
                                 "VALUES ($1, 'test', $2)"};
    constexpr sql::Query kProcessed{"test_processed",
                                    "SELECT count(*) FROM processed_events WHERE topic = 'test'"};
    const auto process = [&] {
        harness.run(harness.database().execute(kInsert, harness.environment().ids.next(),
                                               harness.clock().now()));
    };
    process();
    harness.clock().advance(std::chrono::days{1});
    process();
    harness.clock().advance(std::chrono::days{13});
    clean_up();
    EXPECT_EQ(count(kProcessed), 2);
    harness.clock().advance(Milliseconds{1});
    clean_up();
    EXPECT_EQ(count(kProcessed), 1);
}

TEST_P(UpkeepTest, F11_AClockThatIsAheadForAMomentRemovesNothing) {
    constexpr sql::Query kTokens{"test_tokens",
                                 "SELECT count(*) FROM one_time_tokens WHERE user_id IS NOT NULL"};
    constexpr sql::Query kFailures{"test_failures", "SELECT count(*) FROM password_failures"};
    const Person person = somebody();
    ASSERT_EQ(sign_out(somebody()).status, 204);
    const Time now = harness.clock().now();
    harness.run(FailureStore::add(harness.database(), "code", now));
    Parts parts{harness};
    const auto left = [&] {
        return std::vector{count(kSessions), count(kRevocations), count(kTokens), count(kFailures)};
    };
    const std::vector<std::int64_t> before = left();
    EXPECT_EQ(before, (std::vector<std::int64_t>{2, 1, 2, 1}));

    harness.clock().set_wall(now + std::chrono::days{40});
    harness.run(parts.upkeep.run());
    EXPECT_EQ(left(), before);
    harness.clock().set_wall(now);
    harness.run(parts.upkeep.run());
    EXPECT_EQ(left(), before);
    EXPECT_EQ(sign_out(person).status, 204);
    EXPECT_EQ(status_with_token(person), 401);

    // Found the same an hour later, it is what the time is.
    harness.clock().set_wall(now + std::chrono::days{40});
    harness.run(parts.upkeep.run());
    harness.clock().advance(std::chrono::hours{1});
    harness.run(parts.upkeep.run());
    EXPECT_EQ(left(), (std::vector<std::int64_t>{0, 0, 0, 0}));
}

INSTANTIATE_ON_DATABASES(UpkeepTest);

}  // namespace
}  // namespace gatehouse::auth
