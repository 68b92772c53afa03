#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/gatehouse/doctor/address_checks.hpp"
#include "apps/gatehouse/doctor/data_checks.hpp"
#include "apps/gatehouse/doctor/database_checks.hpp"
#include "apps/gatehouse/doctor/machine_checks.hpp"
#include "apps/gatehouse/doctor/service_checks.hpp"

namespace gatehouse::doctor {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr Time kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};

/// One way in which things are, and what the check has to make of it.
struct Case {
    std::string name;
    Finding finding;
    Verdict verdict;
    std::string names{};
};

void PrintTo(const Case& tested, std::ostream* out) {
    *out << tested.name;
}

class DoctorTest : public ::testing::TestWithParam<Case> {};

TEST_P(DoctorTest, F15_NamesTheFaultAndWhatToDo) {
    const auto& [name, finding, verdict, names] = GetParam();
    EXPECT_EQ(finding.verdict, verdict) << as_text({finding});
    EXPECT_THAT(finding.found + finding.advice, HasSubstr(names));
    EXPECT_EQ(finding.advice.empty(), verdict == Verdict::ok);
}

constexpr auto kCaseName = [](const ::testing::TestParamInfo<Case>& tested) {
    return tested.param.name;
};

service::ServerSettings server(std::string_view listen, std::string_view url = "",
                               std::vector<std::string_view> proxies = {}) {
    service::ServerSettings settings;
    settings.listen = *config::ListenAddress::parse(listen);
    if (!url.empty()) settings.public_url = *config::PublicUrl::parse(url);
    for (const auto proxy : proxies) {
        settings.trusted_proxies.push_back(*config::Network::parse(proxy));
    }
    return settings;
}

const std::string kUrl = "https://id.example.com";

INSTANTIATE_TEST_SUITE_P(
    Address, DoctorTest,
    ::testing::Values(
        Case{"local", check_address(server("127.0.0.1:8080")), Verdict::ok, "this machine"},
        Case{"plain_to_others", check_address(server("0.0.0.0:8080", "http://localhost:8080")),
             Verdict::warning, "cookies are Secure"},
        Case{"plain_here", check_address(server("127.0.0.1:8080", "http://localhost:8080")),
             Verdict::ok},
        Case{"https_but_open", check_address(server("0.0.0.0:8080", kUrl)), Verdict::warning,
             "plain http from every machine"},
        Case{"https_behind_proxy", check_address(server("0.0.0.0:8080", kUrl, {"10.0.0.1"})),
             Verdict::ok, kUrl},
        Case{"https_local_proxy", check_address(server("127.0.0.1:8080", kUrl)), Verdict::ok}),
    kCaseName);

INSTANTIATE_TEST_SUITE_P(
    Proxies, DoctorTest,
    ::testing::Values(
        Case{"none_needed", check_proxies(server("127.0.0.1:8080")), Verdict::ok},
        Case{"none_but_https", check_proxies(server("127.0.0.1:8080", kUrl)), Verdict::warning,
             "share one budget"},
        Case{"too_wide", check_proxies(server("0.0.0.0:80", kUrl, {"0.0.0.0/1"})), Verdict::warning,
             "0.0.0.0/1"},
        Case{"too_wide_v6", check_proxies(server("0.0.0.0:80", kUrl, {"2001::/16"})),
             Verdict::warning, "2001::/16"},
        Case{"without_url", check_proxies(server("127.0.0.1:80", "", {"127.0.0.1"})),
             Verdict::warning, "public_url"},
        Case{"not_this_machine", check_proxies(server("127.0.0.1:80", kUrl, {"10.0.0.1"})),
             Verdict::warning, "add 127.0.0.1"},
        Case{"good", check_proxies(server("127.0.0.1:80", kUrl, {"127.0.0.1"})), Verdict::ok},
        Case{"good_private", check_proxies(server("0.0.0.0:80", kUrl, {"10.0.0.0/8"})),
             Verdict::ok}),
    kCaseName);

constexpr std::uint64_t kGiga = 1ULL << 30;
constexpr long kExt4 = 0xEF53;

