#include <future>
#include <string>

#include "services/auth-service/one_time_tokens/mail_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view kNewPassword = "another long phrase 42 to keep";

class EmailTest : public MailFixture {
protected:
    bool is_verified(const Person& person) {
        const auto response =
            client().get("/api/v1/auth/session", {{"authorization", person.bearer()}});
        return response.body.find(R"("email_verified":true)") != std::string::npos;
    }
    testing::Response change(const Person& person, std::string_view email) {
        return post("/email/change", fmt::format(R"({{"email":"{}"}})", email),
                    {{"authorization", person.bearer()}});
    }
    testing::Response confirm(const std::string& token) {
        return post("/email/change/confirm", fmt::format(R"({{"token":"{}"}})", token));
    }
    testing::Response undo(const std::string& token) {
        return post("/email/change/undo", fmt::format(R"({{"token":"{}"}})", token));
    }
};

TEST_P(EmailTest, EV01_TheSignedInRegistrantProvesTheAddressAndKeepsEverything) {
    const Person person = person_of(sign_up("ada@example.com"));
    const auto letter = mail(MailKind::verify_email);
    EXPECT_FALSE(is_verified(person));
    const auto response =
        verify(*letter.token, with_cookie(fmt::format("__Host-refresh={}", person.cookie)));
    EXPECT_EQ(response.status, 204) << response.body;
    EXPECT_EQ(response.body, "");
    EXPECT_TRUE(is_verified(person));
    EXPECT_EQ(sign_in("ada@example.com").status, 200);
    EXPECT_EQ(verify(*letter.token).code(), "token_expired");
}

TEST_P(EmailTest, EV01_OfFiftyParallelUsesOneSucceedsAndItExpires) {
    sign_up("ada@example.com");
    const auto letter = mail(MailKind::verify_email);
    std::vector<std::future<int>> parallel;
    for (int i = 0; i < 50; ++i) {
        parallel.push_back(
            std::async(std::launch::async, [&] { return verify(*letter.token).status; }));
    }
    int done = 0;
    for (auto& one : parallel) {
        done += one.get() == 200 ? 1 : 0;
    }
    EXPECT_EQ(done, 1);
    sign_up("grace@example.com");
    const auto late = mail(MailKind::verify_email);
    harness.clock().advance(hours{24});
    EXPECT_EQ(verify(*late.token).code(), "token_expired");
}

TEST_P(EmailTest, EV02_TheOwnerOfTheAddressVoidsWhatSomebodyElseSetUp) {
    const Person attacker = person_of(sign_up("victim@example.com"));
    const auto letter = mail(MailKind::verify_email);
    const auto response = verify(*letter.token);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(sign_in("victim@example.com").status, 401);
    EXPECT_EQ(refresh(attacker).status, 401);
    EXPECT_EQ(status_with_token(attacker), 401);
    const std::string body = response.body;
    const std::string key = R"("reset_token":")";
    const auto begin = body.find(key) + key.size();
    const std::string token = body.substr(begin, body.find('"', begin) - begin);
    EXPECT_EQ(reset(token, kNewPassword).status, 204);
    EXPECT_EQ(sign_in("victim@example.com", kNewPassword).status, 200);
}

/// The proof waits for a change of the password that has not committed yet, and then voids it.
TEST_P(EmailTest, EV02_APasswordChangedAtTheSameMomentIsVoidToo) {
    // There transactions follow each other anyway.
    if (GetParam() != testing::Backend::postgres) GTEST_SKIP();
    constexpr sql::Query kChange{"test_change", R"sql(
UPDATE users SET password = password || 'x' WHERE id = $1)sql"};
    constexpr sql::Query kWaiting{"test_waiting", R"sql(
SELECT count(*) FROM pg_locks, pg_sleep(0.01)
WHERE NOT granted AND locktype = 'transactionid'
    AND transactionid = CAST(pg_current_xact_id() AS xid))sql"};
    constexpr sql::Query kPasswordNow{"test_password_now",
                                      "SELECT password FROM users WHERE id = $1"};
    const Person attacker = person_of(sign_up("victim@example.com"));
    const auto letter = mail(MailKind::verify_email);
    const UserId user = attacker.session.user.id;
    std::future<int> proof;
    harness.run(harness.database().transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await transaction.execute(kChange, user);
        proof = std::async(std::launch::async, [&] { return verify(*letter.token).status; });
        std::int64_t waiting = 0;
        for (int i = 0; i < 500 && waiting == 0; ++i) {
            waiting = co_await transaction.one<std::int64_t>(kWaiting);
        }
        EXPECT_EQ(waiting, 1);
    }));
    EXPECT_EQ(proof.get(), 200);
    EXPECT_EQ(harness.run(harness.database().one<std::string>(kPasswordNow, user)),
              Account::kNoPassword);
}

