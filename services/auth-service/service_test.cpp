#include "services/auth-service/service.hpp"

#include <set>

#include "platform/testing/endpoint_table.hpp"
#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

class ServiceTest : public ServiceFixture {
protected:
    std::expected<UserId, Problem> create(std::string_view email, std::string password,
                                          bool administrator) {
        return harness.run(harness.service<AuthService>().create_account(
            {.email = Email::parse(email).value(),
             .name = DisplayName::parse("Root").value(),
             .password = std::move(password),
             .administrator = administrator}));
    }
};

TEST_P(ServiceTest, TheReadmeListsItsEndpoints) {
    EXPECT_EQ(testing::documented_endpoints("services/auth-service/README.md"),
              testing::endpoints_of(harness.router()));
}

TEST_P(ServiceTest, AnOperatorMakesAdministrators) {
    ASSERT_TRUE(create("root@example.com", std::string{kPassword}, true));
    const auto answer = person_of(sign_in("root@example.com")).session;
    EXPECT_EQ(answer.user.roles, std::vector<std::string>{"admin"});
    EXPECT_TRUE(answer.user.email_verified);

    ASSERT_TRUE(create("plain@example.com", std::string{kPassword}, false));
    EXPECT_TRUE(person_of(sign_in("plain@example.com")).session.user.roles.empty());
}

TEST_P(ServiceTest, PW07_TheSameRulesHoldForOperators) {
    const auto code = [](const std::expected<UserId, Problem>& result) {
        return result ? std::string_view{} : result.error().type->code;
    };
    EXPECT_EQ(code(create("root@example.com", "password1234", true)), "weak_password");
    const auto empty = create("root@example.com", "", true);
    EXPECT_EQ(code(empty), "validation_failed");
    ASSERT_EQ(empty.error().errors.size(), 1U);
    EXPECT_EQ(empty.error().errors[0].pointer, "/password");
    EXPECT_EQ(code(create("root@example.com", std::string{kPassword}, true)), "");
    EXPECT_EQ(code(create("root@example.com", std::string{kPassword}, true)), "email_exists");
}

TEST_P(ServiceTest, CountsWhatHappens) {
    const Person person = somebody();
    (void)sign_in("nobody@example.com");
    (void)sign_in(person.session.user.email, "not the right password");
    ASSERT_EQ(refresh(person).status, 200);
    ASSERT_EQ(refresh(person).status, 200);
    ASSERT_EQ(refresh("garbage", person.session.csrf_token).status, 401);
    harness.clock().advance(std::chrono::minutes{1});
    ASSERT_EQ(refresh(person).status, 401);
    const std::string text = harness.environment().metrics.text();
    for (
        const char* line :
        {R"(auth_registrations_total{outcome="success"} 1)",
         R"(auth_login_attempts_total{method="password",outcome="failure",reason="unknown_account"} 1)",
         R"(auth_login_attempts_total{method="password",outcome="failure",reason="wrong_password"} 1)",
         R"(auth_login_attempts_total{method="password",outcome="success",reason="none"} 0)",
         R"(auth_tokens_refreshed_total{outcome="rotated"} 1)",
         R"(auth_tokens_refreshed_total{outcome="grace"} 1)",
         R"(auth_tokens_refreshed_total{outcome="invalid"} 1)",
         R"(auth_tokens_refreshed_total{outcome="reuse_detected"} 1)",
         "auth_sessions_ended_total 1"}) {
        EXPECT_THAT(text, ::testing::HasSubstr(line));
    }
}

INSTANTIATE_ON_DATABASES(ServiceTest);

}  // namespace
}  // namespace gatehouse::auth
