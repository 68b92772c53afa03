#include "services/auth-service/tokens/device_cookie.hpp"

#include "services/auth-service/limits/limits_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::MailKind;
using std::chrono::minutes;

class DeviceCookieTest : public LimitsFixture {
protected:
    void SetUp() override {
        LimitsFixture::SetUp();
        ASSERT_EQ(sign_up("ada@example.com").status, 201);
        known_ = device_of(sign_in("ada@example.com"));
    }
    testing::Response from_known(std::string_view password = kPassword) {
        return sign_in("ada@example.com", password, known_);
    }
    /// The cookies of this many further browsers.
    std::vector<testing::Fields> known_browsers(int count) {
        std::vector<testing::Fields> browsers;
        while (std::ssize(browsers) < count) {
            browsers.push_back(device_of(try_from_anywhere("ada@example.com", kPassword)));
        }
        return browsers;
    }
    testing::Response change_password() {
        const Person person = person_of(sign_in("ada@example.com"));
        return post("/password/change",
                    fmt::format(R"({{"current_password":"{}","new_password":"{}"}})", kPassword,
                                kOtherPassword),
                    {{"authorization", person.bearer()}});
    }
    testing::Response reset_password() {
        EXPECT_EQ(post("/password/forgot", R"({"email":"ada@example.com"})").status, 202);
        return reset(*mail(MailKind::reset_password).token, kOtherPassword);
    }
    /// What a browser with each of them can try, when the account takes no more from elsewhere.
    int tries_of(const std::vector<testing::Fields>& browsers) {
        exhaust("ada@example.com");
        int compared = 0;
        for (const auto& browser : browsers) {
            compared += exhaust("ada@example.com", browser);
        }
        return compared;
    }

    testing::Fields known_;
};

TEST_P(DeviceCookieTest, BF02_AThousandWrongPasswordsDoNotLockTheOwnerOut) {
    for (int i = 0; i < 1'000; ++i) {
        try_from_anywhere("ada@example.com", kWrong);
        if (i % 10 == 9) pass(minutes{2});
    }
    EXPECT_EQ(from_known().status, 200) << "the browser that signed in before";
    exhaust("ada@example.com");
    EXPECT_EQ(try_from_anywhere("ada@example.com", kPassword).status, 429) << "any other";

    EXPECT_EQ(post("/password/forgot", R"({"email":"ada@example.com"})").status, 202);
    EXPECT_EQ(reset(*mail(MailKind::reset_password).token, kOtherPassword).status, 204);
    EXPECT_EQ(try_from_anywhere("ada@example.com", kOtherPassword).status, 200);
}

TEST_P(DeviceCookieTest, BF02_SigningUpMakesTheBrowserKnown) {
    const auto known = device_of(sign_up("grace@example.com"));
    exhaust("grace@example.com");
    EXPECT_EQ(sign_in("grace@example.com", kPassword, known).status, 200);
}

TEST_P(DeviceCookieTest, BF02_AKnownBrowserHasTenTriesOfItsOwn) {
    EXPECT_EQ(exhaust("ada@example.com", known_), 10);
    const auto refused = from_known();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("device";q=10;w=900)");
    EXPECT_EQ(exhaust("ada@example.com"), 10) << "others have theirs";
    pass(Seconds{90});
    const auto again = from_known();
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(exhaust("ada@example.com", device_of(again)), 10) << "each sign-in begins afresh";
}

TEST_P(DeviceCookieTest, BF02_AKnownBrowserBeyondAHundredIsAsAnyOther) {
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
        pass(Seconds{90});
        compared += sign_in("ada@example.com", kWrong, known_).status == 401 ? 1 : 0;
    }
    EXPECT_EQ(compared, 150) << "a hundred as a known browser, then those of the account";
    EXPECT_EQ(decisions("device", "allowed"), 100U);
}

