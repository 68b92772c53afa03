#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/gatehouse/settings.hpp"

/// What the command line can do, a function for each command. Each gives the exit code: 0, or 1
/// when it could not do it; wrong settings are thrown as config::Invalid, other failures as other
/// exceptions.
namespace gatehouse::commands {

/// The flags that every command knows.
struct Common {
    std::optional<std::string> config;
    std::optional<std::string> data_dir;
    std::optional<std::string> database;
};

/// Reads the settings for a command; `extra` are flags of its own.
void load_settings(config::Loader& loader, Settings& settings, const Common& common,
                   std::vector<Flag> extra = {});

int serve(const Common& common, const std::string& target,
          const std::optional<std::string>& listen);
int migrate(const Common& common);
/// Prints the effective settings, or the reference of all of them.
int show_config(const Common& common, bool reference);
int print_openapi();
/// Asks the operations port of a running server whether it is ready.
int healthcheck(const Common& common);
int version();

struct NewUser {
    std::string email;
    std::string name;
    bool administrator = false;
};
int create_user(const Common& common, const NewUser& user);

struct AccountImport {
    std::string file;  ///< `-`: standard input
    std::optional<std::string> report;
    std::optional<std::string> firebase_project;
    bool dry_run = false;
    bool allow_admins = false;
};
/// Gives 0 only when every line was taken, or its account was there as the line says.
int import_users(const Common& common, const AccountImport& options);

struct AccountExport {
    std::optional<std::string> file;
    bool with_password_hashes = false;
};
int export_users(const Common& common, const AccountExport& options);

int list_keys(const Common& common);
int rotate_keys(const Common& common);
int revoke_key(const Common& common, const std::string& kid);

/// Checks the whole installation and says what to do, a line for each check.
int examine(const Common& common, bool json);

struct BackupPlace {
    std::string folder;
    bool without_keys = false;  ///< for making one
};
/// Writes everything to a new folder, also beside a running server.
int make_backup(const Common& common, const BackupPlace& place);
/// Brings a backup back to an empty place.
int restore_backup(const Common& common, const BackupPlace& place);

/// Checks the audit trail and names its first bad record.
int verify_audit(const Common& common);

}  // namespace gatehouse::commands
