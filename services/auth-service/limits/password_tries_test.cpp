#include "services/auth-service/limits/password_tries.hpp"

#include "services/auth-service/limits/limits_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;
using std::chrono::minutes;

constexpr sql::Query kSetFailures{"test_set_failures",
                                  "UPDATE password_failures SET failures = $1"};
constexpr sql::Query kCountFailures{"test_count_failures",
                                    "SELECT count(*) FROM password_failures"};
constexpr sql::Query kCountThrottled{
    "test_count_throttled",
    "SELECT count(*) FROM audit_events WHERE action = 'user.sign_in_throttled'"};
constexpr sql::Query kCountStopped{"test_count_stopped",
                                   "SELECT count(*) FROM audit_events WHERE action = "
                                   "'user.sign_in_throttled' AND reason = 'account_stop'"};
constexpr sql::Query kDumpFailures{"test_dump_failures", "SELECT code FROM password_failures"};

class PasswordTriesTest : public LimitsFixture {
protected:
    void SetUp() override {
        LimitsFixture::SetUp();
        ASSERT_EQ(sign_up("ada@example.com").status, 201);
    }
    std::int64_t count(const sql::Query& query) {
        return harness.run(harness.database().one<std::int64_t>(query));
    }
    void set_failures(std::int64_t failures) {
        harness.run(harness.database().execute(kSetFailures, failures));
    }
    testing::Response reauthenticate(const Person& person, std::string_view password) {
        return post("/reauthenticate", fmt::format(R"({{"password":"{}"}})", password),
                    {{"authorization", person.bearer()}});
    }
    testing::Response change(const Person& person, std::string_view current) {
        return post("/password/change",
                    fmt::format(R"({{"current_password":"{}","new_password":"{}"}})", current,
                                kOtherPassword),
                    {{"authorization", person.bearer()}});
    }
};

TEST_P(PasswordTriesTest, BF01_AnAccountTakesTenWrongPasswordsFromAllAddressesTogether) {
    int compared = 0;
    for (int i = 0; i < 200; ++i) {
        const auto answer = try_from_anywhere("ada@example.com", fmt::format("wrong guess {}", i));
        EXPECT_EQ(answer.status, i < 10 ? 401 : 429);
        compared += answer.status == 401 ? 1 : 0;
    }
    EXPECT_EQ(compared, 10);
    const auto wrong = try_from_anywhere("ada@example.com", kWrong);
    const auto right = try_from_anywhere("ada@example.com", kPassword);
    EXPECT_EQ(right.status, 429);
    EXPECT_EQ(shape(right), shape(wrong)) << "does not tell that the password was right";
    EXPECT_EQ(right.header("ratelimit-policy"), R"("account";q=10;w=900)");
    EXPECT_EQ(right.header("retry-after"), "90");

    pass(Seconds{90});
    EXPECT_EQ(try_from_anywhere("ada@example.com", kPassword).status, 200);
}

TEST_P(PasswordTriesTest, EN05_AddressesWithoutAnAccountAreCountedAlike) {
    EXPECT_EQ(exhaust("ada@example.com"), 10);
    EXPECT_EQ(exhaust("nobody@example.com"), 10);
    EXPECT_EQ(shape(try_from_anywhere("ada@example.com", kWrong)),
              shape(try_from_anywhere("nobody@example.com", kWrong)));
    EXPECT_EQ(exhaust("ADA@Example.com"), 0) << "another spelling of the same address";
    pass(minutes{15});
    ASSERT_EQ(exhaust("ada@example.com"), exhaust("nobody@example.com"));
    set_failures(100);
    pass(minutes{15});
    EXPECT_EQ(shape(try_from_anywhere("ada@example.com", kPassword)),
              shape(try_from_anywhere("nobody@example.com", kWrong)));
}

TEST_P(PasswordTriesTest, BF05_OfTwoHundredParallelTriesTenAreCompared) {
    const int before = hashed();
    const auto answers =
        in_parallel(200, [this](int) { return sign_in("ada@example.com", "the same wrong one"); });
    EXPECT_EQ(count_status(answers, 401), 10U);
    EXPECT_EQ(count_status(answers, 429), 190U);
    EXPECT_EQ(hashed() - before, 10);
}

