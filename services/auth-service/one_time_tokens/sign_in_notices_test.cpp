#include <string>

#include "services/auth-service/one_time_tokens/device_likeness.hpp"
#include "services/auth-service/one_time_tokens/mail_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;

constexpr std::string_view kFirefox =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
constexpr std::string_view kNewerFirefox =
    "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";
constexpr std::string_view kPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1";
constexpr std::string_view kNew = "another long phrase 42 to keep";
constexpr std::string_view kHome = "203.0.113.9";
constexpr std::string_view kElsewhere = "198.51.100.7";

TEST(DeviceLikeness, VersionsAndTheEndOfAnAddressMayDiffer) {
    EXPECT_TRUE(alike({kHome, kFirefox}, {"203.0.200.1", kNewerFirefox}));
    EXPECT_FALSE(alike({kHome, kFirefox}, {"203.1.113.9", kFirefox}));
    EXPECT_FALSE(alike({kHome, kFirefox}, {kHome, kPhone}));
    EXPECT_TRUE(alike({"2001:db8:1::1", kFirefox}, {"2001:0db8:ffff::2", kFirefox}));
    EXPECT_FALSE(alike({"2001:db8::1", kFirefox}, {"2001:db9::1", kFirefox}));
    EXPECT_TRUE(alike({"::ffff:203.0.113.9", kFirefox}, {kHome, kFirefox}));
    EXPECT_FALSE(alike({"::1", kFirefox}, {"127.0.0.1", kFirefox}));
    EXPECT_FALSE(alike({"", kFirefox}, {kHome, kFirefox}));
}

class SignInNoticesTest : public MailFixture {
protected:
    testing::Response from(std::string_view address, std::string_view agent) {
        client().set_peer(address);
        return sign_in("ada@example.com", kPassword, {{"user-agent", std::string{agent}}});
    }
    Person register_at_home() {
        client().set_peer(kHome);
        Person person = person_of(
            sign_up("ada@example.com", kPassword, {{"user-agent", std::string{kFirefox}}}));
        mail(MailKind::verify_email);
        return person;
    }
    /// Signs in with the new password and the device cookie that came with an answer.
    testing::Response return_to(std::string_view address, std::string_view agent,
                                const testing::Response& known_by) {
        client().set_peer(address);
        auto fields = with_cookie(
            fmt::format("__Host-device={}", known_by.cookie("__Host-device").value_or("none")));
        fields.emplace_back("user-agent", agent);
        return sign_in("ada@example.com", kNew, std::move(fields));
    }
    /// Mails so far that were not taken by `mail`.
    std::size_t notices() {
        client().set_peer("192.0.2.1");
        const std::size_t count = waiting();
        return count;
    }
};

TEST_P(SignInNoticesTest, ASignInFromAnUnknownDeviceIsMailedToTheOwner) {
    register_at_home();
    harness.clock().advance(std::chrono::hours{1});
    ASSERT_EQ(from(kElsewhere, kPhone).status, 200);
    const auto letter = mail(MailKind::new_sign_in);
    EXPECT_EQ(letter.to, "ada@example.com");
    EXPECT_EQ(letter.ip, kElsewhere);
    EXPECT_EQ(letter.user_agent, kPhone);
    EXPECT_EQ(letter.occurred_at, harness.clock().now());
    EXPECT_EQ(letter.token, std::nullopt);
    // From now on it is known.
    ASSERT_EQ(from(kElsewhere, kPhone).status, 200);
    EXPECT_EQ(notices(), 0U);
}

TEST_P(SignInNoticesTest, KnownDevicesAreNotAnnounced) {
    const Person person = register_at_home();
    ASSERT_EQ(from(kHome, kFirefox).status, 200);
    ASSERT_EQ(from("203.0.7.7", kNewerFirefox).status, 200) << "an update, another lease";
    // Its own sign-out takes the browser its cookies, and the device stays known.
    ASSERT_EQ(sign_out(person).status, 204);
    ASSERT_EQ(from(kHome, kFirefox).status, 200);
    EXPECT_EQ(notices(), 0U);
}

TEST_P(SignInNoticesTest, AFailedSignInIsNotAnnounced) {
    register_at_home();
    client().set_peer(kElsewhere);
    EXPECT_EQ(sign_in("ada@example.com", "not the password 12").status, 401);
    EXPECT_EQ(notices(), 0U);
}

TEST_P(SignInNoticesTest, WhatTheOwnerThrewOutIsNoLongerKnown) {
    const Person owner = register_at_home();
    const Person thief = person_of(from(kElsewhere, kPhone));
    mail(MailKind::new_sign_in);
    EXPECT_EQ(client()
                  .remove("/api/v1/auth/sessions/" + thief.session.session.id.text(),
                          {{"authorization", owner.bearer()}})
                  .status,
              204);
    ASSERT_EQ(from(kElsewhere, kPhone).status, 200);
    mail(MailKind::new_sign_in);
    EXPECT_EQ(sign_out(owner, R"({"scope":"others"})").status, 204);
    ASSERT_EQ(from(kElsewhere, kPhone).status, 200);
    mail(MailKind::new_sign_in);
}

