#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/config/section.hpp"
#include "platform/config/values.hpp"

namespace gatehouse::service {

/// Section `server`: where and how the program serves.
struct ServerSettings {
    static constexpr std::string_view kSection = "server";

    config::ListenAddress listen = *config::ListenAddress::parse("127.0.0.1:8080");
    std::optional<config::PublicUrl> public_url;
    std::vector<config::Network> trusted_proxies;
    std::size_t threads = 0;
    Milliseconds drain_grace{0};
    Milliseconds drain_limit = std::chrono::seconds{20};

    static constexpr config::Doc kDocs[] = {
        {"listen",
         "Where the house shape (all targets and the portal) listens; a single target listens on "
         "its own port of this address unless the setting is given."},
        {"public_url",
         "The origin under which people reach the installation: base of links, issuer of tokens "
         "and the allowed Origin. Unset, only loopback addresses are served, and both "
         "`http://localhost:PORT` and `http://127.0.0.1:PORT` are allowed origins."},
        {"trusted_proxies", "Networks whose `X-Forwarded-For` is believed, read from the right."},
        {"threads", "Event loops, one thread each; 0 means one for each processor.", 0, 64},
        {"drain_grace",
         "How long after a stop signal the program still serves while it reports not ready, so "
         "that those in front of it notice.",
         0, config::ms(std::chrono::minutes{1})},
        {"drain_limit",
         "How long after the grace time requests in flight may take before they are cut off.",
         config::ms(Milliseconds{100}), config::ms(std::chrono::minutes{5})},
    };
};
BOOST_DESCRIBE_STRUCT(ServerSettings, (),
                      (listen, public_url, trusted_proxies, threads, drain_grace, drain_limit))

/// Section `operations`: what only operators reach.
struct OperationsSettings {
    static constexpr std::string_view kSection = "operations";

    config::ListenAddress listen = *config::ListenAddress::parse("127.0.0.1:9090");

    static constexpr config::Doc kDocs[] = {
        {"listen",
         "Where `/metrics`, `/livez` and `/readyz` answer for operators; never exposed by the "
         "gateway."},
    };
};
BOOST_DESCRIBE_STRUCT(OperationsSettings, (), (listen))

/// Section `data`.
struct DataSettings {
    static constexpr std::string_view kSection = "data";

    std::string dir = "data";

    static constexpr config::Doc kDocs[] = {
        {"dir",
         "The directory of keys and embedded databases, made at the first start; relative paths "
         "start at the working directory."},
    };
};
BOOST_DESCRIBE_STRUCT(DataSettings, (), (dir))

/// Section `database`.
struct DatabaseSettings {
    static constexpr std::string_view kSection = "database";

    std::optional<config::DatabaseUrl> url;
    std::size_t write_connections = 8;
    Milliseconds statement_timeout = std::chrono::seconds{2};
    Milliseconds acquire_timeout = std::chrono::seconds{1};
    std::size_t writer_queue = 4096;
    std::size_t writer_group = 512;

    static constexpr config::Doc kDocs[] = {
        {.key = "url",
         .text = "Where the services keep their data; unset means `sqlite:` with `data.dir`. On "
                 "PostgreSQL each service has a database of its own, `PREFIX_auth` and so on.",
         .secret = true},
        {"write_connections", "PostgreSQL connections that write, for each service.", 1, 200},
        {"statement_timeout", "How long one statement may take.", config::ms(Milliseconds{50}),
         config::ms(std::chrono::minutes{1})},
        {"acquire_timeout", "How long a statement may wait for a connection.",
         config::ms(Milliseconds{10}), config::ms(std::chrono::minutes{1})},
        {"writer_queue", "Changes that may wait for the SQLite writer; beyond it they get 503.", 16,
         1'000'000},
        {"writer_group",
         "Changes that may share one commit of the SQLite writer, so that the first of them does "
         "not wait for all; with 1 each is flushed to the disk alone, which is slow.",
         1, 4096},
    };
};
BOOST_DESCRIBE_STRUCT(DatabaseSettings, (),
                      (url, write_connections, statement_timeout, acquire_timeout, writer_queue,
                       writer_group))

enum class LogLevel : std::uint8_t { debug, info, warn, error };
BOOST_DESCRIBE_ENUM(LogLevel, debug, info, warn, error)

enum class LogFormat : std::uint8_t { automatic, text, json };
BOOST_DESCRIBE_ENUM(LogFormat, automatic, text, json)

/// Section `log`.
struct LogSettings {
    static constexpr std::string_view kSection = "log";

    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::automatic;
    bool requests = true;