TEST_P(PasswordTriesTest, ARightPasswordGivesItsTryBack) {
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(try_from_anywhere("ada@example.com", kWrong).status, 401);
    }
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(try_from_anywhere("ada@example.com", kPassword).status, 200);
    }
    EXPECT_EQ(exhaust("ada@example.com"), 1);
}

TEST_P(PasswordTriesTest, BF01_AHundredInARowStopUntilAMailWhateverIsRestarted) {
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
        pass(Seconds{90});
        compared += try_from_anywhere("ada@example.com", kWrong).status == 401 ? 1 : 0;
    }
    EXPECT_EQ(compared, 100);
    pass(std::chrono::hours{24});
    harness.restart();
    MailFixture::SetUp();
    const int before = hashed();
    const auto right = try_from_anywhere("ada@example.com", kPassword);
    EXPECT_EQ(right.status, 429);
    EXPECT_EQ(right.header("ratelimit-policy"), R"("account-stop";q=100;w=2592000)");
    EXPECT_GT(std::stoi(right.header("retry-after")), 28 * 24 * 3600);
    EXPECT_EQ(hashed(), before);

    EXPECT_EQ(post("/password/forgot", R"({"email":"ada@example.com"})").status, 202);
    EXPECT_EQ(reset(*mail(MailKind::reset_password).token, kOtherPassword).status, 204);
    EXPECT_EQ(try_from_anywhere("ada@example.com", kOtherPassword).status, 200);
}

TEST_P(PasswordTriesTest, BF01_TheStopIsForgottenAMonthAfterTheLastTry) {
    EXPECT_EQ(exhaust("ada@example.com"), 10);
    set_failures(100);
    pass(std::chrono::days{30} - minutes{1});
    EXPECT_EQ(try_from_anywhere("ada@example.com", kPassword).status, 429);
    pass(minutes{1});
    EXPECT_EQ(try_from_anywhere("ada@example.com", kWrong).status, 401);
    EXPECT_EQ(try_from_anywhere("ada@example.com", kPassword).status, 200);
    EXPECT_EQ(count(kCountFailures), 0) << "a right password ends the row";
}

TEST_P(PasswordTriesTest, BF05_ParallelTriesDoNotGetPastTheStop) {
    ASSERT_EQ(try_from_anywhere("ada@example.com", kWrong).status, 401);
    pass(minutes{15});
    set_failures(98);
    const auto answers =
        in_parallel(40, [this](int) { return sign_in("ada@example.com", kWrong); });
    EXPECT_EQ(count_status(answers, 401), 2U);
    EXPECT_EQ(count_status(answers, 429), 38U);
}

TEST_P(PasswordTriesTest, BF09_EveryPlaceThatTakesThePasswordSpendsTheSameTries) {
    const Person person = person_of(sign_in("ada@example.com"));
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(sign_in("ada@example.com", kWrong).status, 401);
    }
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(reauthenticate(person, kWrong).status, 403);
        EXPECT_EQ(change(person, kWrong).status, 403);
    }
    for (const auto& answer : {sign_in("ada@example.com"), reauthenticate(person, kPassword),
                               change(person, kPassword)}) {
        EXPECT_EQ(answer.status, 429);
        EXPECT_EQ(answer.header("ratelimit-policy"), R"("account";q=10;w=900)");
    }
    set_failures(100);
    pass(minutes{14});
    EXPECT_EQ(reauthenticate(person, kPassword).status, 429);
    EXPECT_EQ(change(person, kPassword).status, 429);
}

TEST_P(PasswordTriesTest, PW09_AChangeWithARightPasswordEndsTheRow) {
    const Person person = person_of(sign_in("ada@example.com"));
    EXPECT_EQ(change(person, kWrong).status, 403);
    EXPECT_EQ(count(kCountFailures), 1);
    EXPECT_EQ(reauthenticate(person, kPassword).status, 204);
    EXPECT_EQ(count(kCountFailures), 0);
    EXPECT_EQ(change(person, kWrong).status, 403);
    EXPECT_EQ(change(person, kPassword).status, 204);
    EXPECT_EQ(count(kCountFailures), 0);
}

