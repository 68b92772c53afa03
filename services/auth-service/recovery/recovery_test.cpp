#include <future>
#include <string>

#include "services/auth-service/one_time_tokens/mail_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;
using std::chrono::minutes;

constexpr std::string_view kNewPassword = "another long phrase 42 to keep";

class RecoveryTest : public MailFixture {
protected:
    Person register_person(const std::string& email) {
        Person person = person_of(sign_up(email));
        mail(MailKind::verify_email);
        return person;
    }
    testing::Response forgot(std::string_view email) {
        return post("/password/forgot", fmt::format(R"({{"email":"{}"}})", email));
    }
    testing::Response change(const Person& person, std::string_view current,
                             std::string_view fresh) {
        return post(
            "/password/change",
            fmt::format(R"({{"current_password":"{}","new_password":"{}"}})", current, fresh),
            {{"authorization", person.bearer()}});
    }
};

TEST_P(RecoveryTest, AForgottenPasswordIsSetByTheMailedToken) {
    const Person person = register_person("ada@example.com");
    EXPECT_EQ(forgot("ada@example.com").status, 202);
    const auto letter = mail(MailKind::reset_password);
    EXPECT_EQ(letter.to, "ada@example.com");
    EXPECT_EQ(reset(*letter.token, kNewPassword).status, 204);
    EXPECT_EQ(sign_in("ada@example.com", kNewPassword).status, 200);
    EXPECT_EQ(sign_in("ada@example.com").status, 401);
    // RS-01, SE-04: all sessions end, and the reset itself signed nobody in.
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(status_with_token(person), 401);
    mail(MailKind::password_changed);
    EXPECT_EQ(reset(*letter.token, kNewPassword).code(), "token_expired");
}

TEST_P(RecoveryTest, EN04_ForgotAnswersTheSameForEveryAddress) {
    register_person("ada@example.com");
    const auto known = forgot("ada@example.com");
    const auto unknown = forgot("nobody@example.com");
    EXPECT_EQ(known.status, 202);
    EXPECT_EQ(known.body, unknown.body);
    EXPECT_EQ(known.headers.size(), unknown.headers.size());
    mail(MailKind::reset_password);
    EXPECT_EQ(waiting(), 0U);
}

TEST_P(RecoveryTest, RS01_OnlyTheNewestTokenWorksForThirtyMinutes) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto first = mail(MailKind::reset_password);
    forgot("ada@example.com");
    const auto second = mail(MailKind::reset_password);
    EXPECT_EQ(reset(*first.token, kNewPassword).code(), "token_expired");
    harness.clock().advance(minutes{30});
    EXPECT_EQ(reset(*second.token, kNewPassword).code(), "token_expired");
    EXPECT_EQ(sign_in("ada@example.com").status, 200);
}

TEST_P(RecoveryTest, RS01_OfFiftyParallelUsesOneSucceeds) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    std::vector<std::future<int>> parallel;
    for (int i = 0; i < 50; ++i) {
        parallel.push_back(std::async(std::launch::async, [&, i] {
            return reset(*letter.token, fmt::format("another long phrase {} to keep", i)).status;
        }));
    }
    int done = 0;
    for (auto& one : parallel) {
        const int status = one.get();
        EXPECT_TRUE(status == 204 || status == 410 || status == 503) << status;
        done += status == 204 ? 1 : 0;
    }
    EXPECT_EQ(done, 1);
}

TEST_P(RecoveryTest, AWeakPasswordDoesNotSpendTheToken) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    EXPECT_EQ(reset(*letter.token, "password1234").code(), "weak_password");
    EXPECT_EQ(reset(*letter.token, kNewPassword).status, 204);
}

TEST_P(RecoveryTest, BF07_ARightCodeWithAWeakPasswordIsNoTry) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    const auto by_code = [&](std::string_view password) {
        return post("/password/reset",
                    fmt::format(R"({{"email":"ada@example.com","code":"{}","password":"{}"}})",
                                *letter.code, password));
    };
    for (int i = 0; i < 6; ++i) {
        EXPECT_EQ(by_code("password1234").code(), "weak_password");
    }
    EXPECT_EQ(by_code(kNewPassword).status, 204);
}

TEST_P(RecoveryTest, BF07_ACodeHasFiveTries) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    ASSERT_EQ(letter.code->size(), 8U);
    const auto by_code = [this](std::string_view code, std::string_view password) {
        return post("/password/reset",
                    fmt::format(R"({{"email":"ada@example.com","code":"{}","password":"{}"}})",
                                code, password));
    };
    std::string wrong = *letter.code;
    wrong[0] = wrong[0] == '0' ? '1' : '0';
    std::vector<std::future<int>> parallel;
    for (int i = 0; i < 50; ++i) {
        parallel.push_back(
            std::async(std::launch::async, [&] { return by_code(wrong, kNewPassword).status; }));
    }
    for (auto& one : parallel) {
        EXPECT_EQ(one.get(), 410);
    }
    EXPECT_EQ(by_code(*letter.code, kNewPassword).status, 410) << "the tries are used";
    forgot("ada@example.com");
    const auto next = mail(MailKind::reset_password);
    EXPECT_EQ(by_code(*next.code, kNewPassword).status, 204);
}

