#include "platform/http/pipeline.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "platform/async/loops.hpp"
#include "platform/base/unavailable.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/route_metrics.hpp"
#include "platform/http/target.hpp"
#include "platform/http/text.hpp"
#include "platform/trace/trace.hpp"

namespace gatehouse::http {

struct Pipeline::Stage {
    bool (Pipeline::*enter)(Exchange&);
    void (Pipeline::*leave)(Exchange&) noexcept = nullptr;  ///< called when it was entered
};

// The whole way of a request, outermost first. A stage that answers ends the way in; on the way out
// the stages that were entered are left in reverse order. Exceptions of all of them and of the
// handler end in `failed`.
constexpr Pipeline::Stage Pipeline::kStages[] = {
    // Outermost: what the others cost and refuse counts as well.
    {&Pipeline::measure, &Pipeline::record},
    // Everything after it can name the request in the log and in its answer.
    {&Pipeline::identify},
    // What could not be read must not reach a stage that reads it; its answer has an id by now.
    {&Pipeline::refuse_malformed},
    // A request for another host is not ours: it learns nothing of our routes.
    {&Pipeline::check_host},
    // Unknown routes are refused before they cost more than a look-up.
    {&Pipeline::require_route},
    // Refuses while refusing is cheap: before tokens are verified and buckets are counted.
    {&Pipeline::shed_load, &Pipeline::leave_load},
    // Before the work starts, so that every wait inside is bounded by it.
    {&Pipeline::set_deadline},
    // Before the access check: guessing tokens spends units as well.
    {&Pipeline::limit_client},
    // Before anything that the caller sent is interpreted on somebody's behalf.
    {&Pipeline::check_access},
    // A browser may have been told by another page to send it.
    {&Pipeline::check_origin},
    // After access: who may not call learns nothing of what the route takes.
    {&Pipeline::check_content},
    // Last before decoding: another page could otherwise spend what a person needs to sign in.
    {&Pipeline::limit_route},
    // Decodes the parameters and the body, and calls the handler.
    {&Pipeline::handle},
};

/// What belongs to one loop.
struct alignas(64) Pipeline::Loop {
    std::size_t in_flight = 0;
    std::array<std::uint64_t, 4> random{};

    /// xoshiro256**: request ids are unique, not secret.
    std::uint64_t next() noexcept {
        const auto rotate = [](std::uint64_t x, int k) { return x << k | x >> (64 - k); };
        const std::uint64_t result = rotate(random[1] * 5, 7) * 9;
        const std::uint64_t shifted = random[1] << 17;
        random[2] ^= random[0];
        random[3] ^= random[1];
        random[1] ^= random[2];
        random[0] ^= random[3];
        random[2] ^= shifted;
        random[3] = rotate(random[3], 45);
        return result;
    }
};

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex(std::array<char, 32>& out, std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 16; ++i) {
        out[at + i] = kHexDigits[value >> (60 - 4 * i) & 0xf];
    }
}

bool sane_id(std::string_view id) noexcept {
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
    });
}

void require_seams(const Router& router) {
    for (const auto& entry : router.entries()) {
        const Access access = entry->route.access;
        const bool takes_cookie = access == Access::cookie || access == Access::session;
        const bool takes_token = access != Access::anonymous && access != Access::cookie;
        if ((takes_token && router.authenticator() == nullptr) ||
            (takes_cookie && router.csrf_check() == nullptr)) {
            throw std::logic_error("nothing guards " + std::string{entry->route.path});
        }
    }
}

}  // namespace

std::vector<std::string> local_hosts(std::uint16_t port) {
    std::vector<std::string> hosts;
    for (const char* name : {"localhost", "127.0.0.1", "[::1]"}) {
        hosts.push_back(fmt::format("{}:{}", name, port));
        if (port == 80) {
            hosts.emplace_back(name);
        }
    }
    return hosts;
}

Pipeline::Pipeline(const Router& router, std::size_t loops, const Clock& clock,
                   RandomSource& random, PipelineSettings settings, Telemetry telemetry)
    : router_(router), clock_(clock), settings_(std::move(settings)), telemetry_(telemetry) {
    require_seams(router);
    if (telemetry_.metrics != nullptr) {
        route_metrics_ = std::make_unique<RouteMetrics>(*telemetry_.metrics, router);
    }
    for (std::size_t i = 0; i < loops; ++i) {
        auto loop = std::make_unique<Loop>();
        random.fill(std::as_writable_bytes(std::span{loop->random}));
        loops_.push_back(std::move(loop));
    }
}

Pipeline::~Pipeline() = default;

Pipeline::Loop& Pipeline::loop() {
    return *loops_.at(async::Loops::current());
}