INSTANTIATE_TEST_SUITE_P(
    Machine, DoctorTest,
    ::testing::Values(
        Case{"clock_good", check_clock({.now = kNow, .newest_file = kNow - days{1}}), Verdict::ok},
        Case{"clock_of_1970", check_clock({.now = Time{days{1}}}), Verdict::error, "1970"},
        Case{"clock_far_ahead", check_clock({.now = kNow + days{36'500}}), Verdict::error, "NTP"},
        Case{"clock_behind_its_files", check_clock({.now = kNow, .newest_file = kNow + minutes{5}}),
             Verdict::error, "earlier than files"},
        Case{"clock_alone", check_clock({.now = kNow, .synchronised = false}), Verdict::warning,
             "NTP client"},
        Case{"disk_good", check_disk({50 * kGiga, 100 * kGiga, kExt4}, true), Verdict::ok},
        Case{"disk_full", check_disk({50 << 20, 100 * kGiga, kExt4}, false), Verdict::error,
             "50 MiB"},
        Case{"disk_nearly_full", check_disk({500 << 20, 100 * kGiga, kExt4}, true),
             Verdict::warning, "make room"},
        Case{"disk_nfs", check_disk({50 * kGiga, 100 * kGiga, 0x6969}, true), Verdict::warning,
             "NFS"},
        Case{"disk_nfs_without_databases", check_disk({50 * kGiga, 100 * kGiga, 0x6969}, false),
             Verdict::ok},
        Case{"disk_of_a_container", check_disk({50 * kGiga, 100 * kGiga, 0x794C7630}, true),
             Verdict::warning, "goes with the container"},
        Case{"descriptors_few", check_descriptors(1024, 10'000), Verdict::warning, "ulimit -n"},
        Case{"descriptors_enough", check_descriptors(20'000, 10'000), Verdict::ok},
        Case{"hash_good", check_hash_time(Milliseconds{250}, 12), Verdict::ok, "250 ms"},
        Case{"hash_slow", check_hash_time(Milliseconds{1500}, 15), Verdict::warning, "lower"},
        Case{"hash_fast", check_hash_time(Milliseconds{20}, 10), Verdict::warning, "raise"}),
    kCaseName);

DatabaseFacts file_facts(sql::Condition changed = {}) {
    sql::Condition condition{{"journal_mode", "wal"}, {"synchronous", "2"}, {"damage", "ok"}};
    changed.merge(condition);
    return {.name = "auth", .applied = 8, .known = 8, .condition = std::move(changed)};
}

DatabaseFacts server_facts(sql::Condition changed = {}) {
    sql::Condition condition{{"fsync", "on"},
                             {"full_page_writes", "on"},
                             {"synchronous_commit", "on"},
                             {"in_recovery", "false"},
                             {"may_create", "true"},
                             {"max_connections", "100"},
                             {"superuser", "false"},
                             {"encrypted", "true"},
                             {"host", "db.example.com"},
                             {"remote", "true"},
                             {"sslmode", "verify-full"},
                             {"now_ms", std::to_string(unix_ms(kNow))}};
    changed.merge(condition);
    return {.name = "auth",
            .embedded = false,
            .applied = 8,
            .known = 8,
            .connections = 30,
            .condition = std::move(changed)};
}

/// `facts` with one thing changed.
template <class T>
DatabaseFacts with(DatabaseFacts facts, T DatabaseFacts::* member, T value) {
    facts.*member = std::move(value);
    return facts;
}

INSTANTIATE_TEST_SUITE_P(
    DatabaseFile, DoctorTest,
    ::testing::Values(
        Case{"good", check_database(file_facts()), Verdict::ok, "flushed"},
        Case{"absent",
             check_database(with(with(file_facts(), &DatabaseFacts::present, false),
                                 &DatabaseFacts::empty, true)),
             Verdict::ok, "first start"},
        Case{"vanished",
             check_database(with(with(with(file_facts(), &DatabaseFacts::present, false),
                                      &DatabaseFacts::empty, true),
                                 &DatabaseFacts::vanished, true)),
             Verdict::error, "it was in use here"},
        Case{"somebody_elses", check_database(with(file_facts(), &DatabaseFacts::present, false)),
             Verdict::error, "of its own"},
        Case{"pending", check_database(with(file_facts(), &DatabaseFacts::known, std::size_t{10})),
             Verdict::warning, "2 migrations"},
        Case{"newer", check_database(with(file_facts(), &DatabaseFacts::known, std::size_t{7})),
             Verdict::error, "newer version"},
        Case{"other_keys",
             check_database(with(file_facts(), &DatabaseFacts::wrong_keys,
                                 std::string{"pepper-1.key is that of another installation"})),
             Verdict::error, "pepper-1.key"},
        Case{"damaged", check_database(file_facts({{"damage", "row 3 missing from index"}})),
             Verdict::error, "row 3 missing"},
        Case{"no_log", check_database(file_facts({{"journal_mode", "delete"}})), Verdict::error,
             "local disk"},
        Case{"not_flushed", check_database(file_facts({{"synchronous", "1"}})), Verdict::error,
             "synchronous 1"}),
    kCaseName);

INSTANTIATE_TEST_SUITE_P(
    DatabaseServer, DoctorTest,
    ::testing::Values(
        Case{"good", check_database(server_facts()), Verdict::ok, "verified TLS"},
        Case{"here",
             check_database(server_facts({{"host", "/run/postgresql"},
                                          {"remote", "false"},
                                          {"encrypted", "false"},
                                          {"sslmode", ""}})),
             Verdict::ok, "this machine"},
        Case{"fsync_off", check_database(server_facts({{"fsync", "off"}})), Verdict::error,
             "fsync"},
        Case{"torn_pages", check_database(server_facts({{"full_page_writes", "off"}})),
             Verdict::error, "full_page_writes"},
        Case{"commits_not_durable", check_database(server_facts({{"synchronous_commit", "off"}})),
             Verdict::error, "synchronous_commit"},
        Case{"standby", check_database(server_facts({{"in_recovery", "true"}})), Verdict::error,
             "primary"},
        Case{"may_not_create", check_database(server_facts({{"may_create", "false"}})),
             Verdict::error, "GRANT CREATE"},
        Case{"plain", check_database(server_facts({{"encrypted", "false"}})), Verdict::error,
             "not encrypted"},
        Case{"unverified", check_database(server_facts({{"sslmode", "require"}})), Verdict::warning,
             "verify-full"},
        Case{"few_connections", check_database(server_facts({{"max_connections", "20"}})),
             Verdict::warning, "max_connections"},
        Case{"superuser", check_database(server_facts({{"superuser", "true"}})), Verdict::warning,
             "superuser"},
        Case{"clock_good", check_database_clock(server_facts().condition, kNow + seconds{1}),
             Verdict::ok, "1000 ms behind"},
        Case{"clock_off", check_database_clock(server_facts().condition, kNow + seconds{5}),
             Verdict::warning, "5000 ms behind"},
        Case{"clock_far_off", check_database_clock(server_facts().condition, kNow - minutes{5}),
             Verdict::error, "ahead of"}),
    kCaseName);

Settings mail_settings(std::string_view url, std::string_view smtp,
                       notification::SmtpTls tls = notification::SmtpTls::required,
                       std::optional<auth::Verification> verification = {}) {
    Settings settings;
    if (!url.empty()) settings.server.public_url = *config::PublicUrl::parse(url);
    if (!smtp.empty()) {
        settings.notification.email.smtp_url = *config::SmtpUrl::parse(smtp);
        settings.notification.email.from = "a@example.com";
    }
    settings.notification.email.smtp_tls = tls;
    settings.auth.sign_up.verification = verification;
    return settings;
}

const std::string kSmtp = "smtp://user:s3cret@mail.example.com";

INSTANTIATE_TEST_SUITE_P(
    Mail, DoctorTest,
    ::testing::Values(
        Case{"unset_here", check_mail(mail_settings("", ""), ""), Verdict::ok, "/mailbox"},
        Case{"unset_in_public", check_mail(mail_settings(kUrl, ""), ""), Verdict::warning,
             "forgotten password"},
        Case{"unreachable", check_mail(mail_settings(kUrl, kSmtp), "certificate has expired"),
             Verdict::error, "certificate has expired"},
        Case{"without_tls", check_mail(mail_settings(kUrl, kSmtp, notification::SmtpTls::off), ""),
             Verdict::warning, "without TLS"},
        Case{"good", check_mail(mail_settings(kUrl, kSmtp), ""), Verdict::ok, "verified"},
        Case{"sign_up_here", check_sign_up(mail_settings("", "")), Verdict::ok, "deferred"},
        Case{"sign_up_required_by_mail", check_sign_up(mail_settings(kUrl, kSmtp)), Verdict::ok,
             "mailed link"},
        Case{"sign_up_deferred_on_purpose",
             check_sign_up(mail_settings(kUrl, kSmtp, notification::SmtpTls::required,
                                         auth::Verification::deferred)),
             Verdict::warning, "whether an address is taken"},
        Case{"sign_up_without_mail",
             check_sign_up(mail_settings(kUrl, "", notification::SmtpTls::required,
                                         auth::Verification::required)),
             Verdict::error, "nobody gets the link"}),
    kCaseName);

const auto kListen = *config::ListenAddress::parse("127.0.0.1:9090");

INSTANTIATE_TEST_SUITE_P(
    Services, DoctorTest,
    ::testing::Values(
        Case{"trail_good", check_audit({.records = 7}, kNow, true), Verdict::ok, "7 records"},
        Case{"trail_bad", check_audit({.fault = "record 7 is missing"}, kNow, false),
             Verdict::error, "record 7"},
        Case{"trail_stopped", check_audit({.waiting_since = kNow - minutes{5}}, kNow, true),
             Verdict::error, "has stopped"},
        Case{"trail_waits_for_a_server",
             check_audit({.waiting_since = kNow - minutes{5}}, kNow, false), Verdict::ok},
        Case{"server_none", check_server(kListen, {}, ""), Verdict::ok, "none answers"},
        Case{"server_ready", check_server(kListen, {200, ""}, "\nauth_audit_chain_intact 1\n"),
             Verdict::ok, "is ready"},
        Case{"server_not_ready", check_server(kListen, {503, ""}, ""), Verdict::error, "not ready"},
        Case{"server_with_a_broken_trail",
             check_server(kListen, {200, ""}, "x 1\nauth_audit_chain_intact 0\n"), Verdict::error,
             "tampered"},
        Case{"backup_none", check_last_backup(std::nullopt, kNow), Verdict::warning, "none"},
        Case{"backup_good", check_last_backup(backup::LastBackup{kNow - days{1}, "/b", true}, kNow),
             Verdict::ok, "/b"},
        Case{"backup_old", check_last_backup(backup::LastBackup{kNow - days{8}, "/b", true}, kNow),
             Verdict::warning, "daily"}),
    kCaseName);

}  // namespace
}  // namespace gatehouse::doctor
