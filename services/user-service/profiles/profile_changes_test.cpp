#include "services/user-service/profiles/profile_changes.hpp"

#include <mutex>
#include <thread>
#include <vector>

#include "contracts/mail.hpp"
#include "services/user-service/service_fixture_test.hpp"

namespace gatehouse::user {
namespace {

using contracts::AccountRenamed;
using contracts::LanguageChosen;
using contracts::ProfileRenamed;

TEST(ChosenLanguage, IsTheMemberLocaleIfItCanBeATag) {
    EXPECT_EQ(chosen_language(R"({"locale":"de","theme":"dark"})"), "de");
    EXPECT_EQ(chosen_language(R"({"locale":"zh-Hant-TW"})"), "zh-Hant-TW");
    for (const char* none : {"{}", R"({"locale":null})", R"({"locale":7})", R"({"locale":{}})",
                             R"({"locale":"<b>"})", R"({"other":{"locale":"de"}})", "[]", ""}) {
        EXPECT_EQ(chosen_language(none), "") << none;
    }
    EXPECT_EQ(chosen_language(R"({"locale":")" + std::string(36, 'a') + R"("})"), "");
}

/// What the service tells others, as it reaches them.
class ProfileChangesTest : public ServiceFixture {
protected:
    void SetUp() override {
        listen<ProfileRenamed>([told = told_](ProfileRenamed event) {
            const std::scoped_lock guard(told->mutex);
            told->names.push_back(std::move(event));
        });
        listen<LanguageChosen>([told = told_](LanguageChosen event) {
            const std::scoped_lock guard(told->mutex);
            told->languages.push_back(std::move(event));
        });
    }

    /// Waits until so many were told.
    std::vector<ProfileRenamed> names(std::size_t count) {
        return wait_for<ProfileRenamed>(count, [this] { return told_->names; });
    }
    std::vector<LanguageChosen> languages(std::size_t count) {
        return wait_for<LanguageChosen>(count, [this] { return told_->languages; });
    }
    testing::Response rename(const testing::Identity& person, std::string_view name) {
        return patch(person, fmt::format(R"({{"name":"{}"}})", name));
    }
    std::string name_of(const testing::Identity& person) {
        return me(person).as<ReadProfile>().name;
    }

private:
    struct Told {
        std::mutex mutex;
        std::vector<ProfileRenamed> names;
        std::vector<LanguageChosen> languages;
    };

    template <class Event, class Take>
    void listen(Take take) {
        harness.bus().subscribe(Event::kTopic, "test", [take](const events::Envelope& envelope) {
            return hand<Event>(take, envelope);
        });
    }
    template <class Event, class Take>
    static Task<void> hand(Take take, const events::Envelope& envelope) {
        take(json::read<Event>(envelope.payload).value());
        co_return;
    }
    template <class Event, class Get>
    std::vector<Event> wait_for(std::size_t count, Get get) {
        for (int i = 0; i < 1000; ++i) {
            {
                const std::scoped_lock guard(told_->mutex);
                if (auto told = get(); told.size() >= count) return told;
            }
            std::this_thread::sleep_for(Milliseconds{10});
        }
        ADD_FAILURE() << "fewer than " << count << " events";
        return {};
    }

    std::shared_ptr<Told> told_ = std::make_shared<Told>();
};

TEST_P(ProfileChangesTest, ANewNameIsToldOnceAndNothingElse) {
    const auto grace = person("Grace Hopper");
    ASSERT_EQ(patch(grace, R"({"bio":"x"})").status, 200);
    ASSERT_EQ(rename(grace, "Grace Hopper").status, 200);
    ASSERT_EQ(rename(grace, "Amazing Grace").status, 200);
    ASSERT_EQ(rename(grace, "Admiral Hopper").status, 200);
    const auto told = names(2);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].user_id, grace.user);
    EXPECT_EQ(told[0].name, "Amazing Grace");
    EXPECT_EQ(told[1].name, "Admiral Hopper");
    EXPECT_LT(told[0].renamed_at, told[1].renamed_at) << "also while the clock stands";
}

TEST_P(ProfileChangesTest, ARefusedChangeTellsNothing) {
    const auto grace = person("Grace Hopper");
    auto fields = as(grace);
    fields.emplace_back("if-match", "\"99\"");
    EXPECT_EQ(client().patch("/api/v1/users/me", R"({"name":"Nobody"})", fields).status, 412);
    ASSERT_EQ(rename(grace, "Amazing Grace").status, 200);
    EXPECT_EQ(names(1)[0].name, "Amazing Grace");
}

