#include "platform/async/handoff.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace gatehouse::async {

void Continuation::post() && {
    asio::io_context& loop = *loop_;
    asio::post(loop.get_executor(),
               [continuation = std::move(*this)]() mutable { std::move(continuation).run(); });
}

void Continuation::run() && {
    Handler handler(std::move(*handler_));
    handler_.reset();
    std::move(handler)();
}

void Batch::add(Continuation continuation) {
    auto found =
        std::ranges::find(loops_, &continuation.loop(), &decltype(loops_)::value_type::first);
    if (found == loops_.end()) {
        found = loops_.emplace(loops_.end(), &continuation.loop(), std::vector<Continuation>{});
    }
    found->second.push_back(std::move(continuation));
}

void Batch::flush() {
    for (auto& [loop, continuations] : std::exchange(loops_, {})) {
        asio::post(loop->get_executor(), [ready = std::move(continuations)]() mutable {
            for (Continuation& continuation : ready) {
                std::move(continuation).run();
            }
        });
    }
}

}  // namespace gatehouse::async
