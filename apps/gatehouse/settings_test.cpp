#include "apps/gatehouse/settings.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/config/listing.hpp"
#include "platform/testing/temp_directory.hpp"

namespace gatehouse {
namespace {

constexpr std::string_view kSecret = "s3cr3t-c4n4ry";

/// One way to get the settings wrong, and the key or place that the finding has to name.
struct Mistake {
    std::string_view name;
    std::string_view file;
    std::vector<const char*> environment;
    std::vector<Flag> flags;
    std::string_view named;
    mode_t mode = 0600;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
    *out << mistake.name;
}

/// What `load` finds wrong; empty when nothing is.
std::string findings(const std::filesystem::path& file, const Mistake& mistake) {
    Settings settings;
    config::Loader loader;
    try {
        load(loader, settings,
             {.file = file, .environment = mistake.environment, .flags = mistake.flags});
    } catch (const config::Invalid& invalid) {
        return invalid.what();
    }
    return {};
}

class ConfigMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(ConfigMistake, F15_NamesTheKeyAndShowsNoValue) {
    const testing::TempDirectory directory;
    const auto file = directory.path() / "gatehouse.toml";
    std::ofstream{file, std::ios::binary} << GetParam().file;
    ::chmod(file.c_str(), GetParam().mode);
    const auto text = findings(file, GetParam());
    ASSERT_FALSE(text.empty()) << "the mistake was accepted";
    EXPECT_NE(text.find(GetParam().named), std::string::npos) << text;
    EXPECT_EQ(text.find(kSecret), std::string::npos) << text;
}

const Mistake kMistakes[] = {
    // The file as a whole.
    {"not_toml", "[server\nlisten = 1", {}, {}, "gatehouse.toml:"},
    {"secret_in_broken_line", "[email]\nsmtp_url = s3cr3t-c4n4ry\n", {}, {}, "gatehouse.toml:2"},
    {"secret_in_broken_string", "[email]\nsmtp_url = \"s3cr3t-c4n4ry\n", {}, {}, "gatehouse.toml:"},
    {"key_twice", "[server]\nthreads = 1\nthreads = 2\n", {}, {}, "gatehouse.toml:3"},
    {"section_twice", "[server]\n[log]\n[server]\n", {}, {}, "gatehouse.toml:3"},
    {"invalid_utf8", "[server]\nlisten = \"\xff\"\n", {}, {}, "gatehouse.toml:"},
    {"nul", {"[log]\nlevel = \"in\0fo\"\n", 21}, {}, {}, "gatehouse.toml:"},
    // Names.
    {"unknown_key", "[server]\nlisten_on = \"127.0.0.1:1\"\n", {}, {}, "server.listen_on"},
    {"unknown_section", "[serverr]\nlisten = \"127.0.0.1:1\"\n", {}, {}, "serverr.listen"},
    {"key_without_section", "listen = \"127.0.0.1:1\"\n", {}, {}, "listen"},
    {"section_in_section", "[server.listen]\nport = 1\n", {}, {}, "server.listen"},
    {"secret_under_unknown_key",
     "[database]\npassword = \"s3cr3t-c4n4ry\"\n",
     {},
     {},
     "database.password"},
    {"unknown_variable", "", {"GATEHOUSE_SERVER_LISTENS=x"}, {}, "GATEHOUSE_SERVER_LISTENS"},
    {"secret_in_unknown_variable", "", {"GATEHOUSE_SECRET=s3cr3t-c4n4ry"}, {}, "GATEHOUSE_SECRET"},
    {"file_of_no_secret",
     "",
     {"GATEHOUSE_LOG_LEVEL_FILE=/etc/hostname"},
     {},
     "GATEHOUSE_LOG_LEVEL_FILE"},
    // Kinds.
    {"integer_as_text", "[server]\nthreads = \"2\"\n", {}, {}, "server.threads"},
    {"boolean_as_text", "[rate_limit]\nenabled = \"no\"\n", {}, {}, "rate_limit.enabled"},
    {"boolean_as_integer", "[rate_limit]\nenabled = 0\n", {}, {}, "rate_limit.enabled"},
    {"duration_as_integer", "[tokens]\naccess_ttl = 900\n", {}, {}, "tokens.access_ttl"},
    {"real_number", "[password]\nmin_length = 12.5\n", {}, {}, "password.min_length"},
    {"date", "[tokens]\naccess_ttl = 2026-01-01\n", {}, {}, "tokens.access_ttl"},
    {"list_as_text",
     "[server]\ntrusted_proxies = \"10.0.0.0/8\"\n",
     {},
     {},
     "server.trusted_proxies"},
    {"table_as_value",
     "[email]\nsmtp_url = { host = \"s3cr3t-c4n4ry\" }\n",
     {},
     {},
     "email.smtp_url"},
    {"empty_integer", "", {"GATEHOUSE_SERVER_THREADS="}, {}, "server.threads"},
    {"boolean_word", "", {"GATEHOUSE_RATE_LIMIT_ENABLED=yes"}, {}, "rate_limit.enabled"},
    // Values.
    {"listen_without_port", "[server]\nlisten = \"127.0.0.1\"\n", {}, {}, "server.listen"},
    {"listen_on_a_name", "[server]\nlisten = \"example.com:80\"\n", {}, {}, "server.listen"},
    {"port_too_large",
     "",
     {"GATEHOUSE_OPERATIONS_LISTEN=127.0.0.1:70000"},
     {},
     "operations.listen"},
    {"bad_flag", "", {}, {{"server.listen", "--listen", "nowhere"}}, "--listen: server.listen"},
    {"http_public_url",
     "[server]\npublic_url = \"http://accounts.example.com\"\n",
     {},
     {},
     "server.public_url"},
    {"public_url_with_path",
     "[server]\npublic_url = \"https://example.com/accounts\"\n",
     {},
     {},
     "server.public_url"},
    {"public_url_with_user",
     "",
     {"GATEHOUSE_SERVER_PUBLIC_URL=https://me:s3cr3t-c4n4ry@a.example"},
     {},
     "server.public_url"},
    {"bad_network",
     "[server]\ntrusted_proxies = [\"10.0.0.0/33\"]\n",
     {},
     {},
     "server.trusted_proxies"},
    {"bad_database",
     "[database]\nurl = \"mysql://me:s3cr3t-c4n4ry@db/gatehouse\"\n",
     {},
     {},
     "database.url"},
    {"database_without_name",
     "",
     {"GATEHOUSE_DATABASE_URL=postgresql://me:s3cr3t-c4n4ry@db"},
     {},
     "database.url"},
    {"bad_database_flag",
     "",
     {},
     {{"database.url", "--database", "s3cr3t-c4n4ry"}},
     "--database: database.url"},
    {"password_in_plain_text",
     "[email]\nsmtp_url = \"smtp://me:s3cr3t-c4n4ry@mail\"\nfrom = \"a@b.c\"\nsmtp_tls = \"off\"\n",
     {},
     {},
     "email.smtp_tls"},
    {"tls_without_tls",
     "[email]\nsmtp_url = \"smtps://mail\"\nfrom = \"a@b.c\"\nsmtp_tls = \"off\"\n",
     {},
     {},
     "email.smtp_tls"},
    {"no_ca_file",
     "[email]\nsmtp_ca_file = \"/nonexistent/ca.pem\"\n",
     {},
     {},
     "email.smtp_ca_file"},
    {"bad_sender", "[email]\nfrom = \"Example\"\n", {}, {}, "email.from"},
    {"bad_smtp",
     "[email]\nsmtp_url = \"http://me:s3cr3t-c4n4ry@mail\"\nfrom = \"a@b.c\"\n",
     {},
     {},
     "email.smtp_url"},
    {"unknown_choice", "[sign_up]\nverification = \"maybe\"\n", {}, {}, "sign_up.verification"},
    {"choice_in_capitals", "[log]\nlevel = \"INFO\"\n", {}, {}, "log.level"},
    {"control_character", "[data]\ndir = \"a\\u0000b\"\n", {}, {}, "data.dir"},
    {"duration_without_unit", "[tokens]\naccess_ttl = \"15\"\n", {}, {}, "tokens.access_ttl"},
    {"negative_duration", "[tokens]\nrefresh_grace = \"-1s\"\n", {}, {}, "tokens.refresh_grace"},
    {"missing_secret_file", "", {"GATEHOUSE_DATABASE_URL_FILE=/nonexistent/s"}, {}, "database.url"},
    {"secret_file_is_a_device", "", {"GATEHOUSE_DATABASE_URL_FILE=/dev/zero"}, {}, "database.url"},
    // Bounds.
    {"short_passwords", "[password]\nmin_length = 4\n", {}, {}, "password.min_length"},
    {"cheap_hashes", "[password]\nbcrypt_cost = 4\n", {}, {}, "password.bcrypt_cost"},
    {"endless_hashes", "[password]\nbcrypt_cost = 31\n", {}, {}, "password.bcrypt_cost"},
    {"endless_tokens", "[tokens]\naccess_ttl = \"30d\"\n", {}, {}, "tokens.access_ttl"},
    {"negative_integer", "[server]\nthreads = -1\n", {}, {}, "server.threads"},
    {"integer_beyond_64_bits",
     "[limits]\nconnections = 99999999999999999999\n",
     {},
     {},
     "gatehouse.toml:2"},
    {"no_connections", "", {"GATEHOUSE_LIMITS_CONNECTIONS=0"}, {}, "limits.connections"},
    // One setting against another.
    {"open_without_public_url", "[server]\nlisten = \"0.0.0.0:8080\"\n", {}, {}, "server.listen"},
    {"same_port", "[operations]\nlisten = \"127.0.0.1:8080\"\n", {}, {}, "operations.listen"},
    {"idle_beyond_absolute", "[tokens]\nrefresh_idle = \"40d\"\n", {}, {}, "tokens.refresh_idle"},
    {"trusting_everybody",
     "[server]\ntrusted_proxies = [\"0.0.0.0/0\"]\n",
     {},
     {},
     "server.trusted_proxies"},
    {"inner_deadline_longer",
     "[limits]\nrequest_timeout = \"1s\"\n",
     {},
     {},
     "limits.request_timeout"},
    {"mail_without_sender",
     "[email]\nsmtp_url = \"smtp://me:s3cr3t-c4n4ry@mail\"\n",
     {},
     {},
     "email.smtp_url"},
    {"data_dir_is_a_file", "[data]\ndir = \"/etc/hostname\"\n", {}, {}, "data.dir"},
    {"portal_without_index", "[portal]\ndir = \"/tmp/nothing-here\"\n", {}, {}, "portal.dir"},
    {"readable_secret",
     "[database]\nurl = \"postgresql://me:s3cr3t-c4n4ry@db/gatehouse\"\n",
     {},
     {},
     "database.url",
     0644},
};

INSTANTIATE_TEST_SUITE_P(All, ConfigMistake, ::testing::ValuesIn(kMistakes),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Settings, F15_AFileThatIsNamedMustExist) {
    EXPECT_NE(findings("/nonexistent/gatehouse.toml", {}).find("/nonexistent/gatehouse.toml"),
              std::string::npos);
}

TEST(Settings, DefaultsAreValid) {
    const testing::TempDirectory directory;
    const auto file = directory.path() / "gatehouse.toml";
    std::ofstream{file} << "";
    EXPECT_EQ(findings(file, {}), "");
}

TEST(Settings, VerificationFollowsTheMailServer) {
    Settings settings;
    EXPECT_EQ(settings.verification(), auth::Verification::deferred);
    settings.notification.email.smtp_url = *config::SmtpUrl::parse("smtp://mail.example");
    EXPECT_EQ(settings.verification(), auth::Verification::required);
    settings.auth.sign_up.verification = auth::Verification::deferred;
    EXPECT_EQ(settings.verification(), auth::Verification::deferred);
}

TEST(Settings, DocsConfigurationIsCurrent) {
    Settings settings;
    config::Loader loader;
    bind(loader, settings);
    std::ifstream stream{"docs/configuration.md"};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_EQ(text, config::reference(loader.entries()))
        << "run: gatehouse config --reference > docs/configuration.md";
}

}  // namespace
}  // namespace gatehouse
