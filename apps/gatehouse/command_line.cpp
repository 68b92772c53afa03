#include "apps/gatehouse/command_line.hpp"

#include <algorithm>
#include <functional>
#include <iostream>

#include <CLI/CLI.hpp>

#include "apps/gatehouse/commands.hpp"

namespace gatehouse {
namespace {

using commands::Common;

/// A command's parser, the flags it fills in, and what runs once they are there.
class CommandLine {
public:
    CommandLine() {
        app_.require_subcommand(1);
        add_serve();
        add_plain();
        add_user();
        add_keys();
        add_audit();
        add_backup();
        add_doctor();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::RequiredError& error) {
            if (const auto word = unknown_command(argc, argv); !word.empty()) {
                std::cerr << "gatehouse: there is no command " << word << "; see --help\n";
                return 2;
            }
            app_.exit(error, std::cout, std::cerr);
            return 2;
        } catch (const CLI::ParseError& error) {
            // Help ends with 0; everything else is the caller's mistake.
            return app_.exit(error, std::cout, std::cerr) == 0 ? 0 : 2;
        }
        return action_();
    }

private:
    /// The word in the place of a command that is none; empty when another thing is wrong.
    std::string unknown_command(int argc, char** argv) const {
        const CLI::App* parent = &app_;
        for (int index = 1; index < argc && argv[index][0] != '-'; ++index) {
            const auto known = parent->get_subcommands({});
            if (known.empty()) break;
            const std::string word = argv[index];
            const auto next = std::ranges::find(known, word, &CLI::App::get_name);
            if (next == known.end()) return word;
            parent = *next;
        }
        return {};
    }

    CLI::App* command(CLI::App& parent, const std::string& name, const std::string& text,
                      std::function<int()> action) {
        auto* added = parent.add_subcommand(name, text);
        added->callback([this, action = std::move(action)] { action_ = action; });
        added->add_option("--config", common_.config, "File with settings");
        added->add_option("--data-dir", common_.data_dir, "Directory of keys and databases");
        added->add_option("--database", common_.database,
                          "Where the databases are: sqlite:DIR or postgresql://...");
        return added;
    }

    void add_serve() {
        auto* serve = command(app_, "serve", "Run the services",
                              [this] { return commands::serve(common_, target_, listen_); });
        serve->add_option("--target", target_, "all, or names separated by commas")
            ->capture_default_str();
        serve->add_option("--listen", listen_, "HOST:PORT to listen on");
    }

    void add_plain() {
        command(app_, "migrate", "Bring the databases up to date",
                [this] { return commands::migrate(common_); });
        auto* config = command(app_, "config", "Print each setting with its origin",
                               [this] { return commands::show_config(common_, reference_); });
        config->add_flag("--reference", reference_, "Print the reference of all settings");
        app_.add_subcommand("openapi", "Print the OpenAPI document")->callback([this] {
            action_ = commands::print_openapi;
        });
        command(app_, "healthcheck", "Ask a running server whether it is ready",
                [this] { return commands::healthcheck(common_); });
        app_.add_subcommand("version", "Print the version")->callback([this] {
            action_ = commands::version;
        });
    }

    void add_user() {
        auto* user = app_.add_subcommand("user", "Accounts");
        user->require_subcommand(1);
        auto* create = command(*user, "create",
                               "Create an account; its password is asked for, or read as one line "
                               "from standard input",
                               [this] { return commands::create_user(common_, user_); });
        create->add_option("--email", user_.email, "E-mail address")->required();
        create->add_option("--name", user_.name, "Name")->required();
        create->add_flag("--admin", user_.administrator, "May administer");
        add_import(*user);
        add_export(*user);
    }

    void add_import(CLI::App& user) {
        auto* import =
            command(user, "import", "Create accounts from a file, one JSON object a line",
                    [this] { return commands::import_users(common_, import_); });
        import->add_option("file", import_.file, "The file, or - for standard input")->required();
        import->add_flag("--dry-run", import_.dry_run, "Check and report; write nothing");
        import->add_option("--report", import_.report,
                           "New file for the report of each line, instead of standard output");
        import->add_option("--firebase-project", import_.firebase_project,
                           "File with the password hash parameters of a Firebase project");
        import->add_flag("--allow-admins", import_.allow_admins,
                         "Take lines that make administrators");
    }

    void add_export(CLI::App& user) {
        auto* exported = command(user, "export", "Write all accounts, one JSON object a line",
                                 [this] { return commands::export_users(common_, export_); });
        exported->add_option("--file", export_.file,
                             "New file, readable by its owner only, instead of standard output");
        exported->add_flag("--with-password-hashes", export_.with_password_hashes,
                           "With what passwords can be tried against");
    }

    void add_keys() {
        auto* keys = app_.add_subcommand("keys", "Signing keys");
        keys->require_subcommand(1);
        command(*keys, "list", "List the signing keys",
                [this] { return commands::list_keys(common_); });
        command(*keys, "rotate", "Publish a new key, which signs ten minutes later",
                [this] { return commands::rotate_keys(common_); });
        auto* revoke =
            command(*keys, "revoke", "Withdraw a key: nothing it signed is accepted any more",
                    [this] { return commands::revoke_key(common_, kid_); });
        revoke->add_option("kid", kid_, "The key, as `keys list` names it")->required();
    }

    void add_audit() {
        auto* audit = app_.add_subcommand("audit", "Audit trail");
        audit->require_subcommand(1);
        command(*audit, "verify",
                "Check that nobody changed the audit trail; names the first bad record",
                [this] { return commands::verify_audit(common_); });
    }

    void add_doctor() {
        auto* doctor = command(app_, "doctor",
                               "Check settings, keys, databases, mail and more; changes nothing",
                               [this] { return commands::examine(common_, json_); });
        doctor->add_flag("--json", json_, "For programs");
    }

    void add_backup() {
        auto* make = command(app_, "backup",
                             "Write databases, keys and audit checkpoints to a new folder, also "
                             "beside a running server",
                             [this] { return commands::make_backup(common_, backup_); });
        make->add_option("folder", backup_.folder, "Where to; missing or empty")->required();
        make->add_flag("--without-keys", backup_.without_keys,
                       "Leave the keys out; the backup is of no use without them");
        auto* restore =
            command(app_, "restore", "Bring a backup back to an empty place; ends all sessions",
                    [this] { return commands::restore_backup(common_, backup_); });
        restore->add_option("folder", backup_.folder, "The backup")->required();
    }

    CLI::App app_{"Gatehouse, a self-hosted accounts platform", "gatehouse"};
    std::function<int()> action_;
    Common common_;
    std::string target_ = "all";
    std::optional<std::string> listen_;
    bool reference_ = false;
    commands::NewUser user_;
    commands::AccountImport import_;
    commands::AccountExport export_;
    std::string kid_;
    commands::BackupPlace backup_;
    bool json_ = false;
};

}  // namespace

int run_command_line(int argc, char** argv) {
    return CommandLine{}.run(argc, argv);
}

}  // namespace gatehouse
