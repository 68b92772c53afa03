#pragma once

// The endpoints that the tests of this room call.

#include <atomic>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/describe.hpp>

#include "platform/async/loops.hpp"
#include "platform/base/unavailable.hpp"
#include "platform/http/router.hpp"
#include "platform/testing/fake_clock.hpp"
#include "platform/testing/http_client.hpp"
#include "platform/testing/seeded_random.hpp"

namespace gatehouse::http::test {

struct ById {
    UserId id;
};
BOOST_DESCRIBE_STRUCT(ById, (), (id))

enum class Order { newest, oldest };
BOOST_DESCRIBE_ENUM(Order, newest, oldest)

struct Search {
    std::optional<std::string> q;
    std::uint32_t limit;
    std::optional<Order> order;
};
BOOST_DESCRIBE_STRUCT(Search, (), (q, limit, order))

struct Thing {
    std::string name;
    int size;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (name, size))

struct Found {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Found, (), (text))

class Live {
public:
    static constexpr Route kRoute{
        .verb = Verb::get, .path = "/livez", .access = Access::anonymous, .probe = true};
    static constexpr Doc kDoc{"Whether the process lives"};
    Reply<RawJson> handle() const { return RawJson{R"({"status":"ok"})"}; }
};

class ReadThing {
public:
    static constexpr Route kRoute{Verb::get, "/api/v1/things/{id}", Access::anonymous};
    static constexpr Doc kDoc{"Read a thing", problems::kNotFound};
    Task<Reply<Found>> handle(Path<ById> path, Context&) {
        co_return Success<Found>{.body = {path->id.text()}, .etag = "\"7\""};
    }
};

class ListThings {
public:
    static constexpr Route kRoute{Verb::get, "/api/v1/things", Access::anonymous};
    static constexpr Doc kDoc{"List things"};
    Task<Reply<Found>> handle(Query<Search> query) {
        co_return Found{query->q.value_or("-") + "/" + std::to_string(query->limit) +
                        (query->order == Order::oldest ? "/oldest" : "")};
    }
};

/// Counts its calls: what a smuggled request would increase.
class CreateThing {
public:
    static constexpr Route kRoute{
        .verb = Verb::post, .path = "/api/v1/things", .access = Access::anonymous, .limit = "make"};
    static constexpr Doc kDoc = Doc{"Create a thing", problems::kForbidden}.answering(201);
    Task<Reply<Thing>> handle(Thing body, Context& context) {
        ++calls;
        context.add_header("Location", "/api/v1/things/1");
        co_return Success<Thing>{.body = std::move(body), .status = 201};
    }
    std::atomic<int> calls = 0;
};

class RemoveThing {
public:
    static constexpr Route kRoute{Verb::delete_, "/api/v1/things/{id}", Access::user};
    static constexpr Doc kDoc{"Remove a thing", problems::kPreconditionRequired};
    Task<Reply<NoContent>> handle(Path<ById>, Context& context) {
        const auto tag = context.require_if_match();
        if (!tag) {
            co_return tag.error();
        }
        if (!tag->names(ETag::of("7,x"))) {
            co_return problems::kPreconditionFailed;
        }
        co_return NoContent{};
    }
};

class Administer {
public:
    static constexpr Route kRoute{Verb::get, "/api/v1/admin", Access::admin};
    static constexpr Doc kDoc{"Only for administrators"};
    Reply<Found> handle(Context& context) const { return Found{context.caller().user.text()}; }
};

class Refresh {
public:
    static constexpr Route kRoute{Verb::post, "/api/v1/refresh", Access::cookie};
    static constexpr Doc kDoc{"Refresh by cookie"};
    Reply<NoContent> handle() const { return NoContent{}; }
};

class EndSession {
public:
    static constexpr Route kRoute{Verb::post, "/api/v1/end", Access::session};
    static constexpr Doc kDoc{"End what is left of a session"};
    Reply<Found> handle(Context& context) const {
        return Found{context.has_caller() ? "caller" : "nobody"};
    }
};

class SignIn {
public:
    static constexpr Route kRoute{
        .verb = Verb::post, .path = "/api/v1/login", .access = Access::anonymous};
    static constexpr Doc kDoc{"Sign in"};
    Reply<NoContent> handle(std::optional<Found>) const { return NoContent{}; }
};

/// Fails in the way its query says.
struct How {
    std::string how;
};
BOOST_DESCRIBE_STRUCT(How, (), (how))
class Fail {
public:
    static constexpr Route kRoute{Verb::get, "/api/v1/fail", Access::anonymous};
    static constexpr Doc kDoc{"Fail"};
    Task<Reply<NoContent>> handle(Query<How> query) {
        if (query->how == "unavailable") {
            throw ServiceUnavailable("the database at 10.0.0.7 is away");
        }
        if (query->how == "slow") {
            co_await async::sleep_for(std::chrono::seconds{2});
        }
        if (query->how == "wait") {
            co_await async::sleep_for(std::chrono::milliseconds{20});
            co_return NoContent{};
        }
        throw std::runtime_error("secret detail");
    }
};

/// Knows the tokens `user` and `admin`, and `expired`, which was one.
class ThreeTokens final : public Authenticator {
public:
    std::expected<Caller, Problem> authenticate(std::string_view token, Time) override {
        if (token != "user" && token != "admin") {
            return std::unexpected(Problem{problems::kTokenExpired});
        }
        return caller_of(token);
    }
    std::optional<Caller> recognise(std::string_view token, Time) override {
        if (token != "user" && token != "admin" && token != "expired") {
            return std::nullopt;
        }
        return caller_of(token);
    }

private:
    static Caller caller_of(std::string_view token) {
        Caller caller{UserId{Uuid{}}, SessionId{Uuid{}}, {}, 1};
        if (token == "admin") {
            caller.roles.emplace_back("admin");
        }
        return caller;
    }
};

class OneCsrfToken final : public CsrfCheck {
public:
    bool concerns(const Context& context) const override {
        return context.cookie("__Host-refresh").has_value();
    }
    bool valid(const Context& context, std::string_view token) const override {
        const auto cookie = context.cookie("__Host-refresh");
        return cookie == "broken" || (token == "proof" && cookie == "r1");
    }
};

/// Allows `clients_left` more requests, and `left` more of the policy `make`.
class FewRequests final : public RateLimiter {
public:
    std::optional<LimitVerdict> check_client(const Context&) override {
        ++clients;
        return LimitVerdict{.allowed = clients_left.fetch_sub(1) > 0, .policy = "all"};
    }
    std::optional<LimitVerdict> check_route(const Route& route, const Context&) override {
        if (route.limit != "make") {
            return std::nullopt;
        }
        return LimitVerdict{.allowed = left.fetch_sub(1) > 0,
                            .policy = "make",
                            .quota = 20,
                            .window = Seconds{60},
                            .remaining = 0,
                            .reset = Seconds{30},
                            .retry_after = Seconds{3}};
    }
    std::atomic<int> clients = 0;
    std::atomic<int> clients_left = 1'000'000;
    std::atomic<int> left = 1'000'000;
};

/// All of them behind one router.
struct Endpoints {
    Endpoints() {
        router.authenticate_with(tokens);
        router.check_csrf_with(csrf);
        router.limit_with(limiter);
        router.add(live);
        router.add(read_thing);
        router.add(list_things);
        router.add(create_thing);
        router.add(remove_thing);
        router.add(administer);
        router.add(refresh);
        router.add(end_session);
        router.add(sign_in);
        router.add(fail);
        router.add_page("/", "text/html; charset=utf-8", "<!doctype html><title>x</title>");
    }

    ThreeTokens tokens;
    OneCsrfToken csrf;
    FewRequests limiter;
    Live live;
    ReadThing read_thing;
    ListThings list_things;
    CreateThing create_thing;
    RemoveThing remove_thing;
    Administer administer;
    Refresh refresh;
    EndSession end_session;
    SignIn sign_in;
    Fail fail;
    Router router;
};

}  // namespace gatehouse::http::test