TEST_P(SignInNoticesTest, ADeviceIsKnownByItsCookieWhereverItGoes) {
    client().set_peer(kHome);
    const auto signed_up =
        sign_up("ada@example.com", kPassword, {{"user-agent", std::string{kFirefox}}});
    mail(MailKind::verify_email);
    const std::string cookie = signed_up.cookie("__Host-device").value();
    const auto with_device = [&](std::string_view email) {
        client().set_peer(kElsewhere);
        return sign_in(email, kPassword,
                       {{"user-agent", "Another/1.0"},
                        {"cookie", fmt::format("__Host-device={}", cookie)},
                        {"sec-fetch-site", "same-origin"}})
            .status;
    };
    ASSERT_EQ(with_device("ada@example.com"), 200);
    EXPECT_EQ(notices(), 0U);
    // Of another account it says nothing.
    client().set_peer(kHome);
    sign_up("grace@example.com", kPassword, {{"user-agent", std::string{kFirefox}}});
    mail(MailKind::verify_email);
    ASSERT_EQ(with_device("grace@example.com"), 200);
    EXPECT_EQ(mail(MailKind::new_sign_in).to, "grace@example.com");
}

TEST_P(SignInNoticesTest, TheCookieOfADeviceThatWasThrownOutDoesNotKeepItSilent) {
    const Person owner = register_at_home();
    const auto stolen = from(kElsewhere, kPhone);
    mail(MailKind::new_sign_in);
    const std::string cookie = stolen.cookie("__Host-device").value();
    EXPECT_EQ(sign_out(owner, R"({"scope":"others"})").status, 204);
    client().set_peer(kElsewhere);
    ASSERT_EQ(sign_in("ada@example.com", kPassword,
                      {{"user-agent", std::string{kPhone}},
                       {"cookie", fmt::format("__Host-device={}", cookie)},
                       {"sec-fetch-site", "same-origin"}})
                  .status,
              200);
    mail(MailKind::new_sign_in);
}

TEST_P(SignInNoticesTest, AfterAChangedPasswordOtherDevicesAreNew) {
    const Person owner = register_at_home();
    const auto thief = from(kElsewhere, kPhone);
    mail(MailKind::new_sign_in);
    client().set_peer(kHome);
    const auto changed =
        post("/password/change",
             fmt::format(R"({{"current_password":"{}","new_password":"{}"}})", kPassword, kNew),
             {{"authorization", owner.bearer()}, {"user-agent", std::string{kFirefox}}});
    ASSERT_EQ(changed.status, 204);
    mail(MailKind::password_changed);

    EXPECT_EQ(return_to(kElsewhere, kPhone, thief).status, 200);
    EXPECT_EQ(mail(MailKind::new_sign_in).ip, kElsewhere);
    EXPECT_EQ(return_to(kHome, kFirefox, changed).status, 200);
    EXPECT_EQ(return_to(kHome, kPhone, changed).status, 200) << "by its cookie alone";
    EXPECT_EQ(notices(), 0U);
}

TEST_P(SignInNoticesTest, AfterAResetOnlyTheBrowserThatDidItIsKnown) {
    register_at_home();
    const auto thief = from(kElsewhere, kPhone);
    mail(MailKind::new_sign_in);
    EXPECT_EQ(post("/password/forgot", R"({"email":"ada@example.com"})").status, 202);
    client().set_peer(kHome);
    const auto changed = reset(*mail(MailKind::reset_password).token, kNew);
    ASSERT_EQ(changed.status, 204);
    mail(MailKind::password_changed);

    EXPECT_EQ(return_to(kHome, kFirefox, changed).status, 200);
    EXPECT_EQ(notices(), 0U);
    EXPECT_EQ(return_to(kElsewhere, kPhone, thief).status, 200);
    EXPECT_EQ(mail(MailKind::new_sign_in).ip, kElsewhere);
}

TEST_P(SignInNoticesTest, AReturnAfterAllSessionsAreForgottenIsAnnounced) {
    register_at_home();
    ASSERT_EQ(from(kHome, kFirefox).status, 200);
    constexpr sql::Query kForget{"test_forget_sessions", "DELETE FROM refresh_tokens"};
    harness.run(harness.database().execute(kForget));
    ASSERT_EQ(from(kHome, kFirefox).status, 200);
    mail(MailKind::new_sign_in);
}

INSTANTIATE_ON_DATABASES(SignInNoticesTest);

Settings verification_required() {
    Settings settings;
    settings.password.bcrypt_cost = 4;
    settings.sign_up.verification = Verification::required;
    return settings;
}

class FirstSignInTest : public MailFixture {
protected:
    FirstSignInTest() : MailFixture(verification_required()) {}
};

TEST_P(FirstSignInTest, TheFirstOfAnAccountIsNotAnnounced) {
    const auto mark = sign_up("ada@example.com").cookie("__Host-sign-up");
    const auto letter = mail(MailKind::verify_email);
    ASSERT_EQ(
        verify(*letter.token, with_cookie(fmt::format("__Host-sign-up={}", mark.value()))).status,
        204);
    ASSERT_EQ(sign_in("ada@example.com", kPassword, {{"user-agent", "First"}}).status, 200);
    EXPECT_EQ(waiting(), 0U);
    ASSERT_EQ(sign_in("ada@example.com", kPassword, {{"user-agent", "Second"}}).status, 200);
    mail(MailKind::new_sign_in);
}

INSTANTIATE_ON_DATABASES(FirstSignInTest);

}  // namespace
}  // namespace gatehouse::auth
