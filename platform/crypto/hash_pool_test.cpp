#include "platform/crypto/hash_pool.hpp"

#include <future>
#include <latch>
#include <stdexcept>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "platform/crypto/fixture_test.hpp"

namespace gatehouse::crypto {
namespace {

using namespace std::chrono_literals;
using Reason = HashFailure::Reason;

/// Keeps a pool's threads busy until it is opened.
class Gate {
public:
    void wait() { opened_.get_future().wait(); }
    void open() { opened_.set_value(); }

private:
    std::promise<void> opened_;
};

class HashPoolTest : public testing::Test {
protected:
    template <class Work>
    auto submit(HashPool& pool, Work work, Milliseconds within = 1min) {
        using Outcome = std::expected<std::invoke_result_t<Work&>, HashFailure>;
        auto promise = std::make_shared<std::promise<Outcome>>();
        auto future = promise->get_future();
        pool.submit(clock_.steady_now() + within, std::move(work),
                    [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
        return future;
    }

    ManualClock clock_;
};

TEST_F(HashPoolTest, GivesTheResultOrTheException) {
    HashPool pool(clock_, {.threads = 2});
    EXPECT_EQ(submit(pool, [] { return std::string("hash"); }).get().value(), "hash");
    const auto failed = submit(pool, []() -> int { throw std::runtime_error("broken"); }).get();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().reason, Reason::failed);
    EXPECT_THROW(std::rethrow_exception(failed.error().error), std::runtime_error);
}

TEST_F(HashPoolTest, DS05RunsAtALowPriority) {
    const auto own_priority = [] {
        return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    };
    const int before = own_priority();
    HashPool pool(clock_, {.threads = 1});
    EXPECT_EQ(submit(pool, own_priority).get().value(), std::max(10, before));
    EXPECT_EQ(own_priority(), before) << "other threads stay as they were";
}

TEST_F(HashPoolTest, DS05RefusesWhatExceedsTheQueue) {
    std::atomic<int> refused = 0;
    Gate gate;
    HashPool pool(clock_,
                  {.threads = 1, .queue = 3, .on_hashed = {}, .on_refused = [&](Reason reason) {
                       refused += reason == Reason::full ? 1 : 0;
                   }});
    std::latch running(1);
    auto first = submit(pool, [&] {
        running.count_down();
        gate.wait();
        return 0;
    });
    running.wait();
    std::vector<std::future<std::expected<int, HashFailure>>> queued;
    for (int i = 1; i <= 3; ++i) {
        queued.push_back(submit(pool, [i] { return i; }));
    }
    EXPECT_EQ(pool.pending(), 4U);
    auto exceeding = submit(pool, [] { return 9; });
    ASSERT_EQ(exceeding.wait_for(0s), std::future_status::ready) << "refused at once";
    EXPECT_EQ(exceeding.get().error().reason, Reason::full);
    EXPECT_EQ(refused, 1);
    gate.open();
    EXPECT_EQ(first.get().value(), 0);
    for (int i = 1; i <= 3; ++i) {
        EXPECT_EQ(queued[static_cast<std::size_t>(i - 1)].get().value(), i);
    }
}

TEST_F(HashPoolTest, WhatIsLateMakesRoomAndIsNotRun) {
    Gate gate;
    HashPool pool(clock_, {.threads = 1, .queue = 1});
    std::latch running(1);
    auto first = submit(pool, [&] {
        running.count_down();
        gate.wait();
        return 0;
    });
    running.wait();
    std::atomic<bool> ran = false;
    auto late = submit(pool, [&] { return ran = true, 1; }, 100ms);
    clock_.advance(100ms);
    auto next = submit(pool, [] { return 2; });
    EXPECT_EQ(late.get().error().reason, Reason::late);
    gate.open();
    EXPECT_EQ(next.get().value(), 2);
    EXPECT_FALSE(ran);

    auto never = submit(pool, [&] { return ran = true, 3; }, 0ms);
    EXPECT_FALSE(never.get().has_value()) << "late, or full when the thread is not idle yet";
    EXPECT_FALSE(ran);
}

TEST_F(HashPoolTest, DS05RefusesAtOnceWhatCouldNotBeDoneInTime) {
    HashPool pool(clock_, {.threads = 1, .queue = 100});
    for (int i = 0; i < 100; ++i) {
        submit(pool, [this] { return clock_.advance(1s), 0; }).get().value();
    }
    Gate gate;
    std::latch running(1);
    auto first = submit(pool, [&] {
        running.count_down();
        gate.wait();
        return 0;
    });
    running.wait();
    std::vector<std::future<std::expected<int, HashFailure>>> queued;
    for (int i = 0; i < 20; ++i) {
        queued.push_back(submit(pool, [] { return 1; }, 5500ms));
    }
    int refused = 0;
    for (auto& future : queued) {
        refused += future.wait_for(0s) == std::future_status::ready ? 1 : 0;
    }
    EXPECT_EQ(refused, 15) << "of jobs that take a second each, five are done in five and a half";
    gate.open();
}

TEST_F(HashPoolTest, StoppingFinishesWhatRunsAndRefusesTheRest) {
    Gate gate;
    HashPool pool(clock_, {.threads = 1});
    std::latch running(1);
    auto first = submit(pool, [&] {
        running.count_down();
        gate.wait();
        return 0;
    });
    running.wait();
    auto waiting = submit(pool, [] { return 1; });
    std::jthread stopper([&] { pool.stop(); });
    EXPECT_EQ(waiting.get().error().reason, Reason::stopped);
    gate.open();
    EXPECT_EQ(first.get().value(), 0);
    stopper.join();
    EXPECT_EQ(submit(pool, [] { return 2; }).get().error().reason, Reason::stopped);
}

TEST_F(HashPoolTest, EachJobIsAnsweredOnceUnderLoadFromManyThreads) {
    std::atomic<int> hashed = 0;
    std::atomic<int> refused = 0;
    std::atomic<int> answered = 0;
    {
        HashPool pool(clock_, {.threads = 3,
                               .queue = 8,
                               .on_hashed = [&](std::chrono::duration<double>) { ++hashed; },
                               .on_refused = [&](Reason) { ++refused; }});
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([&] {
                    for (int job = 0; job < 500; ++job) {
                        pool.submit(
                            clock_.steady_now() + 1min, [job] { return job; },
                            [&](std::expected<int, HashFailure>) { ++answered; });
                    }
                });
            }
        }
        // At a low priority it may not have had a turn yet.
        while (hashed == 0) {
            std::this_thread::yield();
        }
    }
    EXPECT_EQ(answered, 2000);
    EXPECT_EQ(hashed + refused, 2000);
}

}  // namespace
}  // namespace gatehouse::crypto
