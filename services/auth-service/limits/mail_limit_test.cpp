#include "services/auth-service/limits/limits_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;
using std::chrono::minutes;

constexpr sql::Query kAttempts{
    "test_attempts", "SELECT code_attempts FROM one_time_tokens WHERE purpose = 'reset_password'"};

class MailLimitTest : public LimitsFixture {
protected:
    void SetUp() override {
        LimitsFixture::SetUp();
        ASSERT_EQ(sign_up("ada@example.com").status, 201);
        verification_ = mail(MailKind::verify_email);
    }
    testing::Response forgot() {
        return post("/password/forgot", R"({"email":"ada@example.com"})");
    }
    testing::Response resend() {
        return post("/email/verify/resend", R"({"email":"ada@example.com"})");
    }
    testing::Response by_code(std::string_view code) {
        return post("/password/reset",
                    fmt::format(R"({{"email":"ada@example.com","code":"{}","password":"{}"}})",
                                code, kOtherPassword));
    }

    contracts::MailContent verification_;
};

TEST_P(MailLimitTest, BF08_OfTwentyRequestsThreeBringAMailAndTheLastOneWorks) {
    for (int i = 0; i < 20; ++i) {
        client().set_peer(fmt::format("10.0.0.{}", i));
        EXPECT_EQ(forgot().status, 202);
    }
    contracts::MailContent last;
    for (int i = 0; i < 3; ++i) {
        last = mail(MailKind::reset_password);
    }
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(reset(*last.token, kOtherPassword).status, 204)
        << "requests without a mail must not void the mailed token";
    pass(minutes{60});
    EXPECT_EQ(forgot().status, 202);
    mail(MailKind::reset_password);
}

TEST_P(MailLimitTest, BF08_TheMailOfSigningUpCountsToo) {
    for (int i = 0; i < 20; ++i) {
        client().set_peer(fmt::format("10.0.0.{}", i));
        EXPECT_EQ(resend().status, 202);
    }
    contracts::MailContent last;
    for (int i = 0; i < 2; ++i) {
        last = mail(MailKind::verify_email);
    }
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(verify(*last.token).status, 200);
}

TEST_P(MailLimitTest, BF08_OthersCannotFloodTheOwnerOfAnAddress) {
    const Person mallory = person_of(sign_up("mallory@example.com"));
    mail(MailKind::verify_email);
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(post("/email/change", R"({"email":"ada@example.com"})",
                       {{"authorization", mallory.bearer()}})
                      .status,
                  202);
    }
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(mail(MailKind::account_exists).to, "ada@example.com");
    }
    EXPECT_EQ(waiting(), 0U);
}

TEST_P(MailLimitTest, BF07_AskingForMailsGivesNoFurtherTriesAtCodes) {
    for (int round = 0; round < 3; ++round) {
        client().set_peer(fmt::format("10.0.1.{}", round));
        forgot();
        std::string wrong = *mail(MailKind::reset_password).code;
        wrong[0] = wrong[0] == '0' ? '1' : '0';
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(by_code(wrong).status, 410);
        }
    }
    for (int i = 0; i < 20; ++i) {
        client().set_peer(fmt::format("10.0.0.{}", i));
        forgot();
    }
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(harness.run(harness.database().one<std::int64_t>(kAttempts)), 5)
        << "the tries of the last code stay used";
}

INSTANTIATE_ON_DATABASES(MailLimitTest);

}  // namespace
}  // namespace gatehouse::auth
