#include "platform/events/in_process_bus.hpp"

#include <exception>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "platform/base/unavailable.hpp"

namespace gatehouse::events {
namespace {

constexpr RetryPolicy kQuick{
    .attempts = 5, .first_wait = Milliseconds{1}, .longest_wait = Milliseconds{2}};

Envelope event(std::string topic, std::string payload = "{}") {
    return {.id = Uuid{},
            .topic = std::move(topic),
            .payload = std::move(payload),
            .traceparent = {},
            .created_at = Time{}};
}

/// Runs `task` to its end and passes on what it threw.
void run(Task<void> task) {
    asio::io_context loop{1};
    std::exception_ptr failure;
    asio::co_spawn(loop.get_executor(), std::move(task),
                   [&](std::exception_ptr error) { failure = error; });
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

/// Counts what it gets and fails the first `failures` times.
struct Group {
    int calls = 0;
    int failures = 0;
    bool away = false;
    std::vector<std::string> processed{};

    Consumer consumer() {
        return [this](const Envelope& envelope) { return receive(envelope); };
    }
    Task<void> receive(const Envelope& envelope) {
        ++calls;
        if (away) {
            throw ServiceUnavailable("database away");
        }
        if (failures > 0) {
            --failures;
            throw std::runtime_error("cannot read this");
        }
        processed.push_back(envelope.payload);
        co_return;
    }
};

TEST(InProcessBus, GivesAnEventToEachGroupOfItsTopic) {
    InProcessBus bus{kQuick};
    Group first;
    Group second;
    Group other;
    bus.subscribe("a.happened", "first", first.consumer());
    bus.subscribe("a.happened", "second", second.consumer());
    bus.subscribe("b.happened", "first", other.consumer());
    run(bus.publish(event("a.happened", "1")));
    EXPECT_EQ(first.processed, std::vector<std::string>{"1"});
    EXPECT_EQ(second.processed, std::vector<std::string>{"1"});
    EXPECT_EQ(other.calls, 0);
}

TEST(InProcessBus, AnEventThatNobodyWantsIsDelivered) {
    InProcessBus bus{kQuick};
    EXPECT_NO_THROW(run(bus.publish(event("nobody.listens"))));
}

TEST(InProcessBus, WhereConsumersAreMissingEventsWait) {
    InProcessBus bus{kQuick, false};
    Group group;
    bus.subscribe("a.happened", "first", group.consumer());
    EXPECT_THROW(run(bus.publish(event("a.happened", "1"))), ServiceUnavailable);
    EXPECT_THROW(run(bus.publish(event("nobody.listens"))), ServiceUnavailable);
    EXPECT_EQ(group.calls, 0);
}

TEST(InProcessBus, TriesOnlyTheFailingGroupAgain) {
    InProcessBus bus{kQuick};
    Group shaky{.failures = 3};
    Group steady;
    bus.subscribe("a.happened", "shaky", shaky.consumer());
    bus.subscribe("a.happened", "steady", steady.consumer());
    run(bus.publish(event("a.happened", "1")));
    EXPECT_EQ(shaky.calls, 4);
    EXPECT_EQ(shaky.processed.size(), 1u);
    EXPECT_EQ(steady.calls, 1);
}

TEST(InProcessBus, GivesUpAfterFiveFailuresAndServesTheOthers) {
    InProcessBus bus{kQuick};
    Group broken{.failures = 100};
    Group steady;
    bus.subscribe("a.happened", "broken", broken.consumer());
    bus.subscribe("a.happened", "steady", steady.consumer());
    try {
        run(bus.publish(event("a.happened", "1")));
        FAIL() << "a poisoned event was reported as delivered";
    } catch (const Poisoned& error) {
        EXPECT_STREQ(error.what(), "broken: cannot read this");
    }
    EXPECT_EQ(broken.calls, 5);
    EXPECT_EQ(steady.processed.size(), 1u);
}

TEST(InProcessBus, AGroupThatIsAwayDoesNotPoisonTheEvent) {
    InProcessBus bus{kQuick};
    Group away{.away = true};
    bus.subscribe("a.happened", "away", away.consumer());
    EXPECT_THROW(run(bus.publish(event("a.happened"))), ServiceUnavailable);
    away.away = false;
    EXPECT_NO_THROW(run(bus.publish(event("a.happened", "1"))));
    EXPECT_EQ(away.processed, std::vector<std::string>{"1"});
}

TEST(InProcessBus, RefusesOneGroupTwiceOnATopic) {
    InProcessBus bus{kQuick};
    Group group;
    bus.subscribe("a.happened", "group", group.consumer());
    EXPECT_THROW(bus.subscribe("a.happened", "group", group.consumer()), std::logic_error);
}

}  // namespace
}  // namespace gatehouse::events