TEST_P(DeviceCookieTest, BF02_ItIsBoundToItsAccountAndCannotBeMade) {
    const auto others = device_of(sign_up("mallory@example.com"));
    exhaust("ada@example.com");
    EXPECT_EQ(sign_in("ada@example.com", kPassword, others).status, 429);
    std::string cookie = known_.front().second;
    const std::size_t value = cookie.find('=') + 1;
    for (const std::size_t at : {value, value + 20, value + 30, cookie.size() - 2}) {
        std::string forged = cookie;
        forged[at] = forged[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(sign_in("ada@example.com", kPassword, with_cookie(forged)).status, 429) << at;
    }
    for (const std::string& forged :
         {std::string{"__Host-device="}, cookie + "A", cookie + "; " + cookie,
          cookie.substr(0, cookie.size() - 3), "__Host-device=" + std::string(75, 'A')}) {
        EXPECT_EQ(sign_in("ada@example.com", kPassword, with_cookie(forged)).status, 429);
    }
    EXPECT_EQ(from_known().status, 200);
}

TEST_P(DeviceCookieTest, BF02_ItCountsForNinetyDays) {
    pass(std::chrono::days{90} - minutes{1});
    exhaust("ada@example.com");
    const auto renewed = from_known();
    EXPECT_EQ(renewed.status, 200);
    pass(minutes{1});
    exhaust("ada@example.com");
    EXPECT_EQ(from_known().status, 429);
    EXPECT_EQ(sign_in("ada@example.com", kPassword, device_of(renewed)).status, 200);
}

TEST_P(DeviceCookieTest, BF01_CookiesEndWithThePasswordThatTheyWereGivenFor) {
    const auto before = known_browsers(3);
    const auto changed = change_password();
    ASSERT_EQ(changed.status, 204);
    EXPECT_EQ(tries_of(before), 0);
    EXPECT_EQ(sign_in("ada@example.com", kOtherPassword, known_).status, 429);
    EXPECT_EQ(sign_in("ada@example.com", kOtherPassword, device_of(changed)).status, 200)
        << "the browser that changed it is known at once";
}

TEST_P(DeviceCookieTest, BF01_CookiesEndWithAResetByMail) {
    const auto before = known_browsers(3);
    const auto changed = reset_password();
    ASSERT_EQ(changed.status, 204);
    EXPECT_EQ(tries_of(before), 0);
    EXPECT_EQ(sign_in("ada@example.com", kOtherPassword, device_of(changed)).status, 200);
}

TEST_P(DeviceCookieTest, BF01_EV02_CookiesEndWithAPasswordThatIsVoid) {
    const auto before = known_browsers(3);
    EXPECT_EQ(verify(*mail(MailKind::verify_email).token).status, 200);
    EXPECT_EQ(tries_of(before), 0);
}

TEST_P(DeviceCookieTest, PW10_TheBrowserWhosePasswordIsHashedAfreshStaysKnown) {
    settings_.password.bcrypt_cost = 5;
    harness.restart();
    MailFixture::SetUp();
    const auto again = device_of(from_known());
    exhaust("ada@example.com");
    EXPECT_EQ(sign_in("ada@example.com", kPassword, again).status, 200);
}

TEST_P(DeviceCookieTest, BF01_ManyKnownBrowsersHaveThirtyTriesTogether) {
    const auto browsers = known_browsers(8);
    EXPECT_EQ(tries_of(browsers), 30);
    const auto refused = sign_in("ada@example.com", kPassword, browsers.back());
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("ratelimit-policy"), R"("devices";q=30;w=900)");
    EXPECT_EQ(refused.header("retry-after"), "30");
    pass(Seconds{30});
    EXPECT_EQ(sign_in("ada@example.com", kPassword, browsers.back()).status, 200);
    EXPECT_EQ(tries_of({browsers.back()}), 1) << "a right password gives back its own try alone";
}

TEST_P(DeviceCookieTest, BF01_ManyKnownBrowsersHaveThreeHundredInARowTogether) {
    const auto browsers = known_browsers(5);
    std::size_t next = 0;
    for (int i = 0; i < 400; ++i) {
        pass(Seconds{90});
        EXPECT_EQ(sign_in("ada@example.com", kWrong, browsers[next++ % browsers.size()]).status,
                  401);
    }
    EXPECT_EQ(decisions("device", "allowed"), 300U) << "then those of the account";
    EXPECT_EQ(decisions("account", "allowed"), 100U + 6U) << "and those of six sign-ins";
    pass(Seconds{90});
    EXPECT_EQ(sign_in("ada@example.com", kPassword, browsers[0]).status, 429);
    ASSERT_EQ(reset_password().status, 204);
    const auto fresh = device_of(sign_in("ada@example.com", kOtherPassword));
    EXPECT_EQ(tries_of({fresh}), 10) << "a reset by mail ends that too";
}

TEST_P(DeviceCookieTest, BF05_OfManyKnownBrowsersInParallelThirtyAreCompared) {
    const auto browsers = known_browsers(8);
    const int before = hashed();
    const auto answers = in_parallel(160, [&](int i) {
        return sign_in("ada@example.com", kWrong,
                       browsers[static_cast<std::size_t>(i) % browsers.size()]);
    });
    EXPECT_EQ(count_status(answers, 401), 30U);
    EXPECT_EQ(hashed() - before, 30);
}

TEST_P(DeviceCookieTest, TK01_ItSignsNobodyIn) {
    const std::string device = known_.front().second.substr(std::string{"__Host-device="}.size());
    EXPECT_EQ(refresh(device, "x").status, 401);
    EXPECT_EQ(client().get("/api/v1/auth/session", {{"authorization", "Bearer " + device}}).status,
              401);
    const Person person = person_of(sign_in("ada@example.com"));
    exhaust("ada@example.com");
    EXPECT_EQ(sign_in("ada@example.com", kPassword,
                      with_cookie(fmt::format("__Host-device={}", person.cookie)))
                  .status,
              429);
}

TEST_P(DeviceCookieTest, SigningOutWithATokenWorksBesideIt) {
    const Person person = person_of(sign_in("ada@example.com"));
    auto fields = known_;
    fields.emplace_back("authorization", person.bearer());
    EXPECT_EQ(post("/logout", "{}", fields).status, 204);
    EXPECT_EQ(status_with_token(person), 401);
}

INSTANTIATE_ON_DATABASES(DeviceCookieTest);

}  // namespace
}  // namespace gatehouse::auth
