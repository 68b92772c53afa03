#include "platform/service/periodic.hpp"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "platform/base/unavailable.hpp"

namespace gatehouse::service {
namespace {

Task<void> fail_with(std::exception_ptr error) {
    std::rethrow_exception(std::move(error));
    co_return;
}

}  // namespace

Periodic::Periodic(async::Loops& loops, std::string name, Milliseconds every, Job job)
    : loops_(loops),
      name_(std::move(name)),
      every_(every),
      job_(std::move(job)),
      rest_(loops.at(0)),
      ended_(loops.at(0)) {
}

void Periodic::start(Milliseconds first) {
    asio::post(loops_.at(0), [this, first] {
        running_ = true;
        async::spawn(loops_.at(0), name_, repeat(first));
    });
}

Task<void> Periodic::stop() {
    co_await asio::co_spawn(loops_.at(0).get_executor(), wait_until_ended(), asio::deferred);
}

Task<void> Periodic::repeat(Milliseconds first) {
    Milliseconds pause = first;
    while (!stopping_) {
        rest_.expires_after(pause);
        co_await rest_.async_wait(asio::as_tuple(asio::deferred));
        if (!stopping_) co_await run_once();
        pause = every_;
    }
    running_ = false;
    ended_.cancel();
}

Task<void> Periodic::run_once() {
    std::exception_ptr error;
    try {
        co_await job_();
    } catch (const ServiceUnavailable&) {  // NOLINT(bugprone-empty-catch)
        // Nothing is lost: the next run does this one's work too.
    } catch (...) {
        error = std::current_exception();
    }
    if (error) async::spawn(loops_.at(0), name_, fail_with(std::move(error)));
}

Task<void> Periodic::wait_until_ended() {
    stopping_ = true;
    rest_.cancel();
    while (running_) {
        ended_.expires_at(asio::steady_timer::time_point::max());
        co_await ended_.async_wait(asio::as_tuple(asio::deferred));
    }
}

}  // namespace gatehouse::service
