#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/events/bus.hpp"

namespace gatehouse::events {

/// How often and how fast a failing consumer is tried again.
struct RetryPolicy {
    int attempts = 5;
    Milliseconds first_wait{50};  ///< doubles with each attempt
    Milliseconds longest_wait{1000};
};

/// The bus of the house shape: consumers run on the publisher's loop, and `publish` returns when
/// all of them are done. It keeps nothing: durability is the outbox's, which holds an event until
/// then. Subscriptions are made before the loops run; after that it is safe to share.
class InProcessBus final : public EventBus {
public:
    /// `complete`: every consumer there is subscribes here. Otherwise nothing is published, and all
    /// waits in the outbox for a process that has them.
    explicit InProcessBus(RetryPolicy policy = {}, bool complete = true);

    void subscribe(std::string_view topic, std::string_view group, Consumer consumer) override;
    Task<void> publish(Envelope event) override;

private:
    struct Subscription {
        std::string group;
        Consumer consumer;
    };

    RetryPolicy policy_;
    bool complete_;
    std::map<std::string, std::vector<Subscription>, std::less<>> topics_;
};

}  // namespace gatehouse::events