TEST_P(ProfileChangesTest, TheLanguageIsToldFromPatchAndPut) {
    const auto grace = person();
    ASSERT_EQ(patch(grace, R"({"preferences":{"theme":"dark"}})").status, 200);
    ASSERT_EQ(patch(grace, R"({"preferences":{"locale":"de"}})").status, 200);
    ASSERT_EQ(patch(grace, R"({"preferences":{"theme":null}})").status, 200);
    auto fields = as(grace);
    fields.emplace_back("if-match", me(grace).header("etag"));
    ASSERT_EQ(client().put("/api/v1/users/me/preferences", R"({"locale":"en"})", fields).status,
              200);
    ASSERT_EQ(patch(grace, R"({"preferences":null})").status, 200);
    const auto told = languages(3);
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].language, "de");
    EXPECT_EQ(told[1].language, "en");
    EXPECT_EQ(told[2].language, "");
    EXPECT_LT(told[0].chosen_at, told[1].chosen_at);
    EXPECT_LT(told[1].chosen_at, told[2].chosen_at);
}

TEST_P(ProfileChangesTest, AnAdministratorsNameReachesTheProfileAndIsNotToldBack) {
    const auto grace = person("Grace Hopper");
    const auto tag = me(grace).header("etag");
    const Time now = harness.clock().now();
    harness.publish(AccountRenamed{grace.user, "G. Hopper", now});
    EXPECT_EQ(name_of(grace), "G. Hopper");
    EXPECT_NE(me(grace).header("etag"), tag);
    ASSERT_EQ(rename(grace, "Amazing Grace").status, 200);
    const auto told = names(1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].name, "Amazing Grace");
    EXPECT_GT(told[0].renamed_at, now);
}

TEST_P(ProfileChangesTest, F18_AnOlderNameNeverReplacesANewerOne) {
    const auto grace = person("Grace Hopper");
    const Time now = harness.clock().now();
    harness.publish(AccountRenamed{grace.user, "Third", now + Milliseconds{3}});
    harness.publish(AccountRenamed{grace.user, "Second", now + Milliseconds{2}});
    EXPECT_EQ(name_of(grace), "Third");
    ASSERT_EQ(rename(grace, "Own").status, 200);
    const Time own = names(1)[0].renamed_at;
    EXPECT_GT(own, now + Milliseconds{3});
    harness.publish(AccountRenamed{grace.user, "Late", own - Milliseconds{1}});
    EXPECT_EQ(name_of(grace), "Own");
    // At the same moment the administrator's name counts, at both sides.
    harness.publish(AccountRenamed{grace.user, "Same moment", own});
    harness.publish(AccountRenamed{grace.user, "Same moment", own});
    EXPECT_EQ(name_of(grace), "Same moment");
}

TEST_P(ProfileChangesTest, ANameForNobodyChangesNothing) {
    const auto stranger = harness.somebody();
    harness.publish(AccountRenamed{stranger.user, "Nobody", harness.clock().now()});
    EXPECT_EQ(client().get("/api/v1/users/" + stranger.user.text(), as(person())).status, 404);
}

TEST_P(ProfileChangesTest, GD01_WhatIsStillToBeToldOfAnErasedPersonIsForgotten) {
    const auto grace = person();
    constexpr sql::Query kPark{"test_park", R"sql(
        INSERT INTO outbox (id, topic, payload, traceparent, created_at, parked_at, parked_reason)
        VALUES ($1, 'user.renamed', $2, '', 0, 1, 'set aside'))sql"};
    const ProfileRenamed event{grace.user, "Canary", harness.clock().now()};
    harness.run(
        harness.database().execute(kPark, harness.environment().ids.next(), json::write(event)));
    harness.publish(contracts::UserErased{.user_id = grace.user, .erased_at = {}});
    constexpr sql::Query kCount{"test_count", "SELECT count(*) FROM outbox"};
    EXPECT_EQ(harness.run(harness.database().one<std::int64_t>(kCount)), 0);
}

INSTANTIATE_ON_DATABASES(ProfileChangesTest);

}  // namespace
}  // namespace gatehouse::user
