#include "services/auth-service/sign_up/sign_up.hpp"

#include <atomic>

#include "services/auth-service/service_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::HasSubstr;

class SignUpTest : public ServiceFixture {
protected:
    void expect_weak(std::string_view password) {
        const auto response = sign_up("weak@example.com", password);
        EXPECT_EQ(response.status, 422) << password;
        EXPECT_EQ(response.code(), "weak_password") << password;
        EXPECT_THAT(response.body, HasSubstr(R"("pointer":"/password")"));
    }
    void expect_accepted(std::string_view password) {
        static std::atomic<int> count = 0;
        const std::string email = fmt::format("accepted{}@example.com", ++count);
        EXPECT_EQ(sign_up(email, password).status, 201) << password;
        EXPECT_EQ(sign_in(email, password).status, 200) << password;
    }
    static std::string repeat(std::string_view text, int times) {
        std::string result;
        for (int i = 0; i < times; ++i)
            result += text;
        return result;
    }
};

TEST_P(SignUpTest, AnswersWithASessionAndTheAccount) {
    const auto response = sign_up("Grace@Example.com");
    ASSERT_EQ(response.status, 201) << response.body;
    const auto answer = response.as<SessionAnswer>();
    EXPECT_EQ(answer.status, "ok");
    EXPECT_EQ(answer.token_type, "Bearer");
    EXPECT_EQ(answer.expires_in, 900);
    EXPECT_EQ(answer.user.email, "grace@example.com");
    EXPECT_EQ(answer.user.name, "Grace Hopper");
    EXPECT_FALSE(answer.user.email_verified);
    EXPECT_TRUE(answer.user.roles.empty());
    EXPECT_EQ(answer.user.created_at, harness.clock().now());
    EXPECT_EQ(answer.session.expires_at, harness.clock().now() + std::chrono::days{7});
    EXPECT_EQ(response.header("cache-control"), "no-store");
    EXPECT_EQ(status_with_token(person_of(response)), 200);
}

TEST_P(SignUpTest, TellsTheOtherServices) {
    std::atomic<int> told = 0;
    harness.bus().subscribe(contracts::UserRegistered::kTopic, "test",
                            [&told](const events::Envelope& event) -> Task<void> {
                                const auto content =
                                    json::read<contracts::UserRegistered>(event.payload);
                                if (content && content->name == "Grace Hopper") ++told;
                                co_return;
                            });
    ASSERT_EQ(sign_up("grace@example.com").status, 201);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (told == 0 && std::chrono::steady_clock::now() < limit)
        std::this_thread::yield();
    EXPECT_EQ(told, 1);
}

TEST_P(SignUpTest, IV07_OneAddressInEverySpelling) {
    ASSERT_EQ(sign_up("A@EXAMPLE.com").status, 201);
    const auto response = sign_up("a@example.com");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.code(), "email_exists");
    EXPECT_EQ(sign_in("a@Example.COM").status, 200);
    // Letters that only look alike are other addresses.
    EXPECT_EQ(sign_up("\u0430@example.com").status, 201);
    EXPECT_EQ(sign_up("a@example.com\r\nbcc:x@example.com").status, 422);
}

TEST_P(SignUpTest, PW01_LengthCountsCodePoints) {
    expect_weak("xk4!vqz9#wm");
    expect_accepted("xk4!vqz9#wmB");
    expect_weak("😀😃😄😁😆😅😂🤣😊😇🙂");
    expect_accepted("😀😃😄😁😆😅😂🤣😊😇🙂🙃");
}

TEST_P(SignUpTest, PW02_LongPasswordsOfAnyScript) {
    expect_accepted(repeat("é", 64));
    expect_accepted(repeat("дождь за окном ", 17));
}

TEST_P(SignUpTest, PW03_NothingIsCutOff) {
    const std::string start = repeat("abcdefgh ijklmnop ", 4);
    ASSERT_EQ(sign_up("long@example.com", start + "X").status, 201);
    EXPECT_EQ(sign_in("long@example.com", start + "X").status, 200);
    EXPECT_EQ(sign_in("long@example.com", start + "Y").status, 401);
    EXPECT_EQ(sign_in("long@example.com", start).status, 401);
}

TEST_P(SignUpTest, PW04_NulIsRefused) {
    const auto response = client().post(
        "/api/v1/auth/register",
        R"({"email":"nul@example.com","password":"abc\u0000defghijklmno","name":"N"})");
    EXPECT_EQ(response.status, 422) << response.body;
    EXPECT_EQ(sign_in("nul@example.com", "abc").status, 401);
}

