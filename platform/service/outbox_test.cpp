#include "platform/service/outbox.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "contracts/events.hpp"
#include "platform/base/unavailable.hpp"
#include "platform/events/in_process_bus.hpp"
#include "platform/service/inbox.hpp"
#include "platform/sql/open.hpp"
#include "platform/testing/fake_clock.hpp"
#include "platform/testing/seeded_random.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse::service {
namespace {

using contracts::UserRegistered;

constexpr sql::Query kCount{"count", "SELECT COUNT(*) FROM outbox"};
constexpr sql::Query kParked{"parked", "SELECT parked_reason FROM outbox WHERE parked_at > 0"};
constexpr sql::Query kGreet{"greet", "INSERT INTO greeted (name) VALUES ($1)"};
constexpr sql::Query kGreeted{"greeted", "SELECT name FROM greeted ORDER BY name"};

/// Counts the statements of each name.
class CountingMeters final : public sql::Observer {
public:
    sql::StatementMeter& meter(std::string_view, std::string_view operation) override {
        const std::scoped_lock lock{mutex_};
        return meters_[std::string{operation}];
    }
    int runs(const std::string& operation) {
        const std::scoped_lock lock{mutex_};
        return meters_[operation].runs;
    }

private:
    struct Meter final : sql::StatementMeter {
        void record(std::chrono::nanoseconds, bool) noexcept override { ++runs; }
        std::atomic<int> runs = 0;
    };
    std::mutex mutex_;
    std::map<std::string, Meter> meters_;
};

/// One database with the tables of outbox.sql and one of effects, and a bus between the two ends.
class OutboxTest : public ::testing::Test {
protected:
    OutboxTest() {
        std::ifstream stream{"platform/service/outbox.sql"};
        const std::string tables{std::istreambuf_iterator<char>{stream}, {}};
        const sql::Migration migrations[] = {
            {"0001_events.sql", tables},
            {"0002_greeted.sql", "CREATE TABLE greeted (name TEXT NOT NULL);"}};
        options_.url = "sqlite:" + directory_.path().string();
        options_.service = "test";
        options_.observer = &meters_;
        sql::migrate(options_, migrations);
        loops_.start();
        open();
    }
    ~OutboxTest() override {
        close();
        loops_.stop();
    }

    void open() {
        database_ = sql::open(options_, loops_);
        bus_.emplace(
            events::RetryPolicy{.first_wait = Milliseconds{1}, .longest_wait = Milliseconds{2}});
        outbox_.emplace(
            clock_, ids_, loops_, *database_, *bus_,
            OutboxOptions{.sweep_every = Milliseconds{20}, .rest_after_failure = Milliseconds{5}});
        inbox_.emplace("greeter", clock_, *database_);
        inbox_->on<UserRegistered>(
            *bus_, [this](sql::Transaction& transaction, const UserRegistered& event) {
                return greet(transaction, event);
            });
    }
    void close() {
        run(outbox_->stop());
        database_->close();
    }
    /// What a crash leaves: the database as it is, nothing else.
    void restart() {
        close();
        open();
    }

    Task<void> greet(sql::Transaction& transaction, UserRegistered event) {
        ++calls_;
        if (away_) {
            throw ServiceUnavailable("greeter is away");
        }
        if (event.name == "poison") {
            throw std::runtime_error("cannot greet that");
        }
        co_await transaction.execute(kGreet, event.name);
        if (dies_after_each_ != 0 && calls_ % dies_after_each_ == 0) {
            throw std::runtime_error("died after its effect");
        }
    }

