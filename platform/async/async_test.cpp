#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/async/handoff.hpp"
#include "platform/async/loops.hpp"

namespace gatehouse::async {
namespace {

using std::chrono::steady_clock;

Task<std::size_t> which_loop() {
    co_return Loops::current();
}

TEST(ReportLine, LG02_IsOneLineOfJsonWhateverIsInIt) {
    const auto error =
        std::make_exception_ptr(std::runtime_error("broke\n{\"log.level\":\"info\"}\x1b[2J"));
    EXPECT_EQ(report_line("relay \"a\"\n", error, time_from_unix_ms(0)),
              R"({"@timestamp":"1970-01-01T00:00:00.000Z","log.level":"error",)"
              R"("message":"A background task failed","ecs.version":"8.11.0",)"
              R"("error.message":"broke\n{\"log.level\":\"info\"}\u001b[2J",)"
              R"("labels.task":"relay \"a\"\n"})");
    EXPECT_NE(
        report_line("x", std::make_exception_ptr(7), time_from_unix_ms(0)).find("unknown type"),
        std::string::npos);
}

TEST(Loops, RunTasksOnTheirOwnThreads) {
    Loops loops(3);
    loops.start();
    EXPECT_EQ(Loops::current(), Loops::npos);
    for (std::size_t index = 0; index < loops.size(); ++index) {
        EXPECT_EQ(run_on(loops.at(index), which_loop()), index);
    }
}

TEST(Loops, RefuseToBeNone) {
    EXPECT_THROW(Loops(0), std::invalid_argument);
}

Task<void> fail(std::string text) {
    throw std::runtime_error(text);
    co_return;
}

TEST(Spawn, ReportsAnExceptionWithItsNameAndTheLoopGoesOn) {
    std::mutex mutex;
    std::vector<std::string> reported;
    Loops loops(1, [&](std::string_view name, const std::exception_ptr& error) {
        const std::lock_guard lock(mutex);
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& exception) {
            reported.push_back(std::string(name) + ": " + exception.what());
        }
    });
    loops.start();
    spawn(loops.at(0), "relay", fail("lost"));
    asio::post(loops.at(0), [] { throw std::runtime_error("bare"); });
    EXPECT_EQ(run_on(loops.at(0), which_loop()), 0u);
    const std::lock_guard lock(mutex);
    EXPECT_THAT(reported, testing::UnorderedElementsAre("relay: lost", "handler: bare"));
}

Task<void> sleep_then_set(steady_clock::duration duration, std::atomic<bool>& done) {
    co_await sleep_for(duration);
    done = true;
}

TEST(Sleep, WaitsOnTheLoop) {
    Loops loops(1);
    loops.start();
    std::atomic<bool> done = false;
    const auto start = steady_clock::now();
    run_on(loops.at(0), sleep_then_set(std::chrono::milliseconds(20), done));
    EXPECT_TRUE(done);
    EXPECT_GE(steady_clock::now() - start, std::chrono::milliseconds(20));
}

