#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "platform/base/time.hpp"
#include "platform/sql/open.hpp"
#include "platform/sql/postgres/libpq.hpp"

namespace gatehouse::sql::postgres {

/// What libpq is told when it connects: keyword and value.
class Parameters {
public:
    /// The parameters of the service's database: `postgresql://.../prefix` becomes `prefix_auth`
    /// (`gatehouse_auth` without a prefix). To another machine the link is TLS with a certificate
    /// that is checked (`verify-full`), unless the URL says otherwise (TL-01). Throws
    /// std::invalid_argument for a URL that libpq refuses.
    explicit Parameters(const OpenOptions& options);

    [[nodiscard]] const std::string& database() const { return values_.at("dbname"); }
    /// What a program of PostgreSQL takes as `--dbname`: all but the password, and keywords that
    /// only matter to a connection that is kept.
    [[nodiscard]] std::string conninfo() const;
    /// Empty when the URL has none.
    [[nodiscard]] std::string password() const { return value_of("password"); }
    /// `verify-full` and so on; empty: what libpq does by itself.
    [[nodiscard]] std::string sslmode() const { return value_of("sslmode"); }
    /// The host or the folder of the socket; empty: the default socket.
    [[nodiscard]] std::string host() const { return value_of("host"); }
    /// Whether any of the hosts, by name or by address, is on another machine.
    [[nodiscard]] bool remote() const;

    /// The same for another database of the server.
    [[nodiscard]] Parameters with_database(std::string_view name) const;
    /// The same with a server setting for the session.
    [[nodiscard]] Parameters with_setting(std::string_view setting) const;

    /// Connects, blocking the calling thread until `deadline` at most or until `stopped` says so.
    /// Throws Unavailable. Name lookup may block for longer.
    [[nodiscard]] ConnectionHandle connect(SteadyTime deadline,
                                           const std::function<bool()>& stopped) const;

private:
    [[nodiscard]] std::string value_of(const std::string& keyword) const;

    std::map<std::string, std::string> values_;
};

}  // namespace gatehouse::sql::postgres
