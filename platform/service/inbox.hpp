#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"
#include "platform/events/bus.hpp"
#include "platform/json/json.hpp"
#include "platform/sql/database.hpp"

namespace gatehouse::service {

/// A service's incoming events: the effect of an event and the note that it was processed commit
/// together, so that having it again changes nothing. Shared by all loops; outlives the bus's use
/// of it. The table `processed_events` is in outbox.sql, copied into the service's own migrations.
class Inbox {
public:
    /// `group` names the consumer, as in `user-service`.
    Inbox(std::string group, const Clock& clock, sql::Database& database)
        : group_(std::move(group)), clock_(clock), database_(database) {}

    /// Subscribes `handler`, a `Task<void>(sql::Transaction&, const Event&)`, to Event::kTopic. It
    /// runs as the body of a transaction (see sql::Database::transact_body) and throws to refuse
    /// the event; after five refusals the event is set aside.
    template <class Event, class Handler>
    void on(events::EventBus& bus, Handler handler) {
        bus.subscribe(Event::kTopic, group_,
                      [this, handler = std::move(handler)](const events::Envelope& envelope) {
                          return receive<Event>(handler, envelope);
                      });
    }

    /// Forgets events processed before `time`; gives how many. None may still be redelivered: days
    /// are safe, as a relay that cannot hand over keeps trying every second.
    Task<std::int64_t> forget_before(Time time);

private:
    template <class Event, class Handler>
    Task<void> receive(const Handler& handler, const events::Envelope& envelope) {
        const auto event = json::read<Event>(envelope.payload);
        if (!event) {
            throw std::runtime_error("the payload does not fit the topic: " + event.error().detail);
        }
        co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
            if (co_await is_new(transaction, envelope)) {
                co_await handler(transaction, *event);
            }
        });
    }

    Task<bool> is_new(sql::Transaction& transaction, const events::Envelope& envelope);

    std::string group_;
    const Clock& clock_;
    sql::Database& database_;
};

}  // namespace gatehouse::service
