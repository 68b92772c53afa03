#include <atomic>

#include "contracts/mail.hpp"
#include "services/auth-service/transfer/transfer_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr sql::Query kAccounts{"test_accounts", "SELECT count(*) FROM users"};
constexpr sql::Query kEvents{"test_events", "SELECT count(*) FROM audit_events"};
constexpr sql::Query kImportEvents{"test_import_events", R"sql(
SELECT count(*) FROM audit_events JOIN users ON users.id = audit_events.target_id
WHERE action = 'user.imported')sql"};
constexpr sql::Query kEnd{"test_import_end", R"sql(
SELECT changes FROM audit_events WHERE action = 'users.import_finished'
ORDER BY id DESC LIMIT 1)sql"};

constexpr std::string_view kBcrypt = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy";

std::string line(std::string_view email, std::string_view more = {}) {
    return fmt::format(R"({{"email":"{}","name":"Ada"{}{}}})"
                       "\n",
                       email, more.empty() ? "" : ",", more);
}

class ImportTest : public TransferFixture {
protected:
    using TransferFixture::TransferFixture;
};

struct Sample {
    std::string_view password;
    std::string_view hash;
};

// Published vectors of each format; the unit tests of the hasher have more.
constexpr Sample kSamples[] = {
    {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"password",
     "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"},
    {"password",
     "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
    {"pleaseletmein",
     "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/"
     "2o+7qQT44+qbVD9lRdofLVQylVYT8P"
     "z2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"},
    {"password",
     "$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44"},
    {"test-password",
     "$pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg$Miy.SnBodN4bdKyaapBEGjmNCyo6NwNId458/vQo0k5olol/"
     "vm.n"
     "AA7yH0.wyiZUvXIyhdJyWMUeHIAmW5wDoQ"},
    {"l\xc3\xa8tmein", "pbkdf2_sha256$20000$seasalt$oBSd886ysm3AqYun62DOdin8YcfbU1z9cksZSuLP9r0="},
    {"Hello world!",
     "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
     "UrjmM0Dp8vOuZeHB"
     "y/YTBmSK6H9qs/y3RnOaw5v."},
    {"user1password",
     "$firescrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/"
     "qzrCnh1SAyZvqmZqAjTdn3aoItz+VHj"
     "oZilo78198JAdRuid5lQ=="},
};
constexpr std::string_view kFirebaseProject = R"({"algorithm": "SCRYPT",
"base64_signer_key": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
"base64_salt_separator": "Bw==", "rounds": 8, "mem_cost": 14})";

TEST_P(ImportTest, PW10_EveryFormatSignsInAndIsUpgradedByIt) {
    std::string text;
    for (std::size_t i = 0; i < std::size(kSamples); ++i) {
        text += line(fmt::format("p{}@example.com", i),
                     fmt::format(R"("password_hash":"{}")", kSamples[i].hash));
    }
    auto project = service().read_firebase_project(kFirebaseProject);
    ASSERT_TRUE(project) << project.error();
    const Imported imported = import(text, {.project = std::move(*project)});
    EXPECT_TRUE(imported.summary.complete()) << imported.told(imported.lines.size() - 1);
    EXPECT_EQ(imported.summary.created, std::ssize(kSamples));
    for (std::size_t i = 0; i < std::size(kSamples); ++i) {
        SCOPED_TRACE(kSamples[i].hash);
        const std::string email = fmt::format("p{}@example.com", i);
        const std::string before = stored_password(email);
        EXPECT_EQ(sign_in(email, "something else").status, 401);
        EXPECT_EQ(stored_password(email), before);
        EXPECT_EQ(sign_in(email, kSamples[i].password).status, 200);
        EXPECT_THAT(stored_password(email), StartsWith("$gh1$1$2b$04$"));
        EXPECT_EQ(sign_in(email, kSamples[i].password).status, 200) << "with the new hash";
        EXPECT_EQ(sign_in(email, "something else").status, 401);
    }
    const Imported again =
        import(text, {.project = std::move(*service().read_firebase_project(kFirebaseProject))});
    EXPECT_TRUE(again.summary.complete()) << "an upgraded hash is newer than the file";
    EXPECT_EQ(again.summary.existing, std::ssize(kSamples));
    EXPECT_THAT(stored_password("p0@example.com"), StartsWith("$gh1$"));
}

