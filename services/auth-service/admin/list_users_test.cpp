#include "services/auth-service/admin/list_users.hpp"

#include <set>

#include "services/auth-service/admin/audit_events.hpp"
#include "services/auth-service/admin/user_sessions.hpp"
#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListUsersTest : public AdminFixture {
protected:
    testing::Response list(std::string_view query) {
        return client().get(fmt::format("/api/v1/auth/admin/users{}", query), as(admin));
    }
    std::vector<std::string> emails(std::string_view query) {
        std::vector<std::string> found;
        for (const AdminUser& user : list(query).as<AdminUserPage>().data)
            found.push_back(user.email);
        return found;
    }
    void sign_up_as(std::string_view email, std::string_view name) {
        const auto answer = client().post(
            "/api/v1/auth/register",
            fmt::format(R"({{"email":"{}","password":"{}","name":"{}"}})", email, kPassword, name));
        ASSERT_EQ(answer.status, 201) << answer.body;
    }

    Person admin = make_admin("root@example.com");
};

TEST_P(ListUsersTest, AC01_TheAdminRoutesAreForAdministratorsOnly) {
    const Person person = somebody();
    const std::string id = person.session.user.id.text();
    const std::pair<std::string, std::string> routes[] = {
        {"GET", "/api/v1/auth/admin/users"},
        {"GET", "/api/v1/auth/admin/users/" + id},
        {"PATCH", "/api/v1/auth/admin/users/" + id},
        {"DELETE", "/api/v1/auth/admin/users/" + id},
        {"GET", "/api/v1/auth/admin/users/" + id + "/sessions"},
        {"DELETE", "/api/v1/auth/admin/users/" + id + "/sessions"},
        {"GET", "/api/v1/auth/admin/audit-events"}};
    for (const auto& [method, path] : routes) {
        const std::string body = method == "PATCH" ? R"({"roles":["admin"]})" : "";
        EXPECT_EQ(client().send(method, path, body).status, 401) << method << path;
        const auto answer = client().send(method, path, body, as(person));
        EXPECT_EQ(answer.status, 403) << method << path;
        EXPECT_EQ(answer.code(), "forbidden") << method << path;
    }
    EXPECT_EQ(status_with_token(person), 200);
}

TEST_P(ListUsersTest, FindsByThePrefixOfAddressOrNameInAnyCase) {
    sign_up_as("grace@example.com", "Grace Hopper");
    sign_up_as("zoe@example.com", "Zoë");
    sign_up_as("percent@example.com", "% sign");
    EXPECT_THAT(emails("?q=GRA"), ElementsAre("grace@example.com"));
    EXPECT_THAT(emails("?q=zoe%CC%88"), ElementsAre("zoe@example.com"));
    EXPECT_THAT(emails("?q=zoe@"), ElementsAre("zoe@example.com"));
    EXPECT_THAT(emails("?q=%25"), ElementsAre("percent@example.com"));
    EXPECT_THAT(emails("?q=hopper"), IsEmpty());
    EXPECT_THAT(emails(""), ElementsAre("percent@example.com", "zoe@example.com",
                                        "grace@example.com", "root@example.com"));
    EXPECT_EQ(list("?q=%01").status, 400);
    EXPECT_EQ(list("?q=" + std::string(255, 'a')).status, 422);
    EXPECT_EQ(list("?status=asleep").status, 422);
}

TEST_P(ListUsersTest, FiltersByStatus) {
    const Person person = somebody();
    ASSERT_EQ(patch_user(admin, person, R"({"status":"disabled"})").status, 200);
    EXPECT_THAT(emails("?status=disabled"), ElementsAre("person1@example.com"));
    EXPECT_THAT(emails("?status=active"), ElementsAre("root@example.com"));
    EXPECT_THAT(emails("?status=active&q=person"), IsEmpty());
    EXPECT_THAT(emails("?status=disabled&q=person"), ElementsAre("person1@example.com"));
}

