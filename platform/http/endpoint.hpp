#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/async/task.hpp"
#include "platform/http/exchange.hpp"
#include "platform/http/operation.hpp"
#include "platform/http/parameters.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/reply.hpp"
#include "platform/http/target.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::http {

/// The path's parameters, as a parameter of `handle`.
template <class P>
struct Path {
    P value;
    const P* operator->() const noexcept { return &value; }
    const P& operator*() const noexcept { return value; }
};

/// The query's parameters, as a parameter of `handle`.
template <class Q>
struct Query {
    Q value;
    const Q* operator->() const noexcept { return &value; }
    const Q& operator*() const noexcept { return value; }
};

/// What a route takes as its body.
enum class BodyKind : std::uint8_t { none, optional, json };

/// An endpoint behind the route table: decodes, calls and serialises. Shared by all loops.
class Endpoint {
public:
    virtual ~Endpoint() = default;
    [[nodiscard]] virtual BodyKind body_kind() const noexcept = 0;
    /// Whether GET finds something at the path that the request asks for. Only asked of a fallback,
    /// which no route speaks for.
    [[nodiscard]] virtual bool knows(const Request&) const { return false; }
    /// Decodes the request and calls the handler. Gives what to await; nothing when the answer is
    /// complete.
    virtual std::optional<Task<void>> start(Exchange& exchange) const = 0;
    /// Says for the OpenAPI document what it takes and gives; false: it does not appear there.
    virtual bool describe(Operation& operation, json::SchemaBook& book) const = 0;
};

namespace detail {

/// What decoding found wrong: a refusal of the whole, or fields.
struct Issues {
    std::optional<Problem> refusal;
    std::vector<FieldError> fields;
};

/// Turns issues into the answer; the refusal of the whole goes first.
void answer_issues(Exchange& exchange, Issues& issues);
/// Completes the answer's head from a success; `has_body` says whether its body was written.
void finish_success(Exchange& exchange, int status, const std::string& etag,
                    std::string&& cache_control);
/// Refuses a query where the route takes none.
void refuse_query(const Exchange& exchange, Issues& issues);
/// The value of the path's parameter `name`.
std::optional<std::string_view> path_parameter(const Exchange& exchange, std::string_view name);
/// Reads the query and refuses names for which `known` is false.
std::vector<QueryParameter> query_parameters(const Exchange& exchange, Issues& issues,
                                             bool (*known)(std::string_view));

/// How one parameter of `handle` is made; the general case is the JSON body.
template <class A>
struct Argument {
    static constexpr BodyKind kBody = kIsOptional<A> ? BodyKind::optional : BodyKind::json;
    std::optional<A> value;

    void decode(Exchange& exchange, Issues& issues) {
        if constexpr (kIsOptional<A>) {
            if (exchange.request.body.empty()) {
                value.emplace();
                return;
            }
            read<typename A::value_type>(exchange, issues);
        } else {
            read<A>(exchange, issues);
        }
    }
    A take(Exchange&) { return *std::move(value); }

    static void describe(Operation& operation, json::SchemaBook& book) {
        if constexpr (kIsOptional<A>) {
            operation.request = book.reference<typename A::value_type>(json::Use::request);
        } else {
            operation.request = book.reference<A>(json::Use::request);
            operation.request_required = true;
        }
    }

private:
    template <class D>
    void read(Exchange& exchange, Issues& issues) {
        auto result = json::read<D>(exchange.request.body);
        if (result) {
            value.emplace(*std::move(result));
        } else if (result.error().malformed) {
            issues.refusal = Problem{problems::kMalformedJson, std::move(result.error().detail)};
        } else {
            std::ranges::move(result.error().errors, std::back_inserter(issues.fields));
        }
    }
};

template <class P>
struct Argument<Path<P>> {
    std::optional<P> value;

    void decode(Exchange& exchange, Issues& issues) {
        std::vector<FieldError> errors;
        value = read_members<P>(
            [&](std::string_view name) { return path_parameter(exchange, name); }, "", errors);
        if (!value) {
            // A name that cannot be one names nothing: the same answer as for an unknown one.
            issues.refusal = Problem{problems::kNotFound};
        }
    }
    Path<P> take(Exchange&) { return {*std::move(value)}; }

    static void describe(Operation& operation, json::SchemaBook& book) {
        describe_parameters<P>(operation.path, book);
    }
};

template <class Q>
struct Argument<Query<Q>> {
    std::optional<Q> value;

    void decode(Exchange& exchange, Issues& issues) {
        const auto given = query_parameters(exchange, issues, &has_member<Q>);
        value = read_members<Q>(
            [&](std::string_view name) -> std::optional<std::string_view> {
                for (const auto& parameter : given) {
                    if (parameter.name == name) {
                        return parameter.value;
                    }
                }
                return std::nullopt;
            },
            "?", issues.fields);
    }
    Query<Q> take(Exchange&) { return {*std::move(value)}; }