TEST_P(EmailTest, TheCodeProvesTheAddressOnAnotherDevice) {
    const Person person = person_of(sign_up("ada@example.com"));
    const auto letter = mail(MailKind::verify_email);
    const auto response = post(
        "/email/verify", fmt::format(R"({{"email":"ada@example.com","code":"{}"}})", *letter.code),
        with_cookie(fmt::format("__Host-refresh={}", person.cookie)));
    EXPECT_EQ(response.status, 204) << response.body;
    EXPECT_TRUE(is_verified(person));
}

TEST_P(EmailTest, EN04_ResendAnswersTheSameForEveryAddress) {
    const Person person = person_of(sign_up("ada@example.com"));
    const auto first = mail(MailKind::verify_email);
    const auto resend = [this](std::string_view email) {
        return post("/email/verify/resend", fmt::format(R"({{"email":"{}"}})", email));
    };
    const auto known = resend("ada@example.com");
    const auto unknown = resend("nobody@example.com");
    EXPECT_EQ(known.status, 202);
    EXPECT_EQ(known.body, unknown.body);
    const auto second = mail(MailKind::verify_email);
    EXPECT_EQ(verify(*first.token).code(), "token_expired");
    EXPECT_EQ(
        verify(*second.token, with_cookie(fmt::format("__Host-refresh={}", person.cookie))).status,
        204);
    EXPECT_EQ(resend("ada@example.com").status, 202);
    EXPECT_EQ(waiting(), 0U) << "a proven address needs no mail";
}

