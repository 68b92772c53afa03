#include "bench/load/driver.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "bench/load/connection.hpp"
#include <sys/epoll.h>
#include <unistd.h>

namespace gatehouse::load {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLastAnswers{10};

struct Lane {
    std::unique_ptr<Connection> connection;
    std::size_t line = 0;
    Clock::time_point due;
    bool busy = false;
};

class Driver {
public:
    Driver(const Plan& plan, Scenario& scenario);
    ~Driver() { ::close(epoll_); }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    Report run();

private:
    void watch(std::size_t lane, int operation);
    void start(std::size_t lane, Clock::time_point due);
    void start_what_is_due();
    void take(std::size_t lane);
    void wait();

    const Plan& plan_;
    Scenario& scenario_;
    Report report_;
    int epoll_ = -1;
    std::vector<Lane> lanes_;
    std::deque<std::size_t> idle_;
    std::deque<std::size_t> lines_;
    std::string request_;
    Clock::time_point begin_;
    Clock::time_point end_;
    std::uint64_t started_ = 0;
};

Driver::Driver(const Plan& plan, Scenario& scenario)
    : plan_(plan), scenario_(scenario), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (scenario_.size() < plan_.connections) {
        throw std::invalid_argument("fewer lines than connections");
    }
    for (std::size_t line = 0; line < scenario_.size(); ++line) {
        lines_.push_back(line);
    }
    for (std::size_t lane = 0; lane < plan_.connections; ++lane) {
        lanes_.emplace_back().connection = std::make_unique<Connection>(plan_.port);
        watch(lane, EPOLL_CTL_ADD);
        idle_.push_back(lane);
    }
}

void Driver::watch(std::size_t lane, int operation) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = lane;
    if (::epoll_ctl(epoll_, operation, lanes_[lane].connection->socket(), &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

void Driver::start(std::size_t lane, Clock::time_point due) {
    Lane& taken = lanes_[lane];
    taken.line = lines_.front();
    lines_.pop_front();
    taken.due = due;
    taken.busy = true;
    request_.clear();
    scenario_.append_request(taken.line, request_);
    taken.connection->send(request_);
    ++started_;
}

void Driver::start_what_is_due() {
    const auto now = Clock::now();
    while (!idle_.empty() && now < end_) {
        auto due = now;
        if (plan_.rate > 0) {
            due = begin_ +
                  std::chrono::duration_cast<Clock::duration>(
                      std::chrono::duration<double>(static_cast<double>(started_) / plan_.rate));
            if (due > now) return;
        }
        const std::size_t lane = idle_.front();
        idle_.pop_front();
        start(lane, due);
    }
}

void Driver::take(std::size_t lane) {
    Lane& taken = lanes_[lane];
    std::optional<Answer> answer;
    try {
        if (!taken.busy) {
            throw std::runtime_error("the server closed an idle connection");
        }
        answer = taken.connection->receive();
        if (!answer) return;
        const auto took = Clock::now() - taken.due;
        (answer->status < 400 ? report_.good : report_.refused).add(took);
        ++report_.by_status[answer->status];
        scenario_.take(taken.line, *answer);
        if (field(answer->head, "connection").value_or("") == "close") {
            taken.connection->open();
            watch(lane, EPOLL_CTL_ADD);
        }
    } catch (const std::system_error&) {
        throw;
    } catch (const std::runtime_error&) {
        if (answer) throw;  // the scenario's own complaint
        ++report_.broken;
        taken.connection->open();
        watch(lane, EPOLL_CTL_ADD);
        if (!taken.busy) return;
    }
    taken.busy = false;
    lines_.push_back(taken.line);
    idle_.push_back(lane);
}

void Driver::wait() {
    std::array<epoll_event, 64> events{};
    // At a fixed rate the next request may be due sooner than any answer comes.
    const int timeout = plan_.rate > 0 ? 1 : 100;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    for (int i = 0; i < count; ++i) {
        take(events[static_cast<std::size_t>(i)].data.u64);
    }
}

Report Driver::run() {
    begin_ = Clock::now();
    end_ = begin_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(plan_.seconds));
    while (Clock::now() < end_) {
        start_what_is_due();
        wait();
    }
    report_.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    while (idle_.size() < lanes_.size() && Clock::now() < end_ + kLastAnswers) {
        wait();
    }
    return std::move(report_);
}

}  // namespace

Report run(const Plan& plan, Scenario& scenario) {
    return Driver(plan, scenario).run();
}

}  // namespace gatehouse::load