    static constexpr config::Doc kDocs[] = {
        {"level", "The least severe events that are logged."},
        {"format",
         "How events are written to standard error: JSON lines in the Elastic Common Schema, or "
         "short lines for people; `automatic` writes text to a terminal and JSON elsewhere."},
        {"requests", "Whether each request is logged at level info."},
    };
};
BOOST_DESCRIBE_STRUCT(LogSettings, (), (level, format, requests))

/// Section `limits`: the bounds of what one process takes on.
struct LimitSettings {
    static constexpr std::string_view kSection = "limits";

    std::size_t connections = 10'000;
    std::size_t connections_per_ip = 100;
    std::size_t in_flight = 1'000;
    std::size_t header_bytes = 16 * 1024;
    Milliseconds header_timeout = std::chrono::seconds{10};
    Milliseconds body_timeout = std::chrono::seconds{30};
    Milliseconds idle_timeout = std::chrono::seconds{75};
    Milliseconds request_timeout = std::chrono::seconds{5};

    static constexpr config::Doc kDocs[] = {
        {"connections", "Open connections; further ones wait to be accepted.", 16, 1'000'000},
        {"connections_per_ip",
         "Open connections of one client address; this machine and trusted proxies are not "
         "counted.",
         1, 1'000'000},
        {"in_flight", "Requests being answered at once; further ones get 503.", 1, 100'000},
        {"header_bytes", "Size of a request's head.", 4096, 128 * 1024},
        {"header_timeout", "How long a request's head may take to arrive.",
         config::ms(std::chrono::seconds{1}), config::ms(std::chrono::minutes{1})},
        {"body_timeout", "How long a request's body may take to arrive.",
         config::ms(std::chrono::seconds{1}), config::ms(std::chrono::minutes{10})},
        {"idle_timeout",
         "How long a connection without a request stays open; longer than the gateway keeps its "
         "own.",
         config::ms(std::chrono::seconds{1}), config::ms(std::chrono::hours{1})},
        {"request_timeout", "How long answering may take.", config::ms(Milliseconds{100}),
         config::ms(std::chrono::minutes{5})},
    };
};
BOOST_DESCRIBE_STRUCT(LimitSettings, (),
                      (connections, connections_per_ip, in_flight, header_bytes, header_timeout,
                       body_timeout, idle_timeout, request_timeout))

/// What rate limits do: refuse, or only count what they would refuse.
enum class RateLimitMode : std::uint8_t { enforce, shadow };
BOOST_DESCRIBE_ENUM(RateLimitMode, enforce, shadow)

/// Section `rate_limit`.
struct RateLimitSettings {
    static constexpr std::string_view kSection = "rate_limit";

    bool enabled = true;
    RateLimitMode mode = RateLimitMode::enforce;
    std::int64_t requests_per_minute = 1'200;
    std::int64_t login_per_minute = 20;
    std::int64_t register_per_minute = 10;
    std::int64_t failures_per_account = 10;
    std::int64_t pairs_per_client = 15;

    static constexpr config::Doc kDocs[] = {
        {"enabled", "Whether clients that ask too often are answered 429."},
        {"mode",
         "`enforce`; or `shadow`: everything is counted and reported, and nothing is refused."},
        {"requests_per_minute", "Requests of one client address, of all kinds together.", 60,
         1'000'000},
        {"login_per_minute",
         "Requests of one client address that show a password: sign-in, password change.", 1,
         100'000},
        {"register_per_minute", "Sign-ups of one client address.", 1, 100'000},
        {"failures_per_account",
         "Wrong passwords for one account within 15 minutes, from all addresses together.", 3, 100},
        {"pairs_per_client",
         "Different wrong pairs of e-mail address and password from one client address within "
         "three hours.",
         3, 100'000},
    };
};
BOOST_DESCRIBE_STRUCT(RateLimitSettings, (),
                      (enabled, mode, requests_per_minute, login_per_minute, register_per_minute,
                       failures_per_account, pairs_per_client))

/// Section `portal`.
struct PortalSettings {
    static constexpr std::string_view kSection = "portal";

    std::optional<std::string> dir;

    static constexpr config::Doc kDocs[] = {
        {"dir",
         "The built portal that the house shape serves; unset means `frontend/dist` of the "
         "repository that holds the program, else `share/gatehouse/portal` beside its `bin`, else "
         "the one below `/usr`."},
    };
};
BOOST_DESCRIBE_STRUCT(PortalSettings, (), (dir))

}  // namespace gatehouse::service