TEST(Loops, DestroyWhatStillWaits) {
    auto alive = std::make_shared<int>(1);
    struct Waiting {
        static Task<void> on(std::shared_ptr<int>) { co_await sleep_for(std::chrono::hours(1)); }
    };
    {
        Loops loops(2);
        loops.start();
        spawn(loops.at(0), "waiting", Waiting::on(alive));
        spawn(loops.at(1), "waiting", Waiting::on(alive));
        run_on(loops.at(0), which_loop());
        run_on(loops.at(1), which_loop());
        EXPECT_EQ(alive.use_count(), 3);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

/// Neither copied nor default constructed.
struct Answer {
    explicit Answer(int n) : number(std::make_unique<int>(n)) {}
    std::unique_ptr<int> number;
};

Task<int> answered_inside_start() {
    Answer answer = co_await handoff<Answer>([](Resume<Answer> resume) { resume.value(7); });
    co_return *answer.number;
}

TEST(Handoff, MayBeAnsweredInsideStart) {
    Loops loops(1);
    loops.start();
    EXPECT_EQ(run_on(loops.at(0), answered_inside_start()), 7);
}

Task<void> dropped() {
    co_await handoff<void>([](Resume<void>) {});
}
Task<void> start_throws() {
    co_await handoff<void>([](Resume<void>) { throw std::domain_error("no"); });
}
Task<void> answered_with_error() {
    co_await handoff<void>([](Resume<void> resume) {
        resume.error(std::make_exception_ptr(std::range_error("late")));
    });
}
Task<void> replaced() {
    co_await handoff<void>([](Resume<void> resume) {
        Resume<void> other = std::move(resume);
        EXPECT_FALSE(resume.pending());
        EXPECT_TRUE(other.pending());
        resume = std::move(other);
        EXPECT_TRUE(resume.pending());
        resume.value();
        EXPECT_FALSE(resume.pending());
    });
}

TEST(Handoff, NeverLeavesACoroutineWaiting) {
    Loops loops(1);
    loops.start();
    EXPECT_THROW(run_on(loops.at(0), dropped()), Abandoned);
    EXPECT_THROW(run_on(loops.at(0), start_throws()), std::domain_error);
    EXPECT_THROW(run_on(loops.at(0), answered_with_error()), std::range_error);
    run_on(loops.at(0), replaced());
}

/// Adds one to what it is given, on a thread of its own, several answers to one post.
class Adder {
public:
    Adder() : thread_([this] { run(); }) {}
    ~Adder() {
        closed_ = true;
        thread_.join();
    }
    void add(int number, Resume<int> resume) {
        const std::lock_guard lock(mutex_);
        queue_.emplace_back(number, std::move(resume));
    }

private:
    void run() {
        while (!closed_) {
            std::vector<std::pair<int, Resume<int>>> jobs;
            {
                const std::lock_guard lock(mutex_);
                jobs.swap(queue_);
            }
            Batch batch;
            for (auto& [number, resume] : jobs) {
                resume.value_in(batch, number + 1);
            }
            batch.flush();
            std::this_thread::yield();
        }
    }
    std::mutex mutex_;
    std::vector<std::pair<int, Resume<int>>> queue_;
    std::atomic<bool> closed_ = false;
    std::thread thread_;
};

Task<int> count_to(Adder& adder, int limit) {
    const std::size_t loop = Loops::current();
    int number = 0;
    while (number < limit) {
        number = co_await handoff<int>(
            [&](Resume<int> resume) { adder.add(number, std::move(resume)); });
        EXPECT_EQ(Loops::current(), loop);
    }
    co_return number;
}

Task<void> count_and_report(Adder& adder, int limit, std::atomic<int>& done) {
    done += co_await count_to(adder, limit);
}

TEST(Handoff, ManyCoroutinesOfManyLoopsAreAnsweredByOneThread) {
    Loops loops(3);
    Adder adder;
    loops.start();
    std::atomic<int> done = 0;
    for (int task = 0; task < 30; ++task) {
        spawn(loops.at(static_cast<std::size_t>(task) % 3), "count",
              count_and_report(adder, 200, done));
    }
    const auto deadline = steady_clock::now() + std::chrono::seconds(60);
    while (done < 30 * 200 && steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_EQ(done, 30 * 200);
}

TEST(Handoff, AnswersToStoppedLoopsAreDropped) {
    std::vector<std::pair<int, Resume<int>>> waiting;
    struct Waits {
        static Task<void> on(std::vector<std::pair<int, Resume<int>>>& list) {
            co_await handoff<int>(
                [&](Resume<int> resume) { list.emplace_back(1, std::move(resume)); });
            ADD_FAILURE() << "continued after stop";
        }
    };
    Loops loops(1);
    loops.start();
    spawn(loops.at(0), "waits", Waits::on(waiting));
    run_on(loops.at(0), which_loop());
    loops.stop();
    ASSERT_EQ(waiting.size(), 1u);
    waiting.front().second.value(2);
    waiting.clear();
}

}  // namespace
}  // namespace gatehouse::async
