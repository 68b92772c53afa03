#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "platform/testing/temp_directory.hpp"

namespace gatehouse::testing {

/// A PostgreSQL server of its own: a fresh cluster in a temporary directory, on a free loopback
/// port and a Unix socket, with fsync on. Stopped by its process id. For one thread at a time.
class PostgresServer {
public:
    /// How the server ends: `fast` rolls back and writes a checkpoint, `immediate` is a crash.
    enum class Stop : unsigned char { fast, immediate };

    /// True when PostgreSQL's programs are installed.
    [[nodiscard]] static bool installed();

    /// The one server that the tests of a program share; ends with the program. Null when
    /// PostgreSQL is not installed.
    [[nodiscard]] static PostgresServer* shared();

    /// Makes the cluster and starts the server; throws std::runtime_error with its log.
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// A URL of the superuser for `prefix`, which need not exist: `postgresql://.../prefix`.
    [[nodiscard]] std::string url(std::string_view prefix) const;
    /// A URL for a prefix that no other call got.
    [[nodiscard]] std::string fresh_url();

    void start();
    void stop(Stop how);
    /// Stops all its processes as they are (SIGSTOP), and lets them go on.
    void freeze();
    void thaw();

    [[nodiscard]] int port() const noexcept { return port_; }

private:
    [[nodiscard]] bool ready() const;
    void signal_all(int signal) const;

    TempDirectory directory_;
    std::filesystem::path data_;
    std::filesystem::path log_;
    int port_ = 0;
    int prefixes_ = 0;
    pid_t server_ = -1;
};

}  // namespace gatehouse::testing