TEST_P(ImportTest, AU03_EachAccountIsToldAndRecordedAndNobodyGetsAMail) {
    std::atomic<int> told = 0;
    std::atomic<int> mails = 0;
    harness.bus().subscribe(contracts::UsersImported::kTopic, "test",
                            [&told](const events::Envelope& event) -> Task<void> {
                                const auto content =
                                    json::read<contracts::UsersImported>(event.payload);
                                told += content ? static_cast<int>(content->users.size()) : 1000;
                                co_return;
                            });
    harness.bus().subscribe(contracts::MailRequested::kTopic, "test",
                            [&mails](const events::Envelope&) -> Task<void> {
                                ++mails;
                                co_return;
                            });
    std::string text;
    for (int i = 0; i < 750; ++i)
        text += line(fmt::format("many{}@example.com", i));
    EXPECT_EQ(import(text).summary.created, 750);
    EXPECT_EQ(count(kAccounts), 750);
    EXPECT_EQ(count(kImportEvents), 750);
    EXPECT_EQ(count(kEvents), 751);
    const auto end = harness.run(harness.database().one<std::string>(kEnd));
    EXPECT_THAT(end, HasSubstr(R"("field":"created","before":"","after":"750")"));
    EXPECT_THAT(end, HasSubstr(R"("field":"sha256")"));
    somebody();  // waits until the outbox has been emptied
    EXPECT_EQ(told, 750);
    EXPECT_EQ(mails, 1) << "that of whoever registered";
    const AuditVerdict verdict = harness.run(service().verify_audit());
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
}

TEST_P(ImportTest, EveryMemberIsTaken) {
    const std::string id = "0190b7a1-0000-7000-8000-000000000001";
    const Imported imported = import(
        line(
            "Grace@Example.COM",
            fmt::format(
                R"("id":"{}","password_hash":"{}","email_verified_at":"2021-02-03T04:05:06Z",)"
                R"("created_at":"2020-01-02T03:04:05+01:00","signed_in_at":"2022-01-01T00:00:00Z",)"
                R"("roles":["admin"],"disabled":false)",
                id, kSamples[0].hash)),
        {.allow_admins = true});
    ASSERT_EQ(imported.told(0), "created");
    EXPECT_EQ(imported.lines[0].id->text(), id);
    EXPECT_EQ(imported.lines[0].email, "grace@example.com");
    const auto answer = sign_in("grace@example.com", "U*U").as<SessionAnswer>();
    EXPECT_EQ(answer.user.id.text(), id);
    EXPECT_TRUE(answer.user.email_verified);
    EXPECT_EQ(answer.user.created_at, from_rfc3339("2020-01-02T02:04:05Z"));
    EXPECT_THAT(answer.user.roles, ::testing::ElementsAre("admin"));
    EXPECT_THAT(exported(false), HasSubstr(R"("email_verified_at":"2021-02-03T04:05:06.000Z")"));
}

TEST_P(ImportTest, DisabledAndPasswordlessAccountsDoNotSignIn) {
    import(line("off@example.com",
                fmt::format(R"("password_hash":"{}","disabled":true)", kSamples[0].hash)) +
           line("reset@example.com"));
    EXPECT_EQ(sign_in("off@example.com", "U*U").status, 401);
    EXPECT_EQ(sign_in("reset@example.com", "!").status, 401);
    EXPECT_EQ(stored_password("reset@example.com"), Account::kNoPassword);
    EXPECT_EQ(
        client().post("/api/v1/auth/password/forgot", R"({"email":"reset@example.com"})").status,
        202);
}

