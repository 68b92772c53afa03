#include "apps/gatehouse/doctor/examination.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <thread>

#include <fmt/format.h>

#include "apps/gatehouse/auth_host.hpp"
#include "apps/gatehouse/backup/last_backup.hpp"
#include "apps/gatehouse/doctor/address_checks.hpp"
#include "apps/gatehouse/doctor/data_checks.hpp"
#include "apps/gatehouse/doctor/database_checks.hpp"
#include "apps/gatehouse/doctor/machine_checks.hpp"
#include "apps/gatehouse/doctor/service_checks.hpp"
#include "apps/gatehouse/targets.hpp"
#include "platform/crypto/key_ring.hpp"
#include "platform/service/host.hpp"
#include "platform/service/installation.hpp"
#include "platform/sql/maintenance.hpp"
#include "platform/sql/migrations.hpp"

namespace gatehouse::doctor {
namespace {

constexpr std::string_view kSettings = "settings";
constexpr Milliseconds kMailLimit = std::chrono::seconds{10};

/// One examination: what later checks need to know of earlier ones.
class Examination {
public:
    Examination(const Settings& settings, const config::Loader& loader, const log::Logger& log)
        : settings_(settings),
          loader_(loader),
          log_(log),
          data_dir_(settings.data.dir),
          databases_(databases(settings)),
          embedded_(sql::is_sqlite(databases_.front())) {}

    Findings run() {
        add(settings_found());
        add(check_address(settings_.server));
        add(check_proxies(settings_.server));
        guarded("data directory", [&] { add(check_data_directory(data_dir_)); });
        guarded("disk", [&] { add(check_disk(disk_facts(existing_part()), embedded_)); });
        guarded("clock", [&] { add(check_clock(clock_facts(data_dir_))); });
        for (const auto& database : databases_) {
            guarded("database " + database.service, [&] { inspect(database); });
        }
        guarded("keys", [&] { keys(); });
        for (std::size_t index = 0; index < databases_.size(); ++index) {
            guarded("database " + databases_[index].service, [&] { examine_database(index); });
        }
        guarded("server", [&] { server(); });
        guarded("audit trail", [&] { audit(); });
        guarded("mail", [&] { mail(); });
        add(check_sign_up(settings_));
        guarded("password hashing", [&] {
            const int cost = settings_.auth.password.bcrypt_cost;
            add(check_hash_time(time_of_hash(cost), cost));
        });
        guarded("descriptors",
                [&] { add(check_descriptors(descriptor_limit(), settings_.limits.connections)); });
        guarded("backup", [&] {
            if (any_data()) add(check_last_backup(backup::last_backup(data_dir_), clock_.now()));
        });
        return std::move(findings_);
    }

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }

    /// What keeps a check from being made is a finding, and the others go on.
    template <class Check>
    void guarded(std::string_view name, Check check) {
        try {
            check();
        } catch (const std::exception& failure) {
            add(error(name, fmt::format("cannot be checked: {}", failure.what()),
                      "see what it says"));
        }
    }

    [[nodiscard]] Finding settings_found() const {
        std::map<std::string, int> origins;
        for (const auto& entry : loader_.entries()) {
            if (entry.origin == "default") continue;
            std::string origin = entry.origin.substr(0, entry.origin.rfind(':'));
            if (origin.starts_with("environment ")) origin = "the environment";
            ++origins[origin];
        }
        std::string text;
        for (const auto& [origin, count] : origins) {
            text += fmt::format("{}{} from {}", text.empty() ? "" : ", ", count, origin);
        }
        return ok(kSettings, text.empty() ? "all are defaults" : text);
    }

    [[nodiscard]] std::filesystem::path existing_part() const {
        auto part = std::filesystem::absolute(data_dir_);
        while (!std::filesystem::exists(part))
            part = part.parent_path();
        return part;
    }

    void inspect(const sql::OpenOptions& database) {
        inspections_.emplace(database.service, sql::inspect(database));
    }

