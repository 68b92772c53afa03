#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/http/answer.hpp"
#include "platform/http/context.hpp"
#include "platform/http/request.hpp"
#include "platform/http/route_table.hpp"

namespace gatehouse::http {

struct Entry;

/// One request and its answer on the way through the pipeline. A connection keeps one and resets
/// it, so that its containers keep their memory. On one loop.
struct Exchange {
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // What the connection fills in.
    Request request;
    bool known_method = true;        ///< false: `request.verb` says nothing
    std::string_view peer;           ///< the peer's address in canonical text
    bool peer_is_proxy = false;      ///< the peer is a trusted proxy
    std::optional<Problem> refused;  ///< what was wrong before there was a request

    // What `Pipeline::locate` fills in.
    std::string decoded_path;
    const Entry* entry = nullptr;  ///< the route, when there is one for this verb
    const RouteTable::Verbs* verbs = nullptr;
    PathParameters parameters;

    // What the stages fill in.
    std::optional<Context> context;
    std::optional<Task<void>> pending;  ///< the handler, when it waits for something
    Answer answer;
    SteadyTime started{};
    std::uint8_t entered = 0;  ///< stages that were entered
    bool counted = false;      ///< counted as in flight

    void reset() {
        request.headers.clear();
        request.path = request.query = request.body = {};
        known_method = true;
        refused.reset();
        entry = nullptr;
        verbs = nullptr;
        parameters.clear();
        context.reset();
        pending.reset();
        answer.reset();
        entered = 0;
        counted = false;
    }

    void fail(const Problem& problem) { answer.set_problem(problem, context->request_id()); }
};

}  // namespace gatehouse::http