TEST_P(ListUsersTest, PagesHoldEveryAccountOnce) {
    for (int i = 0; i < 6; ++i)
        sign_up_as(fmt::format("same{}@example.com", i), "Same Name");
    std::set<UserId> seen;
    std::string query = "?q=same&limit=2";
    for (int pages = 1; pages <= 3; ++pages) {
        const auto page = list(query).as<AdminUserPage>();
        for (const AdminUser& user : page.data)
            EXPECT_TRUE(seen.insert(user.id).second);
        ASSERT_EQ(page.next_cursor.has_value(), pages < 3);
        if (page.next_cursor) query = "?q=same&limit=2&cursor=" + *page.next_cursor;
    }
    EXPECT_EQ(seen.size(), 6U);
}

TEST_P(ListUsersTest, IV09_ACursorBelongsToItsFilter) {
    for (int i = 0; i < 3; ++i)
        sign_up_as(fmt::format("same{}@example.com", i), "Same Name");
    const auto cursor = list("?q=same&limit=1").as<AdminUserPage>().next_cursor.value();
    EXPECT_EQ(list("?q=same&cursor=" + cursor).status, 200);
    EXPECT_EQ(list("?q=sam&cursor=" + cursor).code(), "invalid_cursor");
    EXPECT_EQ(list("?q=same&status=active&cursor=" + cursor).code(), "invalid_cursor");
    EXPECT_EQ(list("?cursor=x").code(), "invalid_cursor");
    EXPECT_EQ(list("?limit=101").status, 422);
}

TEST_P(ListUsersTest, ShowsOneWithItsTag) {
    const Person person = somebody();
    const auto answer = get_user(admin, person);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto user = answer.as<AdminUser>();
    EXPECT_EQ(user.email, "person1@example.com");
    EXPECT_EQ(user.status, AccountStatus::active);
    EXPECT_THAT(user.roles, IsEmpty());
    EXPECT_FALSE(user.email_verified);
    auto fields = as(admin);
    fields.emplace_back("if-none-match", answer.header("etag"));
    EXPECT_EQ(client().get(path_of(person), fields).status, 304);
    EXPECT_EQ(answer.body.find("password"), std::string::npos);
}

TEST_P(ListUsersTest, EN06_UnknownAndMalformedIdsAreOneAnswer) {
    const auto unknown =
        client().get("/api/v1/auth/admin/users/01890a5d-ac96-774b-bcce-b302099a8057", as(admin));
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(client().get("/api/v1/auth/admin/users/1", as(admin)).code(), unknown.code());
    EXPECT_EQ(client().get("/api/v1/auth/admin/users/x/sessions", as(admin)).status, 404);
}

TEST_P(ListUsersTest, SE04_AnAdministratorEndsAllSessionsOfSomebody) {
    const Person person = somebody();
    const Person again = person_of(sign_in("person1@example.com"));
    const auto listed = client().get(path_of(person, "/sessions"), as(admin));
    ASSERT_EQ(listed.status, 200) << listed.body;
    const auto page = listed.as<AdminSessionPage>();
    ASSERT_EQ(page.data.size(), 2U);
    EXPECT_EQ(page.data.front().id, again.session.session.id);
    EXPECT_FALSE(page.data.front().current);

    EXPECT_EQ(client().remove(path_of(person, "/sessions"), as(admin)).status, 204);
    EXPECT_EQ(status_with_token(person), 401);
    EXPECT_EQ(status_with_token(again), 401);
    EXPECT_EQ(refresh(again).code(), "session_expired");
    EXPECT_EQ(status_with_token(admin), 200);
    EXPECT_EQ(
        client().get(path_of(person, "/sessions"), as(admin)).as<AdminSessionPage>().data.size(),
        0U);
    EXPECT_EQ(sign_in("person1@example.com").status, 200);
}

INSTANTIATE_ON_DATABASES(ListUsersTest);

}  // namespace
}  // namespace gatehouse::auth