    static void describe(Operation& operation, json::SchemaBook& book) {
        describe_parameters<Q>(operation.query, book);
    }
};

template <>
struct Argument<Context&> {
    void decode(Exchange&, Issues&) {}
    Context& take(Exchange& exchange) { return *exchange.context; }
    static void describe(Operation&, json::SchemaBook&) {}
};

template <class T>
inline constexpr bool kIsQuery = false;
template <class Q>
inline constexpr bool kIsQuery<Query<Q>> = true;
template <class T>
inline constexpr bool kIsPath = false;
template <class P>
inline constexpr bool kIsPath<Path<P>> = true;

/// The rank of a parameter in the order that handle's parameters have.
template <class A>
constexpr int rank() {
    return kIsPath<A> ? 0 : kIsQuery<A> ? 1 : std::is_same_v<A, Context&> ? 3 : 2;
}

template <class... A>
constexpr bool in_order() {
    int last = -1;
    return ((rank<A>() > std::exchange(last, rank<A>())) && ...);
}

template <class... A>
constexpr BodyKind body_of() {
    BodyKind kind = BodyKind::none;
    const auto look = [&]<class X>() {
        if constexpr (requires { Argument<X>::kBody; }) {
            kind = Argument<X>::kBody;
        }
    };
    (look.template operator()<A>(), ...);
    return kind;
}

/// Writes a handler's reply into the exchange's answer.
template <class R>
void finish(Exchange& exchange, Reply<R>&& reply) {
    if (!reply.ok()) {
        exchange.fail(reply.problem());
        return;
    }
    Success<R>& success = reply.success();
    Answer& answer = exchange.answer;
    if constexpr (std::is_same_v<R, NoContent>) {
        success.status = success.status == 200 ? 204 : success.status;
    } else if constexpr (std::is_same_v<R, Content>) {
        answer.content_type = success.body.content_type;
        answer.body = std::move(success.body.bytes);
    } else if (success.status != 204) {  // RFC 9110 section 15.3.5: that one has no body
        answer.content_type = "application/json";
        if constexpr (std::is_same_v<R, RawJson>) {
            answer.body = std::move(success.body.text);
        } else {
            json::append(answer.body, success.body);
        }
    }
    finish_success(exchange, success.status, success.etag, std::move(success.cache_control));
}

template <class R>
Task<void> complete(Task<Reply<R>> task, Exchange& exchange) {
    finish(exchange, co_await std::move(task));
}

template <class E, class Result, class... A>
class TypedEndpoint final : public Endpoint {
    static_assert(in_order<A...>(),
                  "handle takes, each at most once and in this order: Path<P>, Query<Q>, a body by "
                  "value, Context&");

public:
    explicit TypedEndpoint(E& endpoint) : endpoint_(endpoint) {}

    [[nodiscard]] BodyKind body_kind() const noexcept override { return body_of<A...>(); }

    std::optional<Task<void>> start(Exchange& exchange) const override {
        std::tuple<Argument<A>...> arguments;
        Issues issues;
        std::apply([&](auto&... argument) { (argument.decode(exchange, issues), ...); }, arguments);
        if constexpr (!(kIsQuery<A> || ...)) {
            refuse_query(exchange, issues);
        }
        if (issues.refusal || !issues.fields.empty()) {
            answer_issues(exchange, issues);
            return std::nullopt;
        }
        return std::apply(
            [&](auto&... argument) {
                return run(exchange, endpoint_.handle(argument.take(exchange)...));
            },
            arguments);
    }

    bool describe(Operation& operation, json::SchemaBook& book) const override {
        (Argument<A>::describe(operation, book), ...);
        describe_response<typename Body<Result>::Type>(operation, book);
        return true;
    }

private:
    template <class T>
    struct Body;
    template <class R>
    struct Body<Reply<R>> {
        using Type = R;
    };
    template <class R>
    struct Body<Task<Reply<R>>> {
        using Type = R;
    };

    template <class R>
    static std::optional<Task<void>> run(Exchange& exchange, Reply<R> reply) {
        finish(exchange, std::move(reply));
        return std::nullopt;
    }
    template <class R>
    static std::optional<Task<void>> run(Exchange& exchange, Task<Reply<R>> task) {
        return complete<R>(std::move(task), exchange);
    }

    E& endpoint_;
};

template <class E, class Result, class... A>
std::unique_ptr<Endpoint> make_endpoint(E& endpoint, Result (E::*)(A...)) {
    return std::make_unique<TypedEndpoint<E, Result, A...>>(endpoint);
}
template <class E, class Result, class... A>
std::unique_ptr<Endpoint> make_endpoint(E& endpoint, Result (E::*)(A...) const) {
    return std::make_unique<TypedEndpoint<E, Result, A...>>(endpoint);
}

}  // namespace detail
}  // namespace gatehouse::http
