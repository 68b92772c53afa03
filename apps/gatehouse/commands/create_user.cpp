#include <array>
#include <cstddef>
#include <iostream>
#include <string>

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "apps/gatehouse/auth_host.hpp"
#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/program_log.hpp"

namespace gatehouse::commands {
namespace {

volatile sig_atomic_t interrupted_by = 0;  // NOLINT(*-non-const-global-variables)

void note_interruption(int signal) {
    interrupted_by = signal;
}

/// Keeps what is typed from the screen. A signal that ends the program meanwhile only ends the
/// reading, and takes effect once the screen is as it was.
class NoEcho {
public:
    NoEcho() {
        interrupted_by = 0;
        struct sigaction note{};
        note.sa_handler = &note_interruption;  // without SA_RESTART: the reading ends
        for (std::size_t index = 0; index < kSignals.size(); ++index) {
            ::sigaction(kSignals[index], &note, &handled_[index]);
        }
        ::tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~NoEcho() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
        for (std::size_t index = 0; index < kSignals.size(); ++index) {
            ::sigaction(kSignals[index], &handled_[index], nullptr);
        }
        if (interrupted_by != 0) ::raise(interrupted_by);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

    std::array<struct sigaction, kSignals.size()> handled_{};
    termios before_{};
};

std::string read_line() {
    std::string line;
    std::getline(std::cin, line);
    return line;
}

std::string ask(std::string_view question) {
    std::cerr << question << std::flush;
    const NoEcho silence;
    return read_line();
}

/// Asked for twice on a terminal, else one line of standard input.
std::optional<std::string> read_password() {
    if (::isatty(STDIN_FILENO) != 1) {
        return read_line();
    }
    auto password = ask("Password: ");
    if (ask("Once more: ") != password) {
        return {};
    }
    return password;
}

void print(const Problem& problem, const std::string& email) {
    std::cerr << "gatehouse: " << email << ": " << problem.type->title;
    if (!problem.detail.empty()) {
        std::cerr << ' ' << problem.detail;
    }
    std::cerr << '\n';
    for (const auto& error : problem.errors) {
        std::cerr << "  " << error.pointer << ": " << error.detail << '\n';
    }
}

int create(const Settings& settings, auth::NewAccount account) {
    const ProgramLog log{settings.log, "gatehouse"};
    AuthHost auth{settings, log.logger(), AuthHost::Use::new_or_existing};
    const auto email = std::string{account.email.text()};
    const auto result = auth.run(auth.service().create_account(std::move(account)));
    if (!result) {
        print(result.error(), email);
        return 1;
    }
    std::cout << result->text() << '\n';
    return 0;
}

}  // namespace

int create_user(const Common& common, const NewUser& user) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    auto email = Email::parse(user.email);
    if (!email) {
        std::cerr << "gatehouse: --email: " << email.error().detail << '\n';
        return 2;
    }
    auto name = DisplayName::parse(user.name);
    if (!name) {
        std::cerr << "gatehouse: --name: " << name.error().detail << '\n';
        return 2;
    }
    auto password = read_password();
    if (!password) {
        std::cerr << "gatehouse: the two passwords differ\n";
        return 1;
    }
    return create(settings, {.email = std::move(*email),
                             .name = std::move(*name),
                             .password = std::move(*password),
                             .administrator = user.administrator});
}

}  // namespace gatehouse::commands
