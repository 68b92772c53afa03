#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/async/loops.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"
#include "platform/events/bus.hpp"
#include "platform/json/json.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::service {

/// How often the relay looks without being told to, and how long it rests when a consumer is away.
struct OutboxOptions {
    Milliseconds sweep_every{1000};
    Milliseconds rest_after_failure{500};
    std::size_t batch = 64;
};

/// A service's outgoing events. A change and its event commit together; a relay on loop 0 then
/// hands the event to the bus and deletes it once every group has processed it, in the order of
/// their ids. After a crash what was not deleted is handed over again. An event that a group cannot
/// process is kept with `parked_at` set, and those behind it flow. The table is in outbox.sql,
/// copied into the service's own migrations.
class Outbox {
public:
    Outbox(const Clock& clock, IdSource& ids, async::Loops& loops, sql::Database& database,
           events::EventBus& bus, OutboxOptions options = {});

    /// Records an event (a described struct of contracts/events.hpp) in the transaction of the
    /// change it tells of; call `nudge` after the commit. Safe on the writer's thread.
    template <class Event>
    Task<void> add(sql::Session& transaction, const Event& event, std::string traceparent = {}) {
        return insert(transaction, Event::kTopic, json::write(event), std::move(traceparent));
    }

    /// Removes what is still to be told, or was set aside, and names this id: for erasing what it
    /// stands for.
    Task<void> forget(sql::Session& transaction, const Uuid& id);

    /// Has the relay look now; from any thread, never blocks. Without it the next sweep does.
    void nudge();
    /// As `nudge`, and returns once what had been committed before the call was handed over or set
    /// aside, at the latest after `limit`: for answers that promise what a consumer does.
    Task<void> settle(Milliseconds limit);

    /// Starts the relay; what an earlier run left is handed over first.
    void start();
    /// Ends the relay after the event it is handing over. Call from a coroutine of any loop.
    Task<void> stop();

private:
    Task<void> insert(sql::Session& transaction, std::string_view topic, std::string payload,
                      std::string traceparent);
    Task<void> relay();
    Task<bool> pass();
    Task<bool> pass_safely();
    void report(std::exception_ptr error);
    Task<void> park(const Uuid& id, std::string topic, std::string reason);
    Task<void> wait(asio::steady_timer& timer, Milliseconds duration);
    Task<void> wait_until_completed(Milliseconds limit);
    Task<void> wait_until_ended();
    void wake_waiting();

    const Clock& clock_;
    IdSource& ids_;
    async::Loops& loops_;
    sql::Database& database_;
    events::EventBus& bus_;
    OutboxOptions options_;

    std::atomic<bool> nudged_ = false;

    // What follows belongs to loop 0.
    asio::steady_timer rest_;
    std::vector<asio::steady_timer*> waiting_;
    std::uint64_t requested_ = 0;
    std::uint64_t completed_ = 0;
    bool running_ = false;
    bool stopping_ = false;
};

}  // namespace gatehouse::service