TEST_P(ImportTest, IV05_EveryLineIsCheckedAndBadOnesStopNoOthers) {
    struct Case {
        std::string text;
        std::string_view told;
    };
    const std::string hash = fmt::format(R"("password_hash":"{}")", kBcrypt);
    const Case cases[] = {
        {line("first@example.com"), "created"},
        {"{\n", "invalid malformed_json "},
        {"[]\n", "invalid wrong_type "},
        {"\xEF\xBB\xBF{}\n", "invalid malformed_json "},
        {R"({"email":"a@example.com","email":"b@example.com","name":"A"})"
         "\n",
         "invalid malformed_json "},
        {R"({"email":"a@example.com"})"
         "\n",
         "invalid required /name"},
        {R"({"name":"A"})"
         "\n",
         "invalid required /email"},
        {line("no address"), "invalid invalid_email /email"},
        {line("a@example.com", R"("name2":"x")"), "invalid unknown_member /name2"},
        {line("a@example.com", R"("email_verified":"yes")"), "invalid wrong_type /email_verified"},
        {line("a@example.com", R"("roles":["root"])"), "invalid invalid_value /roles/0"},
        {line("a@example.com", R"("roles":["admin"])"), "invalid role_not_allowed /roles"},
        {line("a@example.com", R"("id":"1")"), "invalid invalid_id /id"},
        {line("a@example.com", R"("id":"00000000-0000-0000-0000-000000000000")"),
         "invalid invalid_id /id"},
        {line("a@example.com", R"("id":"ffffffff-ffff-ffff-ffff-ffffffffffff")"),
         "invalid invalid_id /id"},
        {line("a@example.com", R"("created_at":"9999-01-01T00:00:00Z")"),
         "invalid invalid_time /created_at"},
        {line("a@example.com", R"("signed_in_at":"1969-12-31T23:59:59Z")"),
         "invalid invalid_time /signed_in_at"},
        {line("a@example.com",
              R"("email_verified":false,"email_verified_at":"2020-01-01T00:00:00Z")"),
         "invalid contradiction /email_verified_at"},
        {line("a@example.com", R"("password_hash":"hunter2")"),
         "invalid unknown_format /password_hash"},
        {line("a@example.com", R"("password_hash":"!")"), "invalid unknown_format /password_hash"},
        {line("a@example.com",
              R"("password_hash":"$2b$31$)" + std::string(kBcrypt.substr(7)) + '"'),
         "invalid too_costly /password_hash"},
        {line("a@example.com", R"("password_hash":"$firescrypt$c2FsdA==$AAAA")"),
         "invalid firebase_project_missing /password_hash"},
        {line("a@example.com", R"("password_hash":"$gh1$1)" + std::string(kBcrypt) + '"'),
         "invalid other_keys /password_hash"},
        {line("a@example.com", hash + R"(,"password_pepper":"00")"),
         "invalid unexpected /password_pepper"},
        {line("a@example.com", fmt::format(R"("x":"{}")", std::string(20'000, 'x'))),
         "invalid line_too_long "},
        {" \r\n\n", ""},
        {line("last@example.com").substr(0, 44), "created"},
    };
    std::string text;
    for (const Case& each : cases)
        text += each.text;
    const Imported imported = import(text);
    std::size_t index = 0;
    for (const Case& each : cases) {
        if (each.told.empty()) continue;
        EXPECT_EQ(imported.told(index), each.told) << each.text.substr(0, 200);
        ++index;
    }
    EXPECT_EQ(imported.lines.size(), index);
    EXPECT_EQ(imported.lines.back().line, std::ssize(cases) + 1) << "blank lines count";
    EXPECT_EQ(imported.summary.created, 2);
    EXPECT_EQ(imported.summary.invalid, std::ssize(cases) - 3);
    EXPECT_FALSE(imported.summary.complete());
    EXPECT_EQ(count(kAccounts), 2);
}

TEST_P(ImportTest, AllFaultsOfALineAreTold) {
    const Imported imported = import(
        R"({"email":"x","name":"","roles":["root"],"disabled":1})"
        "\n" +
        line("a@example.com",
             R"("roles":["admin"],"password_hash":"md5","created_at":"2999-01-01T00:00:00Z")"));
    EXPECT_EQ(imported.lines.at(0).faults.size(), 4U);
    EXPECT_EQ(imported.lines.at(1).faults.size(), 3U);
}

TEST_P(ImportTest, RunAgainItCreatesNothingTwice) {
    std::string text;
    for (int i = 0; i < 700; ++i)
        text += line(fmt::format("again{}@example.com", i), R"("email_verified":true)");
    import(text.substr(0, text.find("again650") - 10));
    const std::int64_t first = count(kAccounts);
    EXPECT_GT(first, 600);
    const Imported rest = import(text);
    EXPECT_EQ(rest.summary.existing, first);
    EXPECT_EQ(rest.summary.created, 700 - first);
    EXPECT_TRUE(rest.summary.complete());
    EXPECT_EQ(import(text).summary.existing, 700);
    EXPECT_EQ(count(kAccounts), 700);
    EXPECT_EQ(count(kImportEvents), 700);
}

TEST_P(ImportTest, AnAccountThatIsThereIsLeftAsItIs) {
    const std::string id = "0190b7a1-0000-7000-8000-000000000001";
    const std::string other_id = "0190b7a1-0000-7000-8000-000000000002";
    const std::string base = fmt::format(
        R"("id":"{}","password_hash":"{}","created_at":"2020-01-01T00:00:00Z")", id, kBcrypt);
    ASSERT_EQ(import(line("ada@example.com", base)).told(0), "created");
    const auto told = [&](const std::string& text) { return import(text).told(0); };
    EXPECT_EQ(told(line("ada@example.com", base)), "exists");
    EXPECT_EQ(told(line("ADA@example.com")), "exists")
        << "what a line does not say is not compared";
    EXPECT_EQ(told(R"({"email":"ada@example.com","name":"Eve"})"), "exists differs /name");
    EXPECT_EQ(told(line("ada@example.com", fmt::format(R"("id":"{}")", other_id))),
              "exists differs /id");
    EXPECT_EQ(
        told(line("ada@example.com", fmt::format(R"("password_hash":"{}")", kSamples[0].hash))),
        "exists differs /password_hash");
    EXPECT_EQ(told(line("ada@example.com", R"("created_at":"2020-01-02T00:00:00Z")")),
              "exists differs /created_at");
    EXPECT_EQ(told(line("ada@example.com", R"("email_verified":true)")),
              "exists differs /email_verified");
    EXPECT_EQ(told(line("ada@example.com", R"("disabled":true)")), "exists differs /disabled");
    EXPECT_EQ(told(line("eve@example.com", fmt::format(R"("id":"{}")", id))),
              "invalid id_taken /id");
    EXPECT_EQ(stored_password("ada@example.com"), kBcrypt);
    EXPECT_EQ(count(kAccounts), 1);
}

TEST_P(ImportTest, LinesOfOneFileMeetEachOther) {
    const std::string id = R"("id":"0190b7a1-0000-7000-8000-000000000001")";
    const std::string text = line("one@example.com", id) + line("one@example.com", id) +
                             line("One@example.com", R"("disabled":true)") +
                             line("two@example.com", id) + line("two@example.com") +
                             line("three@example.com");
    const Imported tried = import(text, {.dry_run = true});
    EXPECT_EQ(count(kAccounts), 0);
    const Imported imported = import(text);
    const std::vector<std::string> wanted{
        "created", "exists", "exists differs /disabled", "invalid id_taken /id",
        "created", "created"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(imported.told(i), wanted[i]) << i;
        EXPECT_EQ(tried.lines[i].outcome, imported.lines[i].outcome) << i;
        EXPECT_EQ(tried.lines[i].reason, imported.lines[i].reason) << i;
    }
    EXPECT_EQ(count(kAccounts), 3);
}

TEST_P(ImportTest, ADryRunWritesNothingAndFindsTheSame) {
    import(line("there@example.com"));
    const std::int64_t events = count(kEvents);
    std::string text = line("there@example.com") + line("there@example.com", R"("disabled":true)");
    for (int i = 0; i < 600; ++i)
        text += line(fmt::format("dry{}@example.com", i % 590));
    text += "nonsense\n";
    const Imported tried = import(text, {.dry_run = true});
    EXPECT_EQ(tried.summary.lines, 603);
    EXPECT_EQ(tried.summary.created, 590);
    EXPECT_EQ(tried.summary.existing, 11) << "ten of them in the file itself";
    EXPECT_EQ(tried.summary.differing, 1);
    EXPECT_EQ(tried.summary.invalid, 1);
    EXPECT_EQ(count(kAccounts), 1);
    EXPECT_EQ(count(kEvents), events);
}

TEST_P(ImportTest, BesideAServerItTakesSmallerBatches) {
    int asked = 0;
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += line(fmt::format("slow{}@example.com", i));
    EXPECT_EQ(import(text, {.shared = [&asked] { return ++asked < 100; }}).summary.created, 300);
    EXPECT_GT(asked, 4) << "each batch asks again";
}

TEST_P(ImportTest, AFirebaseProjectIsReadStrictly) {
    for (
        const std::string_view text :
        {"", "{}", R"({"base64_signer_key":"AAAA","base64_salt_separator":"","rounds":8})",
         R"({"base64_signer_key":"AAAA","base64_salt_separator":"","rounds":8,"mem_cost":14})",
         R"({"algorithm":"BCRYPT","base64_signer_key":"AAAAAAAAAAAAAAAAAAAAAAAA","base64_salt_separator":"","rounds":8,"mem_cost":14})"}) {
        const auto project = service().read_firebase_project(text);
        ASSERT_FALSE(project) << text;
        EXPECT_THAT(project.error(), ::testing::Not(HasSubstr("AAAA")));
    }
}

INSTANTIATE_ON_DATABASES(ImportTest);

class StrictImportTest : public ImportTest {
protected:
    static Settings required() {
        Settings settings = quick_settings();
        settings.sign_up.verification = Verification::required;
        return settings;
    }
    StrictImportTest() : ImportTest(required()) {}
};

TEST_P(StrictImportTest, AnUnprovenAddressStaysUnproven) {
    const std::string hash = fmt::format(R"("password_hash":"{}")", kSamples[0].hash);
    import(line("unproven@example.com", hash) +
           line("proven@example.com", hash + R"(,"email_verified":true)"));
    EXPECT_EQ(sign_in("unproven@example.com", "U*U").status, 403);
    EXPECT_EQ(sign_in("proven@example.com", "U*U").status, 200);
}

INSTANTIATE_ON_DATABASES(StrictImportTest);

}  // namespace
}  // namespace gatehouse::auth