    template <class T>
    T run(Task<T> task) {
        return async::run_on(loops_.at(1), std::move(task));
    }
    Task<void> register_user(std::string name) {
        co_await database_->transact([&](sql::Transaction& transaction) -> Task<void> {
            const UserRegistered event{UserId{ids_.next()}, name, clock_.now()};
            co_await outbox_->add(transaction, event);
            if (name == "undone") {
                throw std::domain_error("undone");
            }
        });
    }
    void registered(std::string name) { run(register_user(std::move(name))); }
    Task<std::vector<std::string>> texts(const sql::Query& query) {
        co_return co_await database_->all<std::string>(query);
    }
    Task<void> execute(sql::Query query) { co_await database_->execute(query); }
    Task<std::int64_t> count() { co_return co_await database_->one<std::int64_t>(kCount); }
    std::vector<std::string> greeted() { return run(texts(kGreeted)); }
    std::int64_t waiting() { return run(count()); }
    std::vector<std::string> reports() {
        const std::scoped_lock lock{reports_mutex_};
        return reports_;
    }
    void settle() { run(outbox_->settle(std::chrono::seconds{5})); }

    testing::TempDirectory directory_;
    testing::FakeClock clock_;
    testing::SeededRandom random_;
    UuidV7Source ids_{clock_, random_};
    std::mutex reports_mutex_;
    std::vector<std::string> reports_;
    async::Loops loops_{2, [this](std::string_view, const std::exception_ptr& error) {
                            const std::scoped_lock lock{reports_mutex_};
                            try {
                                std::rethrow_exception(error);
                            } catch (const std::exception& reported) {
                                reports_.emplace_back(reported.what());
                            }
                        }};
    CountingMeters meters_;
    sql::OpenOptions options_;
    std::unique_ptr<sql::Database> database_;
    std::optional<events::InProcessBus> bus_;
    std::optional<Outbox> outbox_;
    std::optional<Inbox> inbox_;
    std::atomic<int> calls_ = 0;
    std::atomic<bool> away_ = false;
    std::atomic<int> dies_after_each_ = 0;  ///< each n-th call fails behind its effect
};

using Names = std::vector<std::string>;

TEST_F(OutboxTest, AnEventIsDeliveredAndForgotten) {
    outbox_->start();
    registered("Ada");
    settle();
    EXPECT_EQ(greeted(), Names{"Ada"});
    EXPECT_EQ(waiting(), 0);
}

TEST_F(OutboxTest, ANudgeIsEnough) {
    outbox_->start();
    settle();
    registered("Ada");
    outbox_->nudge();
    settle();
    EXPECT_EQ(greeted(), Names{"Ada"});
}

TEST_F(OutboxTest, AnEventGoesWithItsTransaction) {
    outbox_->start();
    EXPECT_THROW(registered("undone"), std::domain_error);
    settle();
    EXPECT_EQ(greeted(), Names{});
    EXPECT_EQ(waiting(), 0);
}

TEST_F(OutboxTest, F18_WhatACrashLeftIsDelivered) {
    registered("Ada");
    registered("Grace");
    EXPECT_EQ(waiting(), 2);
    restart();
    outbox_->start();
    settle();
    EXPECT_EQ(greeted(), (Names{"Ada", "Grace"}));
    EXPECT_EQ(waiting(), 0);
}

TEST_F(OutboxTest, F18_RedeliveryHasOneEffect) {
    const UserRegistered event{UserId{ids_.next()}, "Ada", clock_.now()};
    const events::Envelope envelope{.id = ids_.next(),
                                    .topic = std::string{UserRegistered::kTopic},
                                    .payload = json::write(event),
                                    .traceparent = {},
                                    .created_at = clock_.now()};
    for (int time = 0; time < 3; ++time) {
        run(bus_->publish(envelope));
    }
    EXPECT_EQ(greeted(), Names{"Ada"});
    EXPECT_EQ(calls_, 1);
}

TEST_F(OutboxTest, F18_ShuffledRedeliveryToAFailingConsumerHasEachEffectOnce) {
    constexpr int kEvents = 60;
    std::vector<events::Envelope> deliveries;
    std::mt19937 shuffle{18};
    for (int number = 0; number < kEvents; ++number) {
        const UserRegistered event{UserId{ids_.next()}, std::to_string(number), clock_.now()};
        const events::Envelope envelope{.id = ids_.next(),
                                        .topic = std::string{UserRegistered::kTopic},
                                        .payload = json::write(event),
                                        .traceparent = {},
                                        .created_at = clock_.now()};
        deliveries.insert(deliveries.end(), 1 + shuffle() % 5, envelope);
    }
    std::ranges::shuffle(deliveries, shuffle);
    dies_after_each_ = 3;
    for (const auto& delivery : deliveries) {
        run(bus_->publish(delivery));
    }
    auto names = greeted();
    EXPECT_EQ(names.size(), std::size_t{kEvents});
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), std::size_t{kEvents});
    EXPECT_GT(calls_, kEvents);
}