TEST_P(SignUpTest, PW05_TooLongIsRefusedUnhashed) {
    const std::string longest = repeat("window over rain", 16);
    ASSERT_EQ(longest.size(), 256U);
    expect_accepted(longest);
    EXPECT_EQ(sign_up("longer@example.com", longest + "c").status, 422);
    EXPECT_EQ(sign_in("longer@example.com", longest + "c").status, 422);
    EXPECT_EQ(sign_in("longer@example.com", std::string(60'000, 'a')).status, 422);
}

TEST_P(SignUpTest, PW06_NoCompositionRules) {
    expect_accepted("all lower case and some spaces");
}

TEST_P(SignUpTest, PW07_CommonPasswordsAndNamesAreRefused) {
    for (const char* password : {"password1234", "qwertyuiop12", "123456789012", "aaaaaaaaaaaa",
                                 "iloveyou1234", "gatehouse1234", "letmeinplease", "abcdefghijkl",
                                 "adminadminadmin", "passwordpassword"}) {
        expect_weak(password);
    }
    expect_weak("Grace Hopper 1");
    const auto response = sign_up("montgomery.q@example.com", "montgomery.q 77 x");
    EXPECT_EQ(response.code(), "weak_password");
}

TEST_P(SignUpTest, PW08_OneUnicodeFormAndOtherwiseExact) {
    ASSERT_EQ(sign_up("nfd@example.com", "cafe\u0301 de la gare du nord").status, 201);
    EXPECT_EQ(sign_in("nfd@example.com", "caf\u00e9 de la gare du nord").status, 200);
    EXPECT_EQ(sign_in("nfd@example.com", " caf\u00e9 de la gare du nord").status, 401);
    EXPECT_EQ(sign_in("nfd@example.com", "Caf\u00e9 de la gare du nord").status, 401);
}

TEST_P(SignUpTest, PW05_PW08_LengthIsThatOfTheNormalForm) {
    // 140 syllables; taken apart they have 420 code points.
    const std::string syllables = repeat("\ud55c\uae00\ubc97\uac01\ub3d7\uac83\ub208", 20);
    const std::string letters = repeat(
        "\u1112\u1161\u11ab\u1100\u1173\u11af\u1107\u1165\u11ba\u1100"
        "\u1161\u11a8\u1103\u1169\u11ba\u1100\u1165\u11ba\u1102\u116e\u11ab",
        20);
    ASSERT_EQ(sign_up("nfc@example.com", syllables).status, 201);
    EXPECT_EQ(sign_in("nfc@example.com", letters).status, 200);
    EXPECT_EQ(sign_up("nfd@example.com", letters).status, 201);
    EXPECT_EQ(sign_up("long@example.com", repeat(letters, 2)).status, 422);
    // No longer by being written otherwise: six letters are six.
    expect_weak(repeat("e\u0301", 6));
}

TEST_P(SignUpTest, IV06_OnlyTheMembersOfTheContract) {
    for (const char* extra :
         {R"("id":"0197c000-0000-7000-8000-000000000000")", R"("user_id":1)", R"("role":"admin")",
          R"("roles":["admin"])", R"("is_admin":true)", R"("email_verified":true)",
          R"("tenant_id":1)", R"("balance":1)", R"("created_at":"2020-01-01T00:00:00Z")"}) {
        const auto response = client().post(
            "/api/v1/auth/register",
            fmt::format(R"({{"email":"mass@example.com","password":"{}","name":"M",{}}})",
                        kPassword, extra));
        EXPECT_EQ(response.status, 422) << extra;
    }
    EXPECT_EQ(sign_in("mass@example.com").status, 401);
}

TEST_P(SignUpTest, CS04_ForeignOriginsAreRefused) {
    EXPECT_EQ(sign_up("eve@example.com", kPassword, {{"origin", "https://evil.example"}}).code(),
              "csrf_failed");
    EXPECT_EQ(sign_up("eve@example.com", kPassword, {{"sec-fetch-site", "cross-site"}}).code(),
              "csrf_failed");
    EXPECT_EQ(sign_in("eve@example.com").status, 401);
    EXPECT_EQ(sign_up("eve@example.com", kPassword, {{"sec-fetch-site", "same-origin"}}).status,
              201);
}

INSTANTIATE_ON_DATABASES(SignUpTest);

}  // namespace
}  // namespace gatehouse::auth
