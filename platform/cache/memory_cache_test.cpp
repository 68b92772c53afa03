#include "platform/cache/memory_cache.hpp"

#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace gatehouse::cache {
namespace {

using namespace std::chrono_literals;

class ManualClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return {}; }
    [[nodiscard]] SteadyTime steady_now() const override { return now_; }
    void advance(Milliseconds by) { now_ += by; }

private:
    SteadyTime now_{1h};
};

class LruTableTest : public testing::Test {
protected:
    LruTable table_{100'000, {1, 2}};
    SteadyTime now_{1h};
};

TEST_F(LruTableTest, KeepsWhatWasSetLast) {
    table_.set("key", "one", now_ + 1s, now_);
    table_.set("key", "two", now_ + 1s, now_);
    EXPECT_EQ(table_.get("key", now_), "two");
    EXPECT_EQ(table_.size(), 1U);
    table_.remove("key");
    table_.remove("key");
    EXPECT_EQ(table_.get("key", now_), std::nullopt);
    EXPECT_EQ(table_.bytes(), 0U);
}

TEST_F(LruTableTest, ForgetsWhatExpired) {
    table_.set("key", "value", now_ + 100ms, now_);
    EXPECT_EQ(table_.get("key", now_ + 99ms), "value");
    EXPECT_EQ(table_.get("key", now_ + 100ms), std::nullopt);
    EXPECT_EQ(table_.bytes(), 0U);
    table_.set("key", "value", now_, now_);
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(LruTableTest, MakesRoomByForgettingTheLeastRecentlyUsed) {
    for (int i = 0; i < 100; ++i) {
        table_.set(std::to_string(i), std::string(1000, 'v'), now_ + 1h, now_);
        EXPECT_EQ(table_.get("0", now_), std::string(1000, 'v')) << "used all the time";
        EXPECT_LE(table_.bytes(), 100'000U);
    }
    EXPECT_GT(table_.size(), 70U);
    EXPECT_EQ(table_.get("1", now_), std::nullopt);
    EXPECT_TRUE(table_.get("99", now_));
    table_.set("large", std::string(200'000, 'v'), now_ + 1h, now_);
    EXPECT_EQ(table_.get("large", now_), std::nullopt) << "larger than all the room";
    EXPECT_GT(table_.size(), 70U);
}

TEST_F(LruTableTest, ExpiredEntriesGiveWayBeforeLivingOnes) {
    for (int i = 0; i < 10; ++i) {
        table_.set("old" + std::to_string(i), "v", now_ + 1s, now_);
    }
    now_ += 2s;
    for (int i = 0; i < 10; ++i) {
        table_.set("new" + std::to_string(i), "v", now_ + 1h, now_);
    }
    EXPECT_EQ(table_.size(), 10U);
}

class MemoryCacheTest : public testing::Test {
protected:
    template <class T>
    T run(Task<T> task) {
        asio::io_context loop{1};
        auto result = asio::co_spawn(loop, std::move(task), asio::use_future);
        loop.run();
        return result.get();
    }

    ManualClock clock_;
    SystemRandom random_;
};

TEST_F(MemoryCacheTest, SetsGetsExpiresAndRemoves) {
    MemoryCache cache(clock_, random_, {});
    EXPECT_EQ(run(cache.get("key")), std::nullopt);
    run(cache.set("key", std::string("va\0lue", 6), 1s));
    EXPECT_EQ(run(cache.get("key")), std::string("va\0lue", 6));
    clock_.advance(1s);
    EXPECT_EQ(run(cache.get("key")), std::nullopt);
    run(cache.set("key", "value", 1s));
    run(cache.remove("key"));
    EXPECT_EQ(run(cache.get("key")), std::nullopt);
    run(cache.set("key", "value", -1s));
    EXPECT_EQ(run(cache.get("key")), std::nullopt);
    EXPECT_EQ(cache.counts().hits, 1U);
    EXPECT_EQ(cache.counts().misses, 4U);
}

TEST_F(MemoryCacheTest, IsSharedBetweenLoops) {
    MemoryCache cache(clock_, random_, {.max_bytes = 200'000});
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                const std::string key = std::to_string(i % 50);
                run(cache.set(key, "value of " + key, 1s));
                const auto value = run(cache.get(key));
                wrong += !value || *value == "value of " + key ? 0 : 1;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(cache.counts().hits, 0U);
}

}  // namespace
}  // namespace gatehouse::cache