TEST_P(RecoveryTest, RS02_TokensOfOtherPurposesAndFormsAreRefused) {
    sign_up("ada@example.com");
    const auto letter = mail(MailKind::verify_email);
    EXPECT_EQ(reset(*letter.token, kNewPassword).code(), "token_expired");
    EXPECT_EQ(reset("", kNewPassword).code(), "token_expired");
    EXPECT_EQ(reset(std::string(5000, 'a'), kNewPassword).code(), "token_expired");
    EXPECT_EQ(post("/password/reset", fmt::format(R"({{"password":"{}"}})", kNewPassword)).status,
              422);
    EXPECT_EQ(
        post("/password/reset",
             fmt::format(R"({{"token":"x","email":"a@example.com","code":"1","password":"{}"}})",
                         kNewPassword))
            .status,
        422);
    EXPECT_EQ(verify(*letter.token).status, 200);
}

TEST_P(RecoveryTest, PW09_AChangeNeedsTheCurrentPasswordAndEndsOtherSessions) {
    const Person here = register_person("ada@example.com");
    const Person there = person_of(sign_in("ada@example.com"));
    const auto wrong = change(here, "not the current one 77", kNewPassword);
    EXPECT_EQ(wrong.status, 403);
    EXPECT_EQ(wrong.code(), "invalid_credentials");
    EXPECT_EQ(change(here, kPassword, kPassword).code(), "same_password");
    const auto weak = change(here, kPassword, "password1234");
    EXPECT_EQ(weak.code(), "weak_password");
    EXPECT_THAT(weak.body, ::testing::HasSubstr("/new_password"));
    EXPECT_EQ(change(here, kPassword, kNewPassword).status, 204);
    EXPECT_EQ(status_with_token(here), 200);
    EXPECT_EQ(status_with_token(there), 401);
    EXPECT_EQ(refresh(there).status, 401);
    EXPECT_EQ(sign_in("ada@example.com", kNewPassword).status, 200);
    mail(MailKind::password_changed);
}

TEST_P(RecoveryTest, PW08_ThePasswordInAnotherUnicodeFormIsTheSame) {
    const Person person = person_of(sign_up("ada@example.com", "caf\u00e9 de la gare du nord"));
    EXPECT_EQ(
        change(person, "caf\u00e9 de la gare du nord", "cafe\u0301 de la gare du nord").code(),
        "same_password");
    EXPECT_EQ(change(person, "cafe\u0301 de la gare du nord", kNewPassword).status, 204);
}

TEST_P(RecoveryTest, AChangeVoidsAResetThatSomebodyAskedFor) {
    const Person person = register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    EXPECT_EQ(change(person, kPassword, kNewPassword).status, 204);
    EXPECT_EQ(reset(*letter.token, "yet another phrase 99 here").code(), "token_expired");
}

TEST_P(RecoveryTest, TokensAreNotReadableFromTheDatabase) {
    register_person("ada@example.com");
    forgot("ada@example.com");
    const auto letter = mail(MailKind::reset_password);
    constexpr sql::Query kStored{"test_stored", R"sql(
        SELECT token_hash || code_hash FROM one_time_tokens WHERE purpose = 'reset_password')sql"};
    const auto stored = harness.run(harness.database().one<std::string>(kStored));
    EXPECT_EQ(stored.find(*letter.token), std::string::npos);
    EXPECT_EQ(stored.find(*letter.code), std::string::npos);
}

TEST_P(RecoveryTest, SE08_DeletionNeedsAFreshPassword) {
    const Person person = register_person("ada@example.com");
    const auto erase = [&] {
        return client().remove("/api/v1/auth/account", {{"authorization", person.bearer()}});
    };
    const auto show = [&](std::string_view password) {
        return post("/reauthenticate", fmt::format(R"({{"password":"{}"}})", password),
                    {{"authorization", person.bearer()}});
    };
    harness.clock().advance(minutes{6});
    EXPECT_EQ(erase().code(), "reauthentication_required");
    EXPECT_EQ(show("wrong password here").status, 403);
    EXPECT_EQ(erase().status, 403);
    EXPECT_EQ(show(kPassword).status, 204);
    EXPECT_EQ(erase().status, 202);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(sign_in("ada@example.com").status, 401);
    EXPECT_EQ(mail(MailKind::account_deleted).to, "ada@example.com");
    EXPECT_EQ(sign_up("ada@example.com").status, 201) << "the address is free again";
}

INSTANTIATE_ON_DATABASES(RecoveryTest);

}  // namespace
}  // namespace gatehouse::auth
