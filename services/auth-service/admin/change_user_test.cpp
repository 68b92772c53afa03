#include "services/auth-service/admin/change_user.hpp"

#include <algorithm>
#include <future>

#include "platform/service/outbox.hpp"
#include "services/auth-service/admin/audit_events.hpp"
#include "services/auth-service/admin/list_users.hpp"
#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr sql::Query kPersonalOf{"test_personal_of",
                                 "SELECT count(*) FROM audit_personal WHERE person_id = $1"};
constexpr sql::Query kContentWith{"test_content_with",
                                  "SELECT count(*) FROM audit_personal WHERE content LIKE $1"};
constexpr sql::Query kSessionsOf{"test_sessions_of",
                                 "SELECT count(*) FROM refresh_tokens WHERE user_id = $1"};
constexpr sql::Query kActiveAdmins{
    "test_active_admins", "SELECT count(*) FROM users WHERE roles = 'admin' AND status = 'active'"};

/// What a refresh answers.
struct Refreshed {
    std::string access_token;
    std::string token_type;
    std::int64_t expires_in;
    std::string csrf_token;
};
BOOST_DESCRIBE_STRUCT(Refreshed, (), (access_token, token_type, expires_in, csrf_token))

class ChangeUserTest : public AdminFixture {
protected:
    AuditLogEntry newest_event() {
        const auto answer = client().get("/api/v1/auth/admin/audit-events?limit=1", as(admin));
        return answer.as<AuditLogPage>().data.at(0);
    }
    std::int64_t count(const sql::Query& query, const auto&... arguments) {
        return harness.run(harness.database().one<std::int64_t>(query, arguments...));
    }

    Person admin = make_admin("root@example.com");
    Person person = somebody();
};

