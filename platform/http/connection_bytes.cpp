// How a connection reads and writes its bytes.

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>

#include "platform/base/secret.hpp"
#include "platform/http/chunk_decoder.hpp"
#include "platform/http/connection.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/server.hpp"

namespace gatehouse::http {
namespace {

constexpr auto kResult = asio::as_tuple(asio::deferred);
constexpr std::size_t kMaxLingering = 1024 * 1024;
/// Room for an answer that a connection keeps while it is idle.
constexpr std::size_t kKeptAnswer = 16 * 1024;

}  // namespace

asio::mutable_buffer Connection::room() {
    if (begin_ > 0) {
        std::copy(input_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  input_.begin() + static_cast<std::ptrdiff_t>(used_), input_.begin());
        used_ -= begin_;
        begin_ = 0;
    }
    if (used_ == input_.size()) {
        std::string larger(std::min(2 * input_.size(), lane_.settings.head.total + 1), '\0');
        std::copy_n(input_.data(), used_, larger.data());
        wipe(input_.data(), input_.size());
        input_.swap(larger);
    }
    return asio::buffer(input_.data() + used_, input_.size() - used_);
}

/// Makes room for so many bytes of the body, without a copy of it in what is given back.
void Connection::reserve_body(std::size_t size) {
    if (size <= body_.capacity()) {
        return;
    }
    std::string larger;
    larger.reserve(std::max(size, 2 * body_.capacity()));
    larger += body_;
    wipe(body_.data(), body_.size());
    body_.swap(larger);
}

/// Before it waits for the next request, which may be long: keeps no body and no large buffer.
void Connection::settle() noexcept {
    begin_ = used_ = 0;
    forget_body();
    for (std::string* buffer : {&output_, &exchange_.answer.body}) {
        if (buffer->capacity() > kKeptAnswer) {
            buffer->clear();
            buffer->shrink_to_fit();
        }
    }
}

/// Wipes what held a body: it may be a password. What is large is given back.
void Connection::forget_body() noexcept {
    if (!std::exchange(held_body_, false)) {
        return;
    }
    for (std::string* buffer : {&input_, &detached_head_, &body_}) {
        buffer->resize(buffer->capacity());
        wipe(buffer->data(), buffer->size());
        buffer->resize(buffer == &input_ ? kFirstInput : 0);
        if (buffer->capacity() > kFirstInput) {
            buffer->shrink_to_fit();
        }
    }
}

/// Reads some bytes behind what is pending; false when the connection ended or time is up.
Task<bool> Connection::fill() {
    auto [error, count] = co_await socket_.async_read_some(room(), kResult);
    used_ += count;
    co_return !error && !expired_;
}

/// Keeps the head's bytes where they are, so that `input_` is free for the body.
void Connection::detach_head() {
    std::swap(input_, detached_head_);
    input_.resize(std::max({kFirstInput, input_.size(), used_ - begin_}));
    std::copy_n(detached_head_.data() + begin_, used_ - begin_, input_.data());
    used_ -= begin_;
    begin_ = 0;
}

/// Reads a body that is not all here; on failure the exchange is refused.
Task<void> Connection::read_body() {
    detach_head();
    wait(Phase::body, lane_.settings.body_timeout);
    if (head_.expects_continue && begin_ == used_) {
        output_ += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    bool complete = output_.empty() || co_await flush();
    wait(Phase::body, lane_.settings.body_timeout);
    body_.clear();
    if (complete) {
        complete = head_.chunked ? co_await read_chunked() : co_await read_sized();
    }
    if (!complete) {
        // Where the next request begins is not known, whatever else is wrong with this one.
        close_ = true;
        if (!exchange_.refused) {
            refuse(problems::kRequestTimeout);
        }
    }
    exchange_.request.body = body_;
}

Task<bool> Connection::read_sized() {
    constexpr std::size_t kStep = 16 * 1024;
    const auto size = static_cast<std::size_t>(head_.content_length);
    reserve_body(size);
    body_.append(pending());
    begin_ = used_ = 0;
    while (body_.size() < size) {
        const auto have = body_.size();
        body_.resize(std::min(size, have + kStep));
        auto [error, count] = co_await socket_.async_read_some(
            asio::buffer(body_.data() + have, body_.size() - have), kResult);
        body_.resize(have + count);
        if (error || expired_) {
            co_return false;
        }
    }
    co_return true;
}

Task<bool> Connection::read_chunked() {
    ChunkDecoder decoder{max_body()};
    while (true) {
        auto input = pending();
        reserve_body(body_.size() + input.size());
        const auto state = decoder.feed(input, body_);
        begin_ = used_ - input.size();
        switch (state) {
            case ChunkDecoder::State::done:
                co_return true;
            case ChunkDecoder::State::malformed:
                refuse(problems::kMalformedRequest, "the chunked body is malformed");
                co_return false;
            case ChunkDecoder::State::too_large:
                refuse(problems::kPayloadTooLarge);
                co_return false;
            case ChunkDecoder::State::more:
                break;
        }
        if (!co_await fill()) {
            co_return false;
        }
    }
}

/// Sends the answers gathered so far and `body` behind them, or as much as can be sent without
/// waiting; `body` shrinks to the rest.
bool Connection::try_send(std::string_view& body) {
    while (sent_ < output_.size() || !body.empty()) {
        const auto head = asio::buffer(output_.data() + sent_, output_.size() - sent_);
        boost::system::error_code error;
        const auto count =
            body.empty() ? socket_.write_some(head, error)  // send(2) costs less than sendmsg(2)
                         : socket_.write_some(
                               std::array<asio::const_buffer, 2>{
                                   head, asio::buffer(body.data(), body.size())},
                               error);
        if (error) {
            broken_ = error != asio::error::would_block;
            return false;
        }
        const auto of_output = std::min(count, output_.size() - sent_);
        sent_ += of_output;
        body.remove_prefix(count - of_output);
    }
    output_.clear();
    sent_ = 0;
    return true;
}

/// The same, waiting as long as it takes within the limit; false when the connection ended.
Task<bool> Connection::flush(std::string_view body) {
    wait(Phase::writing, lane_.settings.write_timeout);
    while (!try_send(body)) {
        if (broken_) {
            co_return false;
        }
        const auto [error] = co_await socket_.async_wait(Socket::wait_write, kResult);
        if (error || expired_) {
            co_return false;
        }
    }
    co_return true;
}

/// Lets the client read the last answer: closing at once with unread bytes would reset the
/// connection and take the answer away (RFC 9112 section 9.6).
Task<void> Connection::linger() {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    wait(Phase::lingering, Milliseconds{2000});
    std::size_t total = 0;
    while (total < kMaxLingering) {
        begin_ = used_ = 0;
        if (!co_await fill()) {
            break;
        }
        total += used_;
    }
}

}  // namespace gatehouse::http