void Pipeline::locate(Exchange& exchange, std::string_view raw_target) const {
    if (!raw_target.starts_with('/') && !exchange.known_method) {
        return;  // CONNECT has a target of its own form; the method is refused
    }
    if (raw_target == "*" && exchange.request.verb == Verb::options) {
        exchange.request.path = raw_target;
        return;
    }
    auto target = read_target(raw_target, exchange.decoded_path);
    if (!target) {
        exchange.refused = std::move(target).error();
        return;
    }
    exchange.request.path = target->path;
    exchange.request.query = target->query;
    exchange.verbs = router_.table().find(target->path, exchange.parameters);
    const Verb verb = exchange.request.verb;
    if (exchange.verbs == nullptr) {
        const bool reads = exchange.known_method && (verb == Verb::get || verb == Verb::head);
        exchange.entry = reads ? router_.fallback() : nullptr;
        return;
    }
    auto index = exchange.known_method ? exchange.verbs->of(verb) : RouteTable::kNone;
    if (index == RouteTable::kNone && exchange.known_method && verb == Verb::head) {
        index = exchange.verbs->of(Verb::get);
    }
    exchange.entry = index != RouteTable::kNone ? router_.entries()[index].get() : nullptr;
}

void Pipeline::begin(Exchange& exchange) {
    exchange.context.emplace(exchange.request);
    try {
        for (const Stage& stage : kStages) {
            ++exchange.entered;
            if (!(this->*stage.enter)(exchange)) {
                break;
            }
        }
    } catch (...) {
        failed(exchange, std::current_exception());
    }
}

void Pipeline::failed(Exchange& exchange, std::exception_ptr error) noexcept {
    exchange.answer.reset();
    try {
        std::rethrow_exception(error);
    } catch (const ServiceUnavailable&) {
        log_failure(exchange, "something that a request needs is unavailable", error);
        exchange.fail(Problem{problems::kOverloaded});
    } catch (...) {
        log_failure(exchange, "a request failed", error);
        exchange.fail(Problem{problems::kInternal});
    }
}

void Pipeline::finish(Exchange& exchange) noexcept {
    while (exchange.entered > 0) {
        const Stage& stage = kStages[--exchange.entered];
        if (stage.leave != nullptr) {
            (this->*stage.leave)(exchange);
        }
    }
}

Task<void> Pipeline::run(Exchange& exchange) {
    begin(exchange);
    if (exchange.pending) {
        try {
            co_await *std::exchange(exchange.pending, std::nullopt);
        } catch (...) {
            failed(exchange, std::current_exception());
        }
    }
    finish(exchange);
}

bool Pipeline::identify(Exchange& exchange) {
    Loop& own = loop();
    Context& context = *exchange.context;
    context.set_now(clock_.now());

    std::array<char, 32> fresh;
    append_hex(fresh, 0, own.next());
    append_hex(fresh, 16, own.next());
    const std::string_view fresh_id{fresh.data(), fresh.size()};
    const auto inbound = exchange.request.header("x-request-id").value_or(std::string_view{});
    context.set_request_id(sane_id(inbound) ? inbound : fresh_id);
    const auto traceparent = exchange.request.header("traceparent");
    const auto parent = traceparent ? trace::parse_traceparent(*traceparent) : std::nullopt;
    context.set_trace_id(parent ? std::string_view{parent->trace_id.text()} : fresh_id);

    context.set_client_ip(exchange.peer);
    if (exchange.peer_is_proxy) {
        std::vector<std::string_view> hops;
        for (const auto& [name, value] : exchange.request.headers) {
            if (name == "x-forwarded-for") {
                hops.push_back(value);
            }
        }
        if (const auto client = forwarded_client(hops, settings_.trusted_proxies)) {
            context.set_client_ip(client->to_string());
        }
    }
    return true;
}

bool Pipeline::shed_load(Exchange& exchange) {
    if (exchange.entry->route.probe) {
        return true;
    }
    auto& in_flight = loop().in_flight;
    if (in_flight >= settings_.max_in_flight) {
        exchange.fail(Problem{problems::kOverloaded});
        return false;
    }
    ++in_flight;
    exchange.counted = true;
    return true;
}

void Pipeline::leave_load(Exchange& exchange) noexcept {
    if (std::exchange(exchange.counted, false)) {
        --loop().in_flight;
    }
}

bool Pipeline::set_deadline(Exchange& exchange) {
    exchange.context->set_deadline(exchange.started + settings_.request_timeout);
    return true;
}

bool Pipeline::handle(Exchange& exchange) {
    exchange.pending = exchange.entry->endpoint->start(exchange);
    return true;
}

}  // namespace gatehouse::http