TEST_P(ChangeUserTest, SE04_DisablingEndsEverythingAtOnce) {
    const auto answer = patch_user(admin, person, R"({"status":"disabled"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.as<AdminUser>().status, AccountStatus::disabled);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).code(), "session_expired");
    EXPECT_EQ(sign_in("person1@example.com").code(), "invalid_credentials");
    harness.restart();
    EXPECT_EQ(status_with_token(person), 401);

    ASSERT_EQ(patch_user(admin, person, R"({"status":"active"})").status, 200);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(sign_in("person1@example.com").status, 200);
}

TEST_P(ChangeUserTest, SE09_RolesTakeEffectAtOnce) {
    ASSERT_EQ(patch_user(admin, person, R"({"roles":["admin"]})").status, 200);
    // Tokens with the old roles are refused, the session goes on and gets the new ones.
    EXPECT_EQ(status_with_token(person), 401);
    auto refreshed = refresh(person);
    ASSERT_EQ(refreshed.status, 200) << refreshed.body;
    person.cookie = refreshed.cookie("__Host-refresh").value();
    person.session.access_token = refreshed.as<Refreshed>().access_token;
    EXPECT_EQ(client().get("/api/v1/auth/admin/users", as(person)).status, 200);

    ASSERT_EQ(patch_user(admin, person, R"({"roles":[]})").status, 200);
    EXPECT_EQ(client().get("/api/v1/auth/admin/users", as(person)).status, 401);
    harness.restart();
    EXPECT_EQ(client().get("/api/v1/auth/admin/users", as(person)).status, 401);
    refreshed = refresh(person);
    ASSERT_EQ(refreshed.status, 200) << refreshed.body;
    person.session.access_token = refreshed.as<Refreshed>().access_token;
    EXPECT_EQ(client().get("/api/v1/auth/admin/users", as(person)).status, 403);
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(ChangeUserTest, ANewNameEndsNothing) {
    const auto answer = patch_user(admin, person, R"({"name":"Ada"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.as<AdminUser>().name, "Ada");
    EXPECT_EQ(status_with_token(person), 200);
    EXPECT_EQ(
        client().get("/api/v1/auth/admin/users?q=ada", as(admin)).as<AdminUserPage>().data.size(),
        1U);
}

TEST_P(ChangeUserTest, AChangeNeedsTheTagThatWasRead) {
    const auto first = get_user(admin, person);
    auto fields = as(admin);
    EXPECT_EQ(client().patch(path_of(person), R"({"name":"A"})", fields).code(),
              "precondition_required");
    fields.emplace_back("if-match", first.header("etag"));
    const auto changed = client().patch(path_of(person), R"({"name":"Ada"})", fields);
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_NE(changed.header("etag"), first.header("etag"));
    EXPECT_EQ(get_user(admin, person).header("etag"), changed.header("etag"));
    EXPECT_EQ(client().patch(path_of(person), R"({"name":"Eve"})", fields).code(),
              "precondition_failed");
    EXPECT_EQ(client().remove(path_of(person), fields).code(), "precondition_failed");
    EXPECT_EQ(get_user(admin, person).as<AdminUser>().name, "Ada");
}

TEST_P(ChangeUserTest, IV06_OnlyWhatMayChangeIsAccepted) {
    for (const char* body :
         {R"({"roles":["root"]})", R"({"roles":null})", R"({"status":"deleted"})",
          R"({"status":null})", R"({"name":null})", R"({"name":""})",
          R"({"email":"x@example.com"})", R"({"id":"01890a5d-ac96-774b-bcce-b302099a8057"})",
          R"({"version":9})", R"({"password":"x"})", R"({"email_verified":true})"}) {
        EXPECT_EQ(patch_user(admin, person, body).status, 422) << body;
    }
    const auto before = get_user(admin, person);
    EXPECT_EQ(patch_user(admin, person, "{}").header("etag"), before.header("etag"));
    EXPECT_EQ(before.as<AdminUser>().name, "Grace Hopper");
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(ChangeUserTest, AU01_ChangesAreRecordedWithBeforeAndAfter) {
    ASSERT_EQ(patch_user(admin, person, R"({"roles":["admin","admin"]})").status, 200);
    const AuditLogEntry roles = newest_event();
    EXPECT_EQ(roles.action, "user.roles_changed");
    EXPECT_EQ(roles.actor, admin.session.user.id);
    EXPECT_EQ(roles.target, person.session.user.id);
    EXPECT_EQ(roles.session_id, admin.session.session.id);
    ASSERT_EQ(roles.changes.size(), 1U);
    EXPECT_EQ(roles.changes.front().before, "");
    EXPECT_EQ(roles.changes.front().after, "admin");

    ASSERT_EQ(patch_user(admin, person, R"({"name":"Ada"})").status, 200);
    const AuditLogEntry name = newest_event();
    EXPECT_EQ(name.action, "user.name_changed");
    ASSERT_EQ(name.changes.size(), 1U);
    EXPECT_EQ(name.changes.front().before, "Grace Hopper");
    EXPECT_EQ(name.changes.front().after, "Ada");

    ASSERT_EQ(client().remove(path_of(person, "/sessions"), as(admin)).status, 204);
    EXPECT_EQ(newest_event().action, "user.sessions_ended");
    ASSERT_EQ(patch_user(admin, person, R"({"status":"disabled"})").status, 200);
    EXPECT_EQ(newest_event().action, "user.status_changed");
}

TEST_P(ChangeUserTest, IfMatchNamesWhatIsThereAsAListOrAsAnything) {
    const auto with = [&](const std::string& tags) {
        auto fields = as(admin);
        fields.emplace_back("if-match", tags);
        return fields;
    };
    const auto path = path_of(person);
    EXPECT_EQ(client().patch(path, R"({"name":"Ada King"})", with("*")).status, 200);
    const std::string tag = get_user(admin, person).header("etag");
    EXPECT_EQ(client().patch(path, R"({"name":"Ada"})", with("\"y\", " + tag)).status, 200);
    EXPECT_EQ(client().remove(path, with("\"y\", " + tag)).status, 412);
    EXPECT_EQ(client().remove(path, with("*")).status, 204);
    EXPECT_EQ(client().remove(path, with("*")).status, 404);
}

TEST_P(ChangeUserTest, TheLastActiveAdministratorStays) {
    EXPECT_EQ(patch_user(admin, admin, R"({"roles":[]})").code(), "last_admin");
    EXPECT_EQ(patch_user(admin, admin, R"({"status":"disabled"})").code(), "last_admin");
    EXPECT_EQ(client().remove(path_of(admin), as(admin)).code(), "last_admin");
    EXPECT_EQ(client().remove("/api/v1/auth/account", as(admin)).code(), "last_admin");
    // One who is disabled does not count.
    ASSERT_EQ(patch_user(admin, person, R"({"roles":["admin"]})").status, 200);
    ASSERT_EQ(patch_user(admin, person, R"({"status":"disabled"})").status, 200);
    EXPECT_EQ(patch_user(admin, admin, R"({"roles":[]})").code(), "last_admin");
    ASSERT_EQ(patch_user(admin, person, R"({"status":"active"})").status, 200);
    EXPECT_EQ(patch_user(admin, admin, R"({"roles":[]})").status, 200);
}

TEST_P(ChangeUserTest, TwoAdministratorsWhoDemoteEachOtherLeaveOne) {
    for (int round = 0; round < 8; ++round) {
        const Person other = make_admin(fmt::format("other{}@example.com", round));
        const auto own_tag = get_user(admin, admin).header("etag");
        const auto other_tag = get_user(admin, other).header("etag");
        const auto demote = [this](const Person& by, const Person& whom, const std::string& tag) {
            auto fields = as(by);
            fields.emplace_back("if-match", tag);
            return client().patch(path_of(whom), R"({"roles":[]})", fields).status;
        };
        auto first = std::async(std::launch::async, demote, admin, other, other_tag);
        auto second = std::async(std::launch::async, demote, other, admin, own_tag);
        const int statuses[] = {first.get(), second.get()};
        EXPECT_EQ(std::ranges::count(statuses, 200), 1) << statuses[0] << ' ' << statuses[1];
        ASSERT_EQ(count(kActiveAdmins), 1);
        if (statuses[1] == 200) admin = other;
    }
}

TEST_P(ChangeUserTest, GD01_ErasureEndsEverythingAndLeavesAPseudonym) {
    ASSERT_EQ(sign_in("person1@example.com", "wrong password here").status, 401);
    const UserId id = person.session.user.id;
    ASSERT_GT(count(kPersonalOf, id), 0);
    EXPECT_EQ(client().remove(path_of(person), as(admin)).status, 204);

    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(refresh(person).status, 401);
    EXPECT_EQ(sign_in("person1@example.com").code(), "invalid_credentials");
    EXPECT_EQ(get_user(admin, person).status, 404);
    EXPECT_EQ(client().remove(path_of(person), as(admin)).status, 404);
    EXPECT_EQ(count(kPersonalOf, id), 0);
    EXPECT_EQ(count(kSessionsOf, id), 0);
    EXPECT_EQ(count(kContentWith, "%person1%"), 0);
    harness.restart();
    EXPECT_EQ(status_with_token(person), 401);
    const AuditVerdict verdict = harness.run(harness.service<AuthService>().verify_audit());
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;

    // The address is free, and its new owner is somebody else.
    const auto again = sign_up("person1@example.com");
    ASSERT_EQ(again.status, 201);
    EXPECT_NE(person_of(again).session.user.id, id);
}

TEST_P(ChangeUserTest, GD01_TheOtherServicesAreTold) {
    std::promise<contracts::UserErased> told;
    harness.bus().subscribe(
        std::string{contracts::UserErased::kTopic}, "test",
        [&told](const events::Envelope& event) -> Task<void> {
            told.set_value(json::read<contracts::UserErased>(event.payload).value());
            co_return;
        });
    ASSERT_EQ(client().remove(path_of(person), as(admin)).status, 204);
    auto erased = told.get_future();
    ASSERT_EQ(erased.wait_for(std::chrono::seconds{10}), std::future_status::ready);
    EXPECT_EQ(erased.get().user_id, person.session.user.id);
}

INSTANTIATE_ON_DATABASES(ChangeUserTest);

}  // namespace
}  // namespace gatehouse::auth