TEST_P(EmailTest, EV03_AChangeIsConfirmedAtTheNewAddressAndAnnouncedAtTheOld) {
    const Person person = person_of(sign_up("old@example.com"));
    mail(MailKind::verify_email);
    EXPECT_EQ(change(person, "new@example.com").status, 202);
    const auto letter = mail(MailKind::confirm_new_email);
    const auto notice = mail(MailKind::email_change_notice);
    EXPECT_EQ(letter.to, "new@example.com");
    EXPECT_EQ(notice.to, "old@example.com");
    EXPECT_EQ(notice.new_email, "new@example.com");
    EXPECT_EQ(sign_in("old@example.com").status, 200) << "nothing changes before it is confirmed";
    EXPECT_EQ(confirm(*letter.token).status, 204);
    EXPECT_EQ(confirm(*letter.token).code(), "token_expired");
    EXPECT_EQ(sign_in("new@example.com").status, 200);
    EXPECT_EQ(sign_in("old@example.com").status, 401);
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(EmailTest, EV03_TheOldAddressUndoesAChangeFor72Hours) {
    const Person attacker = person_of(sign_up("old@example.com"));
    mail(MailKind::verify_email);
    change(attacker, "new@example.com");
    const auto letter = mail(MailKind::confirm_new_email);
    const auto notice = mail(MailKind::email_change_notice);
    confirm(*letter.token);
    harness.clock().advance(hours{71});
    EXPECT_EQ(undo(*notice.token).status, 200);
    EXPECT_EQ(undo(*notice.token).code(), "token_expired");
    EXPECT_EQ(sign_in("new@example.com").status, 401);
    EXPECT_EQ(sign_in("old@example.com").status, 401) << "the attacker knows that password";
    EXPECT_EQ(refresh(attacker).status, 401);
    post("/password/forgot", R"({"email":"old@example.com"})");
    EXPECT_EQ(reset(*mail(MailKind::reset_password).token, kNewPassword).status, 204);
    EXPECT_EQ(sign_in("old@example.com", kNewPassword).status, 200);
}

TEST_P(EmailTest, EN06_ATakenAddressAnswersTheSame) {
    const Person owner = person_of(sign_up("owner@example.com"));
    const Person person = person_of(sign_up("ada@example.com"));
    mail(MailKind::verify_email);
    mail(MailKind::verify_email);
    const auto taken = change(person, "owner@example.com");
    const auto free = change(person, "free@example.com");
    EXPECT_EQ(taken.status, 202);
    EXPECT_EQ(taken.body, free.body);
    EXPECT_EQ(mail(MailKind::account_exists).to, "owner@example.com");
    mail(MailKind::confirm_new_email);
    mail(MailKind::email_change_notice);
}

TEST_P(EmailTest, AnAddressTakenMeanwhileIsNotTakenAway) {
    const Person person = person_of(sign_up("ada@example.com"));
    mail(MailKind::verify_email);
    change(person, "new@example.com");
    const auto letter = mail(MailKind::confirm_new_email);
    EXPECT_EQ(sign_up("new@example.com").status, 201);
    EXPECT_EQ(confirm(*letter.token).code(), "token_expired");
    EXPECT_EQ(sign_in("ada@example.com").status, 200);
}

TEST_P(EmailTest, SE08_AChangeNeedsAFreshPassword) {
    const Person person = person_of(sign_up("ada@example.com"));
    harness.clock().advance(minutes{6});
    EXPECT_EQ(change(person, "new@example.com").code(), "reauthentication_required");
}

INSTANTIATE_ON_DATABASES(EmailTest);

Settings required_settings() {
    Settings settings;
    settings.password.bcrypt_cost = 4;
    settings.sign_up.verification = Verification::required;
    return settings;
}

class RequiredVerificationTest : public MailFixture {
protected:
    RequiredVerificationTest() : MailFixture(required_settings()) {}
};

TEST_P(RequiredVerificationTest, EN03_SignUpAnswersTheSameForFreeAndTakenAddresses) {
    const auto fresh = sign_up("ada@example.com");
    const auto letter = mail(MailKind::verify_email);
    EXPECT_EQ(fresh.status, 202);
    EXPECT_EQ(fresh.body, R"({"status":"verification_required"})");
    const auto mark = fresh.cookie("__Host-sign-up");
    ASSERT_TRUE(mark);
    EXPECT_EQ(verify(*letter.token, with_cookie(fmt::format("__Host-sign-up={}", *mark))).status,
              204);
    const auto taken = sign_up("ada@example.com", kNewPassword);
    EXPECT_EQ(taken.status, fresh.status);
    EXPECT_EQ(taken.body, fresh.body);
    EXPECT_EQ(taken.headers.size(), fresh.headers.size());
    EXPECT_EQ(mail(MailKind::account_exists).to, "ada@example.com");
    EXPECT_EQ(sign_in("ada@example.com").status, 200);
    EXPECT_EQ(sign_in("ada@example.com", kNewPassword).status, 401);
}

TEST_P(RequiredVerificationTest, EV03_EN03_AnAddressThatCanBeTakenBackAnswersAsATakenOne) {
    const auto fresh = sign_up("owner@example.com");
    const auto mark =
        with_cookie(fmt::format("__Host-sign-up={}", *fresh.cookie("__Host-sign-up")));
    ASSERT_EQ(verify(*mail(MailKind::verify_email).token, mark).status, 204);
    const Person thief = person_of(sign_in("owner@example.com"));
    post("/email/change", R"({"email":"thief@example.com"})", {{"authorization", thief.bearer()}});
    const auto notice = mail(MailKind::email_change_notice);
    const auto letter = mail(MailKind::confirm_new_email);
    ASSERT_EQ(
        post("/email/change/confirm", fmt::format(R"({{"token":"{}"}})", *letter.token)).status,
        204);

    const auto answer = sign_up("owner@example.com", kNewPassword);
    EXPECT_EQ(answer.status, fresh.status);
    EXPECT_EQ(answer.body, fresh.body);
    EXPECT_EQ(answer.headers.size(), fresh.headers.size());
    EXPECT_EQ(mail(MailKind::account_exists).to, "owner@example.com");
    EXPECT_EQ(waiting(), 0U) << "there is no new account to verify";
    EXPECT_EQ(sign_in("owner@example.com", kNewPassword).status, 401);
    EXPECT_EQ(post("/email/change/undo", fmt::format(R"({{"token":"{}"}})", *notice.token)).status,
              200);
}

TEST_P(RequiredVerificationTest, SignInNeedsTheProofAndSaysSoOnlyToWhoKnowsThePassword) {
    sign_up("ada@example.com");
    mail(MailKind::verify_email);
    EXPECT_EQ(sign_in("ada@example.com").code(), "email_not_verified");
    EXPECT_EQ(sign_in("ada@example.com", "some wrong password 1").code(), "invalid_credentials");
}

TEST_P(RequiredVerificationTest, EV02_ProofFromAnotherBrowserVoidsThePassword) {
    sign_up("victim@example.com");
    const auto letter = mail(MailKind::verify_email);
    EXPECT_EQ(verify(*letter.token, with_cookie("__Host-sign-up=guessed")).status, 200);
    EXPECT_EQ(sign_in("victim@example.com").code(), "invalid_credentials");
}

TEST_P(RequiredVerificationTest, AWeakPasswordIsRefusedWhateverTheAddress) {
    EXPECT_EQ(sign_up("ada@example.com", "password1234").code(), "weak_password");
}

INSTANTIATE_ON_DATABASES(RequiredVerificationTest);

}  // namespace
}  // namespace gatehouse::auth
