#include "platform/sql/postgres/connect.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <ranges>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <poll.h>

#include "platform/sql/errors.hpp"

namespace gatehouse::sql::postgres {
namespace {

using std::chrono::steady_clock;

constexpr Milliseconds kLook{50};  // between looks at the deadline while connecting
/// The authorities that Debian trusts; libpq by itself only looks into the home directory.
constexpr const char* kAuthorities = "/etc/ssl/certs/ca-certificates.crt";

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

bool is_local(std::string_view host) {
    const bool loopback =
        host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host.empty() || host.starts_with('/') || host == "localhost" || loopback ||
           host == "::1";
}

/// Whether any of libpq's comma-separated hosts is on another machine.
bool is_remote(std::string_view hosts) {
    return !std::ranges::all_of(hosts | std::views::split(','), [](const auto host) {
        return is_local(std::string_view{host.begin(), host.end()});
    });
}

}  // namespace

Parameters::Parameters(const OpenOptions& options) {
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> parsed(
        PQconninfoParse(options.url.c_str(), &error));
    if (!parsed) {
        // The message is not repeated: it quotes parts of the URL, which may hold a password.
        PQfreemem(error);
        throw std::invalid_argument("the database URL is not one that PostgreSQL understands");
    }
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr && *option->val != '\0') {
            values_[option->keyword] = option->val;
        }
    }
    const auto prefix = values_.try_emplace("dbname", "gatehouse").first->second;
    values_["dbname"] = prefix + "_" + options.service;
    values_["client_encoding"] = "UTF8";
    values_.try_emplace("application_name", "gatehouse-" + options.service);
    // libpq would take plain text from whoever offers nothing better.
    if (remote() && std::getenv("PGSSLMODE") == nullptr &&
        values_.try_emplace("sslmode", "verify-full").second &&
        std::filesystem::exists(kAuthorities)) {
        values_.try_emplace("sslrootcert", kAuthorities);
    }
    // After a failover the old primary must not be written to, nor a standby read from.
    values_.try_emplace("target_session_attrs", "read-write");
    // A peer that vanished is noticed within five seconds, sending or not.
    values_.try_emplace("tcp_user_timeout", "5000");
    values_.try_emplace("keepalives_idle", "3");
    values_.try_emplace("keepalives_interval", "1");
    values_.try_emplace("keepalives_count", "2");
}

std::string Parameters::conninfo() const {
    std::string text;
    for (const auto& [keyword, value] : values_) {
        if (keyword == "password" || keyword == "application_name") continue;
        text += fmt::format("{}{}='", text.empty() ? "" : " ", keyword);
        for (const char c : value) {
            if (c == '\'' || c == '\\') text += '\\';
            text += c;
        }
        text += '\'';
    }
    return text;
}

std::string Parameters::value_of(const std::string& keyword) const {
    const auto found = values_.find(keyword);
    return found == values_.end() ? std::string{} : found->second;
}

bool Parameters::remote() const {
    return is_remote(host()) || is_remote(value_of("hostaddr"));
}

Parameters Parameters::with_database(std::string_view name) const {
    Parameters other = *this;
    other.values_["dbname"] = name;
    return other;
}

Parameters Parameters::with_setting(std::string_view setting) const {
    Parameters other = *this;
    std::string& options = other.values_["options"];
    options += fmt::format("{}-c {}", options.empty() ? "" : " ", setting);
    return other;
}

ConnectionHandle Parameters::connect(SteadyTime deadline,
                                     const std::function<bool()>& stopped) const {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : values_) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    ConnectionHandle connection(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (!connection) {
        throw Unavailable("no memory for a connection");
    }
    auto wanted = PGRES_POLLING_WRITING;
    while (PQstatus(connection.get()) != CONNECTION_BAD && wanted != PGRES_POLLING_OK &&
           wanted != PGRES_POLLING_FAILED) {
        if (stopped() || steady_clock::now() >= deadline) {
            throw Unavailable(fmt::format("connecting to database {} took too long", database()));
        }
        pollfd waiting{PQsocket(connection.get()),
                       static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        if (::poll(&waiting, 1, static_cast<int>(kLook.count())) > 0) {
            wanted = PQconnectPoll(connection.get());
        }
    }
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        throw Unavailable(std::string(first_line(PQerrorMessage(connection.get()))));
    }
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
    return connection;
}

}  // namespace gatehouse::sql::postgres
