#include "platform/sql/postgres/connector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kFirstRest{25};
constexpr Milliseconds kLongestRest{500};

}  // namespace

Connector::Connector(Parameters parameters, Milliseconds timeout)
    : parameters_(std::move(parameters)), timeout_(timeout), thread_(&Connector::run, this) {
}

Connector::~Connector() {
    close();
}

void Connector::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        requests_.clear();
    }
    changed_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Connector::request(Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            return;
        }
        requests_.push_back(std::move(done));
    }
    changed_.notify_one();
}

bool Connector::closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
}

/// Waits for a request and for the rest to be over; gives false when closed.
bool Connector::wait(Done& done) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !requests_.empty(); });
    changed_.wait_until(lock, not_before_, [this] { return closed_; });
    if (closed_) {
        return false;
    }
    done = std::move(requests_.front());
    requests_.pop_front();
    return true;
}

void Connector::run() {
    for (Done done; wait(done);) {
        try {
            done(parameters_.connect(steady_clock::now() + timeout_, [this] { return closed(); }),
                 {});
            rest_ = Milliseconds{0};
        } catch (const Unavailable& error) {
            rest_ = std::clamp(rest_ * 2, kFirstRest, kLongestRest);
            not_before_ = steady_clock::now() + rest_;
            done({}, error.what());
        }
    }
}

}  // namespace gatehouse::sql::postgres