    [[nodiscard]] bool any_data() const {
        return std::ranges::any_of(inspections_ | std::views::values, service::needs_keys);
    }

    void keys() {
        const auto files = check_key_files(data_dir_, any_data());
        add(files);
        const auto folder = data_dir_ / "keys";
        if (files.verdict != Verdict::ok || !std::filesystem::exists(folder)) return;
        // Opening the keys would make one.
        if (!std::filesystem::exists(folder / "signing") ||
            std::filesystem::is_empty(folder / "signing")) {
            add(check_signing_keys({}, clock_.now()));
            return;
        }
        keys_ = crypto::KeyRing::open(folder, clock_, random_, settings_.auth.tokens.access_ttl);
        add(check_signing_keys(keys_->signing_keys().list(), clock_.now()));
    }

    void examine_database(std::size_t index) {
        const auto& database = databases_[index];
        const auto found = inspections_.find(database.service);
        if (found == inspections_.end()) return;  // which was reported
        const auto& inspection = found->second;
        const auto loops = settings_.server.threads != 0
                               ? settings_.server.threads
                               : std::max(1U, std::thread::hardware_concurrency());
        DatabaseFacts facts{
            .name = database.service,
            .embedded = embedded_,
            .present = inspection.present,
            .empty = inspection.empty,
            .vanished = service::has_vanished(settings_.data.dir, database),
            .applied = inspection.applied,
            .known = sql::plan_migrations(targets()[index].migrations(),
                                          embedded_ ? "sqlite" : "postgres")
                         .size(),
            .wrong_keys = keys_ ? service::mismatch(inspection.labels, *keys_) : std::string{},
            .connections = databases_.size() * (settings_.database.write_connections + loops),
            .condition = {}};
        if (facts.present) facts.condition = sql::examine(database);
        const auto finding = check_database(facts);
        add(finding);
        if (database.service == auth::AuthService::kDatabase) {
            auth_is_usable_ = facts.present && finding.verdict != Verdict::error &&
                              facts.applied == facts.known && keys_ &&
                              inspection.labels.contains("key_ring");
            if (facts.present && !embedded_) {
                add(check_database_clock(facts.condition, clock_.now()));
            }
        }
    }

    void server() {
        const auto& listen = settings_.operations.listen;
        const auto readiness = ask_operations(listen, "/readyz");
        server_runs_ = readiness.status != 0;
        const auto metrics = server_runs_ ? ask_operations(listen, "/metrics").body : std::string{};
        add(check_server(listen, readiness, metrics));
    }

    /// Needs the service, which would bring the database up to date: only when it is.
    void audit() {
        if (!auth_is_usable_) return;
        AuthHost auth{settings_, log_, AuthHost::Use::existing};
        add(check_audit(auth.run(auth.service().glance_at_audit()), clock_.now(), server_runs_));
    }

    void mail() {
        const auto& email = settings_.notification.email;
        add(check_mail(settings_, email.smtp_url
                                      ? notification::probe_mail_server(email, kMailLimit)
                                      : std::string{}));
    }

    const Settings& settings_;
    const config::Loader& loader_;
    const log::Logger& log_;
    const std::filesystem::path data_dir_;
    const std::vector<sql::OpenOptions> databases_;
    const bool embedded_;
    SystemClock clock_;
    SystemRandom random_;
    std::map<std::string, sql::Inspection> inspections_;
    std::unique_ptr<crypto::KeyRing> keys_;
    bool auth_is_usable_ = false;
    bool server_runs_ = false;
    Findings findings_;
};

}  // namespace

Findings examine(const Settings& settings, const config::Loader& loader, const log::Logger& log) {
    return Examination{settings, loader, log}.run();
}

Findings refused_settings(const config::Invalid& invalid) {
    Findings findings;
    for (const auto line : std::views::split(std::string_view{invalid.what()}, '\n')) {
        if (line.empty()) continue;
        findings.push_back(error(kSettings, std::string{line.begin(), line.end()},
                                 "gatehouse config --reference names all settings"));
    }
    return findings;
}

}  // namespace gatehouse::doctor
