#include "platform/http/connection.hpp"

#include <exception>
#include <span>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include "platform/http/pipeline.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/server.hpp"

namespace gatehouse::http {
namespace {

constexpr auto kResult = asio::as_tuple(asio::deferred);
/// Bodies up to this size are copied behind their head; larger ones are sent from where they are.
constexpr std::size_t kCopiedBody = 16 * 1024;
/// Answers of pipelined requests are gathered up to this size.
constexpr std::size_t kGathered = 64 * 1024;
constexpr std::size_t kDefaultMaxBody = 64 * 1024;

}  // namespace

Connection::Connection(Lane& lane, Socket socket, const asio::ip::address& peer)
    : lane_(lane),
      socket_(std::move(socket)),
      peer_is_proxy_(contains(lane.pipeline.settings().trusted_proxies, peer)),
      peer_(peer.to_string()) {
    input_.resize(kFirstInput);
}

Connection::~Connection() {
    forget_body();
}

// What happens for each request is in this one coroutine: a coroutine of its own for each step
// would cost more than the step.
Task<void> Connection::serve() {
    while (true) {
        start_exchange();
        searched_ = 0;
        auto size = find_head(pending(), searched_);
        if (size == 0 && !output_.empty() && !co_await flush()) {
            break;
        }
        while (size == 0 && wait_for_head()) {
            auto [error, count] = co_await socket_.async_read_some(room(), kResult);
            size = take_head_bytes(error, count);
        }
        if (gone_) {
            break;
        }
        start_request(size);
        if (body_pending_) {
            co_await read_body();
        }
        lane_.pipeline.begin(exchange_);
        if (exchange_.pending) {
            if (!output_.empty() && !co_await flush()) {
                lane_.pipeline.finish(exchange_);
                break;
            }
            phase_ = Phase::handler;
            deadline_ = exchange_.context->deadline();
            try {
                co_await *std::exchange(exchange_.pending, std::nullopt);
            } catch (...) {
                lane_.pipeline.failed(exchange_, std::current_exception());
            }
            if (expired_) {
                // The sweep has answered and closed; what the handler says is too late.
                exchange_.fail(Problem{problems::kOverloaded});
                lane_.pipeline.finish(exchange_);
                break;
            }
        }
        lane_.pipeline.finish(exchange_);
        auto body = append_answer();
        const bool more = begin_ != used_ && !close_ && output_.size() < kGathered;
        if (!more) {
            // All requests of a turn of the loop are worked on before the first answer is sent: a
            // client woken by the first finds the others ready, instead of being woken for each.
            wait(Phase::writing, lane_.settings.write_timeout);
            co_await asio::post(socket_.get_executor(), asio::deferred);
        }
        if ((!more || !body.empty()) && !try_send(body) && !co_await flush(body)) {
            break;
        }
        if (close_) {
            if (exchange_.refused || begin_ != used_) {
                co_await linger();
            }
            break;
        }
        served_ = true;
    }
    abort();
}

void Connection::start_exchange() {
    close_ = body_pending_ = false;
    exchange_.reset();
    exchange_.peer = peer_.view();
    exchange_.peer_is_proxy = peer_is_proxy_;
}

/// Sets how long to wait for the rest of the head; false when it is refused instead.
bool Connection::wait_for_head() {
    if (gone_ || close_) {
        return false;
    }
    if (const auto* type = oversized(pending(), lane_.settings.head)) {
        refuse(*type);
        return false;
    }
    const auto& settings = lane_.settings;
    if (begin_ == used_) {
        settle();
        // The first request has no reason to wait.
        wait(Phase::idle, served_ ? settings.idle_timeout : settings.head_timeout);
    } else if (phase_ != Phase::head) {
        wait(Phase::head, settings.head_timeout);
    }
    return true;
}

/// Looks at what was read while waiting for a head; gives the head's size as `find_head` does.
std::size_t Connection::take_head_bytes(const boost::system::error_code& error, std::size_t count) {
    used_ += count;
    if (!error && !expired_) {
        return find_head(pending(), searched_);
    }
    if (expired_ && phase_ == Phase::head) {
        refuse(problems::kRequestTimeout);
    } else {
        gone_ = true;
    }
    return 0;
}

void Connection::start_request(std::size_t head_size) {
    if (close_) {
        return;  // refused already
    }
    if (head_size == kBrokenLine) {
        refuse(problems::kMalformedRequest, "a line does not end with CRLF");
        return;
    }
    auto head = read_head(std::span{input_}.subspan(begin_, head_size), exchange_.request,
                          lane_.settings.head);
    if (!head) {
        exchange_.request.headers.clear();
        exchange_.request.verb = Verb::get;
        exchange_.refused = std::move(head).error();
        close_ = held_body_ = true;
        return;
    }
    head_ = *head;
    held_body_ = held_body_ || head_.chunked || head_.content_length > 0;
    begin_ += head_size;
    close_ = !head_.keep_alive;
    exchange_.known_method = head_.known_method;
    lane_.pipeline.locate(exchange_, head_.target);
    if (head_.chunked) {
        body_pending_ = true;
    } else if (head_.content_length > max_body()) {
        refuse(problems::kPayloadTooLarge);
    } else if (head_.content_length > 0) {
        const auto length = static_cast<std::size_t>(head_.content_length);
        if (used_ - begin_ >= length) {
            exchange_.request.body = pending().substr(0, length);
            begin_ += length;
        } else {
            body_pending_ = true;
        }
    }
}

/// Renders the answer behind those before it; gives the body when it is to be sent apart.
std::string_view Connection::append_answer() {
    const Request& request = exchange_.request;
    close_ = close_ || lane_.closing.load(std::memory_order_relaxed);
    append_head(output_, exchange_.answer, &*exchange_.context,
                {.date = lane_.date,
                 .request_id = exchange_.context->request_id(),
                 .close = close_,
                 .http_1_0 = head_.http_1_0});
    const bool only_head = exchange_.known_method && request.verb == Verb::head;
    const auto body = only_head ? std::string_view{} : exchange_.answer.bytes();
    if (body.size() > kCopiedBody) {
        return body;
    }
    output_ += body;
    return {};
}

void Connection::refuse(const ProblemType& type, std::string detail) {
    exchange_.refused.emplace(type, std::move(detail));
    body_pending_ = false;
    close_ = true;
}

std::size_t Connection::max_body() const noexcept {
    return exchange_.entry != nullptr ? exchange_.entry->route.max_body : kDefaultMaxBody;
}

void Connection::wait(Phase phase, Milliseconds limit) {
    phase_ = phase;
    deadline_ = lane_.now + limit;
    expired_ = false;
}

void Connection::sweep() {
    if (expired_ || lane_.now < deadline_) {
        return;
    }
    expired_ = true;
    boost::system::error_code ignored;
    switch (phase_) {
        case Phase::head:
        case Phase::body:
            socket_.cancel(ignored);
            break;
        case Phase::handler: {
            Answer late;
            late.set_problem(Problem{problems::kOverloaded}, exchange_.context->request_id());
            std::string text;
            append_head(
                text, late, nullptr,
                {.date = lane_.date, .request_id = exchange_.context->request_id(), .close = true});
            text += late.body;
            socket_.write_some(asio::buffer(text), ignored);
            socket_.shutdown(Socket::shutdown_send, ignored);
            break;
        }
        case Phase::idle:
        case Phase::writing:
        case Phase::lingering:
            abort();
            break;
    }
}

void Connection::close_if_idle() {
    boost::system::error_code ignored;
    // What has arrived is still answered.
    if (phase_ == Phase::idle && socket_.available(ignored) == 0) {
        abort();
    }
}

void Connection::abort() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace gatehouse::http
