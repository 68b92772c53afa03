#include "platform/events/in_process_bus.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

#include "platform/async/loops.hpp"
#include "platform/base/unavailable.hpp"

namespace gatehouse::events {
namespace {

enum class Outcome : std::uint8_t { done, not_now, failed };

struct Attempt {
    Outcome outcome = Outcome::done;
    std::string reason;
};

Task<Attempt> attempt(const Consumer& consumer, const Envelope& event) {
    Attempt result;
    try {
        co_await consumer(event);
    } catch (const ServiceUnavailable& error) {
        result.outcome = Outcome::not_now;
        result.reason = error.what();
    } catch (const std::exception& error) {
        result.outcome = Outcome::failed;
        result.reason = error.what();
    }
    co_return result;
}

/// Where one group stands with the event being published.
struct Delivery {
    const std::string* group;
    const Consumer* consumer;
    int failures = 0;
    Attempt last{};
};

bool is_done(const Delivery& delivery) {
    return delivery.last.outcome == Outcome::done;
}

std::string describe(const std::vector<Delivery>& deliveries) {
    std::string text;
    for (const auto& delivery : deliveries) {
        if (!text.empty()) {
            text += "; ";
        }
        text += *delivery.group + ": " + delivery.last.reason;
    }
    return text;
}

}  // namespace

InProcessBus::InProcessBus(RetryPolicy policy, bool complete)
    : policy_(policy), complete_(complete) {
}

void InProcessBus::subscribe(std::string_view topic, std::string_view group, Consumer consumer) {
    auto& subscriptions = topics_[std::string{topic}];
    const auto same_group = [&](const Subscription& other) { return other.group == group; };
    if (std::ranges::any_of(subscriptions, same_group)) {
        throw std::logic_error("group " + std::string{group} + " has already subscribed to " +
                               std::string{topic});
    }
    subscriptions.push_back({std::string{group}, std::move(consumer)});
}

Task<void> InProcessBus::publish(Envelope event) {
    if (!complete_) throw ServiceUnavailable("this process has a part of the services only");
    const auto topic = topics_.find(event.topic);
    if (topic == topics_.end()) {
        co_return;
    }
    std::vector<Delivery> open;
    for (const auto& subscription : topic->second) {
        open.push_back({&subscription.group, &subscription.consumer});
    }
    auto wait = policy_.first_wait;
    for (int round = 1;; ++round) {
        for (auto& delivery : open) {
            delivery.last = co_await attempt(*delivery.consumer, event);
            delivery.failures += delivery.last.outcome == Outcome::failed ? 1 : 0;
        }
        std::erase_if(open, is_done);
        if (open.empty()) {
            co_return;
        }
        if (round >= policy_.attempts) {
            break;
        }
        co_await async::sleep_for(wait);
        wait = std::min(wait * 2, policy_.longest_wait);
    }
    // Only what failed every time is poison: a group that was away for a moment gets it again.
    const bool poisoned = std::ranges::all_of(
        open, [this](const Delivery& delivery) { return delivery.failures >= policy_.attempts; });
    if (poisoned) {
        throw Poisoned(describe(open));
    }
    throw ServiceUnavailable(describe(open));
}

}  // namespace gatehouse::events