TEST_F(OutboxTest, F18_PoisonIsSetAsideAndOthersFlow) {
    outbox_->start();
    registered("poison");
    registered("Ada");
    settle();
    EXPECT_EQ(greeted(), Names{"Ada"});
    EXPECT_EQ(run(texts(kParked)), Names{"greeter: cannot greet that"});
    ASSERT_EQ(reports().size(), 1u);
    EXPECT_NE(reports().front().find("auth.user_registered was set aside"), std::string::npos);
    EXPECT_EQ(calls_, 6);
    restart();
    outbox_->start();
    settle();
    EXPECT_EQ(calls_, 6) << "a parked event was tried again";
}

TEST_F(OutboxTest, AConsumerThatIsAwayGetsItsEventsLater) {
    away_ = true;
    outbox_->start();
    registered("Ada");
    settle();
    EXPECT_EQ(greeted(), Names{});
    EXPECT_EQ(waiting(), 1);
    away_ = false;
    settle();
    EXPECT_EQ(greeted(), Names{"Ada"});
}

TEST_F(OutboxTest, APayloadThatDoesNotFitIsPoison) {
    const events::Envelope envelope{.id = ids_.next(),
                                    .topic = std::string{UserRegistered::kTopic},
                                    .payload = R"({"name":1})",
                                    .traceparent = {},
                                    .created_at = clock_.now()};
    EXPECT_THROW(run(bus_->publish(envelope)), events::Poisoned);
}

TEST_F(OutboxTest, TheInboxForgets) {
    outbox_->start();
    registered("Ada");
    settle();
    EXPECT_EQ(run(inbox_->forget_before(clock_.now())), 0);
    clock_.advance(std::chrono::hours{1});
    EXPECT_EQ(run(inbox_->forget_before(clock_.now())), 1);
}

TEST_F(OutboxTest, TheInboxForgetsManyInBatches) {
    constexpr sql::Query kOld{"old", R"sql(
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)
INSERT INTO processed_events (event_id, topic, processed_at) SELECT 'old ' || n, 'old', n FROM numbers)sql"};
    run(execute(kOld));
    outbox_->start();
    registered("Ada");
    settle();
    EXPECT_EQ(run(inbox_->forget_before(clock_.now())), 1'200);
    EXPECT_EQ(meters_.runs("inbox_forget"), 3);
    registered("Ada");
    settle();
    EXPECT_EQ(run(inbox_->forget_before(clock_.now() + Seconds{1})), 2) << "the others stayed";
}

TEST_F(OutboxTest, SurvivesAStatementThatFails) {
    outbox_->start();
    settle();
    run(execute({"rename", "ALTER TABLE outbox RENAME TO hidden"}));
    settle();
    EXPECT_FALSE(reports().empty());
    run(execute({"restore", "ALTER TABLE hidden RENAME TO outbox"}));
    registered("Ada");
    settle();
    EXPECT_EQ(greeted(), Names{"Ada"});
}

TEST_F(OutboxTest, StopsWhileAConsumerIsAway) {
    away_ = true;
    outbox_->start();
    registered("Ada");
    run(outbox_->stop());
    EXPECT_EQ(waiting(), 1);
}

}  // namespace
}  // namespace gatehouse::service
