#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::events {

/// One event on its way: `payload` is the JSON of the struct in contracts/events.hpp that `topic`
/// names.
struct Envelope {
    Uuid id;
    std::string topic;
    std::string payload;
    std::string traceparent;
    Time created_at;
};

/// Thrown by `publish` when a group failed on the event as often as it may: it is set aside so that
/// the others flow. Every other group has processed it.
struct Poisoned : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Receives the events of one topic; returns once its effect is durable, throws to have it again
/// later: ServiceUnavailable when nothing is wrong with the event but it cannot work now. Called
/// again for an event that it has already processed, so it recognises those.
using Consumer = std::function<Task<void>(const Envelope&)>;

/// Carries events from the outboxes to the consumers, at least once, each consumer group on its
/// own.
class EventBus {
public:
    virtual ~EventBus() = default;
    /// Registers a consumer group (`user-service`) for a topic; before the first publish.
    virtual void subscribe(std::string_view topic, std::string_view group, Consumer consumer) = 0;
    /// Hands one event over; returns once every group has it durably (in-process: has processed
    /// it). Throws Poisoned, or ServiceUnavailable when it is to be handed over again later.
    virtual Task<void> publish(Envelope event) = 0;
};

}  // namespace gatehouse::events
