#include "platform/sql/postgres/client_program.hpp"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::sql::postgres {
namespace {

constexpr std::size_t kComplaintAtMost = 4096;

/// A pipe whose ends close themselves.
class Pipe {
public:
    Pipe() {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
    }
    ~Pipe() {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] int reading() const { return ends_[0]; }
    [[nodiscard]] int writing() const { return ends_[1]; }
    void close(std::size_t end) {
        if (ends_.at(end) >= 0) ::close(std::exchange(ends_.at(end), -1));
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

/// How the program is started: its own standard error, nothing on its input, no blocked signals.
class Actions {
public:
    explicit Actions(const Pipe& errors) {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&files_, errors.writing(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&files_, errors.writing(), STDERR_FILENO);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    ~Actions() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;

    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) {
        list.push_back(text.data());
    }
    list.push_back(nullptr);
    return list;
}

/// The environment of this process with the password of the database.
std::vector<std::string> environment_with(const std::string& password) {
    std::vector<std::string> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        // Settings of ours are no business of the program's.
        if (!text.starts_with("GATEHOUSE_") &&
            (password.empty() || !text.starts_with("PGPASSWORD="))) {
            environment.emplace_back(text);
        }
    }
    if (!password.empty()) {
        environment.push_back("PGPASSWORD=" + password);
    }
    return environment;
}

std::string read_all(int file) {
    std::string text;
    std::array<char, 1024> chunk{};
    for (;;) {
        const ssize_t got = ::read(file, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        if (text.size() < kComplaintAtMost) {
            text.append(chunk.data(), static_cast<std::size_t>(got));
        }
    }
}

}  // namespace

void run_client_program(const std::string& name, const Parameters& database,
                        const std::vector<std::string>& arguments) {
    std::vector<std::string> words{name, "--no-password", "--dbname=" + database.conninfo()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto environment = environment_with(database.password());
    Pipe errors;
    const Actions actions(errors);
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, name.c_str(), &actions.files_, &actions.attributes_,
                                      pointers(words).data(), pointers(environment).data());
    if (failed == ENOENT) {
        throw std::runtime_error(
            fmt::format("{} is not installed; it comes with PostgreSQL's client programs (on "
                        "Debian the package postgresql-client)",
                        name));
    }
    if (failed != 0) {
        throw std::system_error(failed, std::generic_category(), name);
    }
    errors.close(1);
    const std::string complaint = read_all(errors.reading());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), name);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw std::runtime_error(
            fmt::format("{} failed: {}", name, complaint.empty() ? "it says nothing" : complaint));
    }
}

}  // namespace gatehouse::sql::postgres