TEST_P(PasswordTriesTest, AU01_TheFirstRefusalWithinAWhileIsRecorded) {
    exhaust("ada@example.com");
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(try_from_anywhere("ada@example.com", kWrong).status, 429);
    }
    EXPECT_EQ(count(kCountThrottled), 1);
    exhaust("nobody@example.com");
    EXPECT_EQ(count(kCountThrottled), 2);
    pass(minutes{15});
    exhaust("ada@example.com");
    EXPECT_EQ(count(kCountThrottled), 3);
    EXPECT_EQ(count(kCountStopped), 0);
    set_failures(100);
    pass(minutes{15});
    EXPECT_EQ(try_from_anywhere("ada@example.com", kWrong).status, 429);
    EXPECT_EQ(count(kCountStopped), 1);
}

TEST_P(PasswordTriesTest, ATryThatOutlivesTheServiceGivesNothingBack) {
    auto& environment = harness.environment();
    const AuditSeals seals{environment.keys.mac_key("audit-checkpoint")};
    FailureStore failures{environment.database};
    AuditLog audit{environment.ids, environment.random, seals,
                   environment.keys.mac_key("audit-address")};
    const DeviceCookies devices{environment.keys.mac_key("device"), environment.random};
    WrongPairs pairs{environment.limits, environment.keys.mac_key("limit-pair"),
                     environment.metrics, environment.log};
    const auto make = [&] {
        return std::make_unique<PasswordTries>(environment.database, failures, audit, devices,
                                               environment.limits,
                                               environment.keys.mac_key("limit-account"), pairs);
    };
    const http::Request request;
    http::Context context{request};
    context.set_now(harness.clock().now());
    const auto begin = [&](PasswordTries& tries) {
        return harness.run(tries.begin({.email = "grace@example.com"}, context));
    };

    auto tries = make();
    {
        const auto returned = begin(*tries);
        ASSERT_TRUE(returned);
    }
    std::vector<std::expected<PasswordTry, Problem>> suspended;
    for (int i = 0; i < 10; ++i) {
        suspended.push_back(begin(*tries));
        EXPECT_TRUE(suspended.back()) << i << ": the first one was given back";
    }
    tries.reset();
    suspended.clear();
    tries = make();
    EXPECT_FALSE(begin(*tries));
}

TEST_P(PasswordTriesTest, TheTableNamesNobody) {
    try_from_anywhere("ada@example.com", kWrong);
    const auto code = harness.run(harness.database().one<std::string>(kDumpFailures));
    EXPECT_TRUE(std::regex_match(code, std::regex{"[0-9a-f]{64}"})) << code;
}

INSTANTIATE_ON_DATABASES(PasswordTriesTest);

class ShadowTest : public LimitsFixture {
protected:
    ShadowTest() : LimitsFixture(service::RateLimitMode::shadow) {}
};

TEST_P(ShadowTest, NothingIsRefusedAndEverythingCounted) {
    ASSERT_EQ(sign_up("ada@example.com").status, 201);
    for (int i = 0; i < 30; ++i) {
        EXPECT_EQ(sign_in("ada@example.com", fmt::format("wrong guess {}", i)).status, 401);
    }
    EXPECT_EQ(decisions("account", "allowed"), 10U);
    EXPECT_EQ(decisions("account", "would_refuse"), 20U);
    EXPECT_EQ(decisions("pairs-ip", "would_refuse"), 15U);
    harness.run(harness.database().execute(kSetFailures, std::int64_t{200}));
    EXPECT_EQ(sign_in("ada@example.com", kWrong).status, 401);
    EXPECT_EQ(decisions("account-stop", "would_refuse"), 1U);
    EXPECT_EQ(sign_in("ada@example.com").status, 200);
    EXPECT_EQ(decisions("account", "refused"), 0U);
    EXPECT_EQ(harness.run(harness.database().one<std::int64_t>(kCountThrottled)), 0);
}

INSTANTIATE_ON_DATABASES(ShadowTest);

}  // namespace
}  // namespace gatehouse::auth
