#include "platform/testing/postgres_server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::testing {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kUser = "gatehouse";
constexpr std::string_view kPassword = "only-for-tests";

/// The newest installed version's folder of programs; empty when there is none.
std::filesystem::path programs() {
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
        if (std::filesystem::exists(entry.path() / "bin/initdb", error)) {
            found.push_back(entry.path() / "bin");
        }
    }
    return found.empty() ? std::filesystem::path{} : *std::ranges::max_element(found);
}

/// In memory when there is room: recovery after a crash syncs every file of the cluster, which
/// takes seconds on a busy disk.
std::filesystem::path place() {
    constexpr std::uintmax_t kRoom = 1U << 30;
    std::error_code error;
    const std::filesystem::path memory = "/dev/shm";
    const auto space = std::filesystem::space(memory, error);
    return !error && space.available >= kRoom ? memory : std::filesystem::temp_directory_path();
}

/// Whom the server runs as: it refuses root.
struct Owner {
    uid_t user;
    gid_t group;
};

Owner owner() {
    if (::geteuid() != 0) {
        return {::geteuid(), ::getegid()};
    }
    for (const char* name : {"postgres", "nobody"}) {
        if (const passwd* entry = ::getpwnam(name)) {
            return {entry->pw_uid, entry->pw_gid};
        }
    }
    throw std::runtime_error("no user to run PostgreSQL as");
}

int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound =
        fd >= 0 && ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
    const int error = errno;
    if (fd >= 0) {
        ::close(fd);
    }
    if (!bound) {
        throw std::system_error(error, std::generic_category(), "no free port");
    }
    return ntohs(address.sin_port);
}

/// Starts a program as the owner with its output in `log`. It dies with the calling thread.
pid_t start_program(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
    std::vector<char*> raw;
    for (const std::string& argument : arguments) {
        raw.push_back(const_cast<char*>(argument.c_str()));
    }
    raw.push_back(nullptr);
    const Owner runs_as = owner();
    const pid_t child = ::fork();
    if (child != 0) {
        return child;
    }
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (output < 0 || ::dup2(output, STDOUT_FILENO) < 0 || ::dup2(output, STDERR_FILENO) < 0) {
        ::_exit(126);
    }
    if (::geteuid() == 0) {
        if (::setgroups(0, nullptr) != 0 || ::setgid(runs_as.group) != 0 ||
            ::setuid(runs_as.user) != 0) {
            ::_exit(126);
        }
    }
    // A shell that started the tests in the background had them ignore these.
    for (const int ignored : {SIGINT, SIGQUIT}) {
        ::signal(ignored, SIG_DFL);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    ::execv(raw.front(), raw.data());
    ::_exit(127);
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

bool PostgresServer::installed() {
    return !programs().empty();
}

PostgresServer* PostgresServer::shared() {
    static const std::unique_ptr<PostgresServer> server =
        installed() ? std::make_unique<PostgresServer>() : nullptr;
    return server.get();
}

PostgresServer::PostgresServer()
    : directory_(place()),
      data_(directory_.path() / "data"),
      log_(directory_.path() / "log"),
      port_(free_port()) {
    const auto password_file = directory_.path() / "password";
    std::ofstream(password_file) << kPassword << "\n";
    const Owner runs_as = owner();
    for (const auto& path : {directory_.path(), password_file}) {
        if (::chown(path.c_str(), runs_as.user, runs_as.group) != 0) {
            throw std::system_error(errno, std::generic_category(), path.string());
        }
    }
    const pid_t initdb =
        start_program({programs() / "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
                       "--auth=scram-sha-256", "--pwfile=" + password_file.string(),
                       fmt::format("--username={}", kUser), "--pgdata=" + data_.string()},
                      log_);
    int status = 0;
    if (::waitpid(initdb, &status, 0) != initdb || status != 0) {
        throw std::runtime_error("initdb failed: " + read_file(log_));
    }
    start();
}

PostgresServer::~PostgresServer() {
    thaw();
    stop(Stop::immediate);
}

std::string PostgresServer::url(std::string_view prefix) const {
    return fmt::format("postgresql://{}:{}@127.0.0.1:{}/{}", kUser, kPassword, port_, prefix);
}

std::string PostgresServer::fresh_url() {
    return url(fmt::format("test{}", ++prefixes_));
}

void PostgresServer::start() {
    if (server_ > 0) {
        return;
    }
    std::filesystem::remove(data_ / "postmaster.pid");
    server_ = start_program(
        {programs() / "postgres", "-D", data_, "-p", std::to_string(port_), "-k", directory_.path(),
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=on", "-c", "max_connections=120"},
        log_);
    const auto deadline = steady_clock::now() + std::chrono::seconds(30);
    while (!ready()) {
        if (::waitpid(server_, nullptr, WNOHANG) == server_ || steady_clock::now() > deadline) {
            server_ = -1;
            throw std::runtime_error("PostgreSQL did not start: " + read_file(log_));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// The eighth line of postmaster.pid tells the server's state.
bool PostgresServer::ready() const {
    std::ifstream stream(data_ / "postmaster.pid");
    std::string line;
    for (int number = 0; number < 8; ++number) {
        if (!std::getline(stream, line)) {
            return false;
        }
    }
    return line.starts_with("ready");
}

void PostgresServer::stop(Stop how) {
    if (server_ <= 0) {
        return;
    }
    ::kill(server_, how == Stop::fast ? SIGINT : SIGQUIT);
    ::waitpid(server_, nullptr, 0);
    server_ = -1;
}

void PostgresServer::freeze() {
    signal_all(SIGSTOP);
}

void PostgresServer::thaw() {
    signal_all(SIGCONT);
}

/// The server and its children, which the kernel lists for its main thread.
void PostgresServer::signal_all(int signal) const {
    if (server_ <= 0) {
        return;
    }
    ::kill(server_, signal);
    std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", server_));
    for (pid_t child = 0; children >> child;) {
        ::kill(child, signal);
    }
}

}  // namespace gatehouse::testing
