#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include "apps/gatehouse/auth_host.hpp"
#include "apps/gatehouse/commands.hpp"
#include "apps/gatehouse/program_log.hpp"
#include "platform/service/process.hpp"

namespace gatehouse::commands {
namespace {

[[noreturn]] void fail(const std::string& file) {
    throw std::system_error(errno, std::generic_category(), file);
}

/// A descriptor that is closed with its owner, unless it is one that the program was started with.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ > STDERR_FILENO) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

int open_input(const std::string& file) {
    if (file == "-") return STDIN_FILENO;
    const int number = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (number < 0) fail(file);
    return number;
}

/// A file that was not there, for its owner only.
int make_output(const std::string& file) {
    const int number =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (number < 0) fail(file);
    return number;
}

std::string read_all(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream) fail(file);
    return text;
}

/// Whether a server has the embedded database open, which lets one process write at a time.
std::function<bool()> shared_with_server(const Settings& settings) {
    if (!settings.database_url().starts_with("sqlite:")) return [] { return false; };
    return [directory = std::filesystem::path{settings.data.dir}] {
        return service::DatabaseLock::is_held(directory, auth::AuthService::kDatabase);
    };
}

void print(const auth::ImportSummary& summary, bool dry_run, std::chrono::duration<double> took) {
    std::cerr << fmt::format(
        "gatehouse: {} lines: {} {}, {} were there, {} differ, {} are invalid; {:.1f} s\n",
        summary.lines, summary.created, dry_run ? "would be created" : "created", summary.existing,
        summary.differing, summary.invalid, took.count());
}

/// A file that has its name only once it is complete.
class NewFile {
public:
    explicit NewFile(std::string name)
        : name_(std::move(name)), partial_(name_ + ".partial"), file_(make_output(partial_)) {}
    ~NewFile() {
        if (!complete_) ::unlink(partial_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    [[nodiscard]] int number() const noexcept { return file_.number(); }

    void complete() {
        if (::fsync(file_.number()) != 0) fail(partial_);
        if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, name_.c_str(), RENAME_NOREPLACE) !=
            0) {
            fail(name_);
        }
        complete_ = true;
    }

private:
    std::string name_;
    std::string partial_;
    Descriptor file_;
    bool complete_ = false;
};

}  // namespace

int import_users(const Common& common, const AccountImport& options) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const Descriptor input{open_input(options.file)};
    const Descriptor report{options.report ? make_output(*options.report) : STDOUT_FILENO};
    const ProgramLog log{settings.log, "gatehouse"};
    AuthHost auth{settings, log.logger(), AuthHost::Use::new_or_existing};
    auth::ImportOptions wanted{.dry_run = options.dry_run,
                               .allow_admins = options.allow_admins,
                               .shared = shared_with_server(settings)};
    if (options.firebase_project) {
        auto project = auth.service().read_firebase_project(read_all(*options.firebase_project));
        if (!project) {
            std::cerr << fmt::format("gatehouse: {}: {}\n", *options.firebase_project,
                                     project.error());
            return 2;
        }
        wanted.project = std::move(*project);
    }
    const auto begin = std::chrono::steady_clock::now();
    const auth::ImportSummary summary = auth.run(
        auth.service().import_accounts(input.number(), report.number(), std::move(wanted)));
    print(summary, options.dry_run, std::chrono::steady_clock::now() - begin);
    return summary.complete() ? 0 : 1;
}

int export_users(const Common& common, const AccountExport& options) {
    Settings settings;
    config::Loader loader;
    load_settings(loader, settings, common);
    const ProgramLog log{settings.log, "gatehouse"};
    AuthHost auth{settings, log.logger(), AuthHost::Use::existing};
    std::optional<NewFile> file;
    if (options.file) file.emplace(*options.file);
    const std::int64_t count = auth.run(auth.service().export_accounts(
        file ? file->number() : STDOUT_FILENO, options.with_password_hashes));
    if (file) file->complete();
    std::cerr << fmt::format("gatehouse: {} accounts exported {} password hashes\n", count,
                             options.with_password_hashes ? "with" : "without");
    return 0;
}

}  // namespace gatehouse::commands
