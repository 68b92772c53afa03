#include "services/auth-service/accounts/account_names.hpp"

#include <mutex>
#include <thread>
#include <vector>

#include "services/auth-service/admin_fixture_test.hpp"

namespace gatehouse::auth {
namespace {

using contracts::AccountRenamed;
using contracts::ProfileRenamed;

class AccountNamesTest : public AdminFixture {
protected:
    void SetUp() override {
        harness.bus().subscribe(
            AccountRenamed::kTopic, "test",
            [told = told_](const events::Envelope& envelope) { return take(told, envelope); });
    }
    std::vector<AccountRenamed> told(std::size_t count) {
        for (int i = 0; i < 1000; ++i) {
            {
                const std::scoped_lock guard(told_->mutex);
                if (told_->events.size() >= count) return told_->events;
            }
            std::this_thread::sleep_for(Milliseconds{10});
        }
        ADD_FAILURE() << "fewer than " << count << " events";
        return {};
    }
    Person admin = make_admin("root@example.com");

    std::string name_of(const Person& person) {
        const auto response =
            client().get("/api/v1/auth/session", {{"authorization", person.bearer()}});
        const std::string key = R"("name":")";
        const auto begin = response.body.find(key) + key.size();
        return response.body.substr(begin, response.body.find('"', begin) - begin);
    }

private:
    struct Told {
        std::mutex mutex;
        std::vector<AccountRenamed> events;
    };
    static Task<void> take(std::shared_ptr<Told> told, const events::Envelope& envelope) {
        const std::scoped_lock guard(told->mutex);
        told->events.push_back(json::read<AccountRenamed>(envelope.payload).value());
        co_return;
    }

    std::shared_ptr<Told> told_ = std::make_shared<Told>();
};

TEST_P(AccountNamesTest, TheNameThatSomebodyGivesTheirProfileIsTheAccounts) {
    const Person person = somebody();
    harness.publish(ProfileRenamed{person.session.user.id, "Amazing Grace", harness.clock().now()});
    EXPECT_EQ(name_of(person), "Amazing Grace");
    const auto log =
        client().get("/api/v1/auth/security-log", {{"authorization", person.bearer()}});
    EXPECT_THAT(log.body, ::testing::HasSubstr("user.name_changed"));
}

TEST_P(AccountNamesTest, F18_AnOlderNameNeverReplacesANewerOne) {
    const Person person = somebody();
    const UserId id = person.session.user.id;
    const Time now = harness.clock().now();
    harness.publish(ProfileRenamed{id, "Third", now + Milliseconds{3}});
    harness.publish(ProfileRenamed{id, "Second", now + Milliseconds{2}});
    EXPECT_EQ(name_of(person), "Third");
    harness.publish(ProfileRenamed{id, "Same moment", now + Milliseconds{3}});
    EXPECT_EQ(name_of(person), "Third");
}

TEST_P(AccountNamesTest, AnAdministratorsChangeIsToldOnceAndIsLaterThanWhatIsKnown) {
    const Person person = somebody();
    const UserId id = person.session.user.id;
    // From a clock that is ahead of this one.
    const Time ahead = harness.clock().now() + std::chrono::minutes{1};
    harness.publish(ProfileRenamed{id, "Own", ahead});
    ASSERT_EQ(patch_user(admin, person, R"({"name":"By the administrator"})").status, 200);
    ASSERT_EQ(patch_user(admin, person, R"({"name":"By the administrator"})").status, 200);
    ASSERT_EQ(patch_user(admin, person, R"({"name":"Again"})").status, 200);
    const auto events = told(2);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].user_id, id);
    EXPECT_EQ(events[0].name, "By the administrator");
    EXPECT_GT(events[0].renamed_at, ahead);
    EXPECT_GT(events[1].renamed_at, events[0].renamed_at);
    EXPECT_EQ(name_of(person), "Again");
    harness.publish(ProfileRenamed{id, "Own", ahead + Milliseconds{1}});
    EXPECT_EQ(name_of(person), "Again");
}

TEST_P(AccountNamesTest, ANameForNobodyChangesNothing) {
    harness.publish(
        ProfileRenamed{UserId{harness.environment().ids.next()}, "Nobody", harness.clock().now()});
    EXPECT_EQ(client().get("/api/v1/auth/admin/users?q=nobody", as(admin)).body.find("Nobody"),
              std::string::npos);
}

INSTANTIATE_ON_DATABASES(AccountNamesTest);

}  // namespace
}  // namespace gatehouse::auth
