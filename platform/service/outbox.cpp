#include "platform/service/outbox.hpp"

#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "platform/base/unavailable.hpp"

namespace gatehouse::service {
namespace {

constexpr sql::Query kInsert{"outbox_insert", R"sql(
INSERT INTO outbox (id, topic, payload, traceparent, created_at) VALUES ($1, $2, $3, $4, $5))sql"};

constexpr sql::Query kNext{"outbox_next", R"sql(
SELECT id, topic, payload, traceparent, created_at FROM outbox
WHERE parked_at IS NULL ORDER BY id LIMIT $1)sql"};

constexpr sql::Query kDelete{"outbox_delete", "DELETE FROM outbox WHERE id = $1"};

constexpr sql::Query kForget{"outbox_forget", "DELETE FROM outbox WHERE payload LIKE $1"};

constexpr sql::Query kPark{"outbox_park", R"sql(
UPDATE outbox SET parked_at = $2, parked_reason = $3 WHERE id = $1)sql"};

struct Row {
    Uuid id;
    std::string topic;
    std::string payload;
    std::string traceparent;
    Time created_at;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, topic, payload, traceparent, created_at))

enum class Delivery : std::uint8_t { done, poisoned, not_now };

struct Handed {
    Delivery delivery = Delivery::done;
    std::string reason{};
};

Task<void> fail_with(std::exception_ptr error) {
    std::rethrow_exception(std::move(error));
    co_return;
}

Task<Handed> hand_over(events::EventBus& bus, events::Envelope event) {
    Handed result;
    try {
        co_await bus.publish(std::move(event));
    } catch (const events::Poisoned& error) {
        result = {Delivery::poisoned, error.what()};
    } catch (const ServiceUnavailable& error) {
        result = {Delivery::not_now, error.what()};
    }
    co_return result;
}

}  // namespace

Outbox::Outbox(const Clock& clock, IdSource& ids, async::Loops& loops, sql::Database& database,
               events::EventBus& bus, OutboxOptions options)
    : clock_(clock),
      ids_(ids),
      loops_(loops),
      database_(database),
      bus_(bus),
      options_(options),
      rest_(loops.at(0)) {
}

Task<void> Outbox::insert(sql::Session& transaction, std::string_view topic, std::string payload,
                          std::string traceparent) {
    co_await transaction.execute(kInsert, ids_.next(), topic, payload, traceparent, clock_.now());
}

Task<void> Outbox::forget(sql::Session& transaction, const Uuid& id) {
    co_await transaction.execute(kForget, "%" + id.text() + "%");
}

void Outbox::nudge() {
    // One posted handler answers all nudges made before it runs.
    if (nudged_.exchange(true)) {
        return;
    }
    asio::post(loops_.at(0), [this] {
        nudged_ = false;
        ++requested_;
        rest_.cancel();
    });
}

Task<void> Outbox::settle(Milliseconds limit) {
    co_await asio::co_spawn(loops_.at(0).get_executor(), wait_until_completed(limit),
                            asio::deferred);
}

void Outbox::start() {
    asio::post(loops_.at(0), [this] {
        running_ = true;
        async::spawn(loops_.at(0), "outbox relay", relay());
    });
}

Task<void> Outbox::stop() {
    co_await asio::co_spawn(loops_.at(0).get_executor(), wait_until_ended(), asio::deferred);
}

Task<void> Outbox::relay() {
    while (!stopping_) {
        const auto round = requested_;
        const bool all = co_await pass_safely();
        completed_ = round;
        wake_waiting();
        if (!stopping_ && (requested_ == round || !all)) {
            co_await wait(rest_, all ? options_.sweep_every : options_.rest_after_failure);
        }
    }
    running_ = false;
    wake_waiting();
}

/// As `pass`; what it throws is reported, and the events stay where they are.
Task<bool> Outbox::pass_safely() {
    std::exception_ptr error;
    bool all = false;
    try {
        all = co_await pass();
    } catch (const ServiceUnavailable&) {  // NOLINT(bugprone-empty-catch)
        // The database's own metrics tell of the outage.
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        report(std::move(error));
    }
    co_return all;
}

/// Hands an error to whoever is told of background work that failed.
void Outbox::report(std::exception_ptr error) {
    async::spawn(loops_.at(0), "outbox relay", fail_with(std::move(error)));
}

/// Hands over what the table holds; gives false when a consumer could not work.
Task<bool> Outbox::pass() {
    while (!stopping_) {
        const auto rows =
            co_await database_.all<Row>(kNext, static_cast<std::int64_t>(options_.batch));
        std::vector<Uuid> delivered;
        bool all = true;
        for (const auto& row : rows) {
            events::Envelope event{row.id, row.topic, row.payload, row.traceparent, row.created_at};
            auto handed = co_await hand_over(bus_, std::move(event));
            if (handed.delivery == Delivery::poisoned) {
                co_await park(row.id, row.topic, std::move(handed.reason));
            } else if (handed.delivery == Delivery::done) {
                delivered.push_back(row.id);
            } else {
                all = false;
            }
            if (!all || stopping_) {
                break;
            }
        }
        if (!delivered.empty()) {
            co_await database_.transact([&delivered](sql::Transaction& transaction) -> Task<void> {
                for (const auto& id : delivered) {
                    co_await transaction.execute(kDelete, id);
                }
            });
        }
        if (!all) {
            co_return false;
        }
        if (rows.size() < options_.batch) {
            break;
        }
    }
    co_return true;
}

Task<void> Outbox::park(const Uuid& id, std::string topic, std::string reason) {
    co_await database_.execute(kPark, id, clock_.now(), reason);
    report(std::make_exception_ptr(
        std::runtime_error("event " + id.text() + " of " + topic + " was set aside: " + reason)));
}

Task<void> Outbox::wait(asio::steady_timer& timer, Milliseconds duration) {
    timer.expires_after(duration);
    co_await timer.async_wait(asio::as_tuple(asio::deferred));
}

Task<void> Outbox::wait_until_completed(Milliseconds limit) {
    const auto wanted = ++requested_;
    rest_.cancel();
    const auto deadline = std::chrono::steady_clock::now() + limit;
    asio::steady_timer timer{loops_.at(0)};
    waiting_.push_back(&timer);
    while (running_ && completed_ < wanted && std::chrono::steady_clock::now() < deadline) {
        timer.expires_at(deadline);
        co_await timer.async_wait(asio::as_tuple(asio::deferred));
    }
    std::erase(waiting_, &timer);
}

Task<void> Outbox::wait_until_ended() {
    stopping_ = true;
    rest_.cancel();
    asio::steady_timer timer{loops_.at(0)};
    waiting_.push_back(&timer);
    while (running_) {
        timer.expires_at(asio::steady_timer::time_point::max());
        co_await timer.async_wait(asio::as_tuple(asio::deferred));
    }
    std::erase(waiting_, &timer);
}

void Outbox::wake_waiting() {
    for (auto* timer : waiting_) {
        timer->cancel();
    }
}

}  // namespace gatehouse::service
