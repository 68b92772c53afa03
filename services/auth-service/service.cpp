#include "services/auth-service/service.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/crypto/key_ring.hpp"
#include "platform/crypto/seal.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/router.hpp"
#include "platform/service/inbox.hpp"
#include "platform/service/outbox.hpp"
#include "platform/service/page.hpp"
#include "platform/service/periodic.hpp"
#include "services/auth-service/account_deletion/delete_account.hpp"
#include "services/auth-service/accounts/account_eraser.hpp"
#include "services/auth-service/accounts/account_names.hpp"
#include "services/auth-service/accounts/account_registry.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/accounts/passwords.hpp"
#include "services/auth-service/admin/audit_events.hpp"
#include "services/auth-service/admin/change_user.hpp"
#include "services/auth-service/admin/explain_rate_limits.hpp"
#include "services/auth-service/admin/list_users.hpp"
#include "services/auth-service/admin/user_sessions.hpp"
#include "services/auth-service/audit/access_denials.hpp"
#include "services/auth-service/audit/audit_chain.hpp"
#include "services/auth-service/audit/audit_reader.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/audit/audit_verifier.hpp"
#include "services/auth-service/audit/checkpoint_file.hpp"
#include "services/auth-service/counters.hpp"
#include "services/auth-service/email_change/change_email.hpp"
#include "services/auth-service/email_change/confirm_email_change.hpp"
#include "services/auth-service/email_verification/resend_verification.hpp"
#include "services/auth-service/email_verification/verify_email.hpp"
#include "services/auth-service/keys/key_set.hpp"
#include "services/auth-service/limits/failure_store.hpp"
#include "services/auth-service/limits/password_tries.hpp"
#include "services/auth-service/limits/wrong_pairs.hpp"
#include "services/auth-service/migrations.hpp"
#include "services/auth-service/one_time_tokens/account_mail.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"
#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"
#include "services/auth-service/one_time_tokens/sign_in_notices.hpp"
#include "services/auth-service/password/change_password.hpp"
#include "services/auth-service/password/password_policy.hpp"
#include "services/auth-service/reauthentication/reauthenticate.hpp"
#include "services/auth-service/recovery/forgot_password.hpp"
#include "services/auth-service/recovery/reset_password.hpp"
#include "services/auth-service/refresh/refresh.hpp"
#include "services/auth-service/restoration/restoration.hpp"
#include "services/auth-service/security_log/security_log.hpp"
#include "services/auth-service/sessions/csrf_token.hpp"
#include "services/auth-service/sessions/current_session.hpp"
#include "services/auth-service/sessions/end_sessions.hpp"
#include "services/auth-service/sessions/list_sessions.hpp"
#include "services/auth-service/sign_in/sign_in.hpp"
#include "services/auth-service/sign_out/sign_out.hpp"
#include "services/auth-service/sign_up/sign_up.hpp"
#include "services/auth-service/tokens/access_tokens.hpp"
#include "services/auth-service/tokens/csrf_tokens.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"
#include "services/auth-service/tokens/recent_sign_in.hpp"
#include "services/auth-service/tokens/revocation_feed.hpp"
#include "services/auth-service/tokens/revocation_store.hpp"
#include "services/auth-service/tokens/session_ender.hpp"
#include "services/auth-service/tokens/session_opener.hpp"
#include "services/auth-service/tokens/session_store.hpp"
#include "services/auth-service/transfer/exporter.hpp"
#include "services/auth-service/transfer/firebase_project_file.hpp"
#include "services/auth-service/transfer/importer.hpp"
#include "services/auth-service/transfer/line_reader.hpp"
#include "services/auth-service/transfer/output.hpp"
#include "services/auth-service/upkeep/upkeep.hpp"

namespace gatehouse::auth {
namespace {

/// How often the table of revocations is read for what other processes ended: half of the second
/// within which all of them must refuse.
constexpr Milliseconds kRevocationPoll{500};
constexpr Milliseconds kUpkeepEvery = std::chrono::hours{1};
/// Late enough for a clock that is set after the start to be known as such.
constexpr Milliseconds kFirstUpkeep = std::chrono::minutes{5};
constexpr Milliseconds kPruneEvery = std::chrono::hours{1};
constexpr Milliseconds kCommandLineDeadline = std::chrono::seconds{30};

crypto::PasswordScheme scheme_of(const PasswordSettings& settings) {
    crypto::PasswordScheme scheme;
    scheme.bcrypt_cost = settings.bcrypt_cost;
    return scheme;
}

/// Unset is decided by who knows whether there is a mail server; alone it means `deferred`.
Verification verification_of(const SignUpSettings& settings) {
    return settings.verification.value_or(Verification::deferred);
}

crypto::PasswordPolicy policy_of(const PasswordSettings& settings) {
    crypto::PasswordPolicy policy;
    policy.min_length = settings.min_length;
    policy.max_length = Password::kMaxLength;
    return policy;
}

}  // namespace

/// The wiring: each member gets what it needs from those above it.
struct AuthService::Parts {
    Parts(const service::Environment& environment, const Settings& settings,
          crypto::HashPool& hash_pool);

    /// Writes the audit events that waited for no change, then gives all new ones their places.
    Task<void> extend_audit();

    /// What vouches for the audit trail, in the order of places.
    [[nodiscard]] std::vector<Checkpoint> known_checkpoints() const;

    const service::Environment env;

    Counters counters;
    AccountStore accounts;
    SessionStore sessions;
    RevocationStore revocations;
    OneTimeTokenStore one_time_token_store;
    service::Outbox outbox;
    AuditSeals audit_seals;
    AuditLog audit;
    AccessDenials access_denials;
    service::Inbox inbox;
    crypto::Seal mail_seal;
    crypto::Seal request_seal;
    OneTimeTokens one_time_tokens;
    AccountMail mail;

    crypto::PasswordHasher hasher;
    Passwords passwords;

    FailureStore failures;
    WrongPairs wrong_pairs;
    RefreshTokens refresh_tokens;
    CsrfTokens csrf_tokens;
    AccessTokens access_tokens;
    DeviceCookies devices;
    PasswordTries tries;
    service::Cursors cursors;
    SessionOpener opener;
    SessionEnder ender;
    RecentSignIn recent_sign_in;
    AccountRegistry registry;
    AccountEraser eraser;
    AccountNames names;
    SignInNotices sign_in_notices;
    AuditReader audit_reader;

    SignUp sign_up;
    SignIn sign_in;
    Refresh refresh;
    SignOut sign_out;
    CurrentSession current_session;
    GetCsrfToken get_csrf_token;
    ListSessions list_sessions;
    EndSession end_session;
    EndOtherSessions end_other_sessions;
    GetPasswordPolicy get_password_policy;
    ChangePassword change_password;
    ForgotPassword forgot_password;
    ResetPassword reset_password;
    VerifyEmail verify_email;
    ResendVerification resend_verification;
    ChangeEmail change_email;
    ConfirmEmailChange confirm_email_change;
    UndoEmailChange undo_email_change;
    Reauthenticate reauthenticate;
    DeleteAccount delete_account;
    GetKeySet get_key_set;
    ListSecurityLog list_security_log;

    ListUsers list_users;
    GetUser get_user;
    PatchUser patch_user;
    DeleteUser delete_user;
    ListUserSessions list_user_sessions;
    EndUserSessions end_user_sessions;
    ListAuditEvents list_audit_events;
    ExplainRateLimits explain_rate_limits;

    RevocationFeed revocation_feed;
    Upkeep upkeep;
    std::optional<CheckpointFolder> checkpoints;
    AuditChain audit_chain;
    Restoration restoration;
    service::Periodic follow_revocations;
    service::Periodic chain_audit;
    service::Periodic prune_audit;
    service::Periodic clean_up;
};

AuthService::Parts::Parts(const service::Environment& environment, const Settings& settings,
                          crypto::HashPool& hash_pool)
    : env(environment),
      counters(env.metrics),
      accounts(env.database),
      sessions(env.database),
      revocations(env.database, env.ids),
      one_time_token_store(env.database),
      outbox(env.clock, env.ids, env.loops, env.database, env.bus),
      audit_seals(env.keys.mac_key("audit-checkpoint")),
      audit(env.ids, env.random, audit_seals, env.keys.mac_key("audit-address")),
      access_denials(env.database, audit, env.random, env.clock),
      inbox(std::string{kName}, env.clock, env.database),
      mail_seal(env.keys.key("mail"), env.random),
      request_seal(env.keys.key("auth-request"), env.random),
      one_time_tokens(one_time_token_store, env.ids, env.random, env.keys.mac_key("one-time-code")),
      mail(outbox, mail_seal, env.limits, env.keys.mac_key("limit-mail"),
           settings.mails_per_address, env.metrics),
      hasher(env.keys, env.random, scheme_of(settings.password)),
      passwords(hash_pool, hasher, policy_of(settings.password)),
      failures(env.database),
      wrong_pairs(env.limits, env.keys.mac_key("limit-pair"), env.metrics, env.log),
      refresh_tokens(env.keys.mac_key("refresh-inner"), env.keys.mac_key("refresh-outer")),
      csrf_tokens(env.keys.mac_key("csrf"), refresh_tokens),
      access_tokens(env.keys.signing_keys(), env.ids, env.tokens, settings.tokens.access_ttl),
      devices(env.keys.mac_key("device"), env.random),
      tries(env.database, failures, audit, devices, env.limits, env.keys.mac_key("limit-account"),
            wrong_pairs),
      cursors(env.keys.mac_key("auth-cursor")),
      opener(env.ids, env.random, refresh_tokens, csrf_tokens, access_tokens, devices,
             settings.tokens),
      ender(env.database, sessions, revocations, env.revocations, audit, settings.tokens.access_ttl,
            counters),
      recent_sign_in(sessions),
      registry(env.database, accounts, sessions, outbox, passwords, audit, one_time_tokens, mail,
               env.ids),
      eraser(accounts, ender, audit, outbox),
      names(accounts, audit, outbox),
      sign_in_notices(accounts, sessions, mail),
      audit_reader(env.database),
      sign_up(env.database, accounts, registry, opener, one_time_tokens, mail, outbox, request_seal,
              env.ids, env.random, env.clock, verification_of(settings.sign_up), counters),
      sign_in(env.database, accounts, sessions, passwords, tries, audit, opener, devices, ender,
              sign_in_notices, outbox, verification_of(settings.sign_up), counters),
      refresh(sessions, ender, refresh_tokens, csrf_tokens, access_tokens, settings.tokens,
              counters, env.log),
      sign_out(sessions, ender, refresh_tokens),
      current_session(accounts, sessions),
      get_csrf_token(refresh_tokens, csrf_tokens),
      list_sessions(sessions, cursors),
      end_session(sessions, ender),
      end_other_sessions(ender),
      get_password_policy(passwords.policy()),
      change_password(env.database, audit, accounts, one_time_token_store, passwords, tries,
                      devices, ender, mail, outbox),
      forgot_password(env.database, audit, accounts, one_time_tokens, mail, outbox, request_seal,
                      env.clock),
      reset_password(env.database, audit, accounts, one_time_token_store, one_time_tokens,
                     passwords, tries, devices, ender, mail, outbox),
      verify_email(env.database, audit, accounts, sessions, one_time_token_store, one_time_tokens,
                   refresh_tokens, ender),
      resend_verification(env.database, accounts, one_time_tokens, mail, outbox, request_seal,
                          env.clock),
      change_email(env.database, audit, accounts, recent_sign_in, one_time_token_store,
                   one_time_tokens, mail, outbox, request_seal, env.clock),
      confirm_email_change(env.database, audit, accounts, one_time_token_store, one_time_tokens),
      undo_email_change(env.database, audit, accounts, one_time_token_store, one_time_tokens,
                        ender),
      reauthenticate(env.database, audit, accounts, sessions, passwords, tries),
      delete_account(env.database, accounts, recent_sign_in, eraser, mail),
      get_key_set(env.keys.signing_keys()),
      list_security_log(audit_reader, cursors),
      list_users(accounts, cursors),
      get_user(accounts),
      patch_user(env.database, accounts, names, ender, audit),
      delete_user(env.database, accounts, eraser),
      list_user_sessions(accounts, sessions, cursors),
      end_user_sessions(accounts, ender),
      list_audit_events(audit_reader, cursors),
      explain_rate_limits(env.limits),
      revocation_feed(revocations, env.revocations, env.clock),
      upkeep(sessions, revocations, one_time_token_store, failures, inbox, env.revocations,
             env.clock),
      checkpoints(settings.data_dir.empty()
                      ? std::nullopt
                      : std::optional<CheckpointFolder>{std::in_place, settings.data_dir / "audit",
                                                        audit_seals, env.random}),
      audit_chain(env.database, audit_seals, checkpoints ? &*checkpoints : nullptr, env.clock,
                  env.log, env.metrics, settings.audit.keep),
      restoration(env.database, sessions, one_time_token_store, audit, audit_seals, audit_chain,
                  env.keys.signing_keys(), env.clock, env.random, env.log),
      follow_revocations(env.loops, "follow revocations", kRevocationPoll,
                         [this] { return revocation_feed.catch_up(); }),
      chain_audit(env.loops, "chain audit events", settings.audit_chain_every,
                  [this] { return extend_audit(); }),
      prune_audit(env.loops, "prune audit events", kPruneEvery,
                  [this] { return audit_chain.prune(); }),
      clean_up(env.loops, "remove expired sessions", kUpkeepEvery,
               [this] { return upkeep.run(); }) {
}

Task<void> AuthService::Parts::extend_audit() {
    co_await access_denials.write();
    co_await audit_chain.extend();
}

std::vector<Checkpoint> AuthService::Parts::known_checkpoints() const {
    if (!checkpoints) return {};
    std::vector<Checkpoint> known = checkpoints->history();
    if (auto latest = checkpoints->latest()) known.push_back(std::move(*latest));
    std::ranges::sort(known, {}, &Checkpoint::seq);
    return known;
}

AuthService::AuthService(const service::Environment& environment, const Settings& settings,
                         crypto::HashPool& hash_pool)
    : parts_(std::make_unique<Parts>(environment, settings, hash_pool)) {
}

AuthService::~AuthService() = default;

std::span<const EmbeddedFile> AuthService::migrations() {
    return kMigrations;
}

void AuthService::add_routes(http::Router& router) {
    router.add(parts_->sign_up);
    router.add(parts_->sign_in);
    router.add(parts_->refresh);
    router.add(parts_->sign_out);
    router.add(parts_->current_session);
    router.add(parts_->get_csrf_token);
    router.add(parts_->list_sessions);
    router.add(parts_->end_session);
    router.add(parts_->end_other_sessions);
    router.add(parts_->get_password_policy);
    router.add(parts_->change_password);
    router.add(parts_->forgot_password);
    router.add(parts_->reset_password);
    router.add(parts_->verify_email);
    router.add(parts_->resend_verification);
    router.add(parts_->change_email);
    router.add(parts_->confirm_email_change);
    router.add(parts_->undo_email_change);
    router.add(parts_->reauthenticate);
    router.add(parts_->delete_account);
    router.add(parts_->get_key_set);
    router.add(parts_->list_security_log);
    router.add(parts_->list_users);
    router.add(parts_->get_user);
    router.add(parts_->patch_user);
    router.add(parts_->delete_user);
    router.add(parts_->list_user_sessions);
    router.add(parts_->end_user_sessions);
    router.add(parts_->list_audit_events);
    router.add(parts_->explain_rate_limits);
    router.check_csrf_with(parts_->csrf_tokens);
    router.report_denials_to(parts_->access_denials);
}

void AuthService::subscribe(events::EventBus& bus) {
    // What such a request brings about asks for mails, which the relay that hands it over is to see
    // right after it rather than at its next sweep.
    const auto on = [&]<class Event, class Feature>(std::type_identity<Event>, Feature& feature) {
        parts_->inbox.on<Event>(
            bus, [this, &feature](sql::Transaction& transaction, const Event& event) {
                parts_->outbox.nudge();
                return feature.process(transaction, event);
            });
    };
    on(std::type_identity<SignUpWanted>{}, parts_->sign_up);
    on(std::type_identity<PasswordForgotten>{}, parts_->forgot_password);
    on(std::type_identity<VerificationWanted>{}, parts_->resend_verification);
    on(std::type_identity<EmailChangeWanted>{}, parts_->change_email);
    parts_->inbox.on<contracts::ProfileRenamed>(
        bus, [this](sql::Transaction& transaction, const contracts::ProfileRenamed& event) {
            return parts_->names.profile_renamed(transaction, event);
        });
}

Task<void> AuthService::start() {
    // Before the first request: an ended session must not come back with a restart.
    co_await parts_->revocation_feed.catch_up();
    co_await parts_->one_time_token_store.plant_decoys();
    parts_->outbox.start();
    parts_->follow_revocations.start(kRevocationPoll);
    parts_->clean_up.start(kFirstUpkeep);
    parts_->chain_audit.start();
    parts_->prune_audit.start(Milliseconds{0});
}

Task<void> AuthService::stop() {
    co_await parts_->prune_audit.stop();
    co_await parts_->chain_audit.stop();
    // What the last requests recorded. What cannot be chained now is at the next start.
    try {
        co_await parts_->extend_audit();
    } catch (const std::exception&) {
        parts_->env.log.failure("the last audit events were not chained", std::current_exception());
    }
    co_await parts_->clean_up.stop();
    co_await parts_->follow_revocations.stop();
    co_await parts_->outbox.stop();
}

Task<bool> AuthService::ready() {
    co_return co_await parts_->env.database.healthy();
}

Task<std::expected<UserId, Problem>> AuthService::create_account(NewAccount request) {
    auto password = Password::parse(request.password);
    if (!password) {
        password.error().pointer = "/password";
        Problem problem{http::problems::kValidationFailed, password.error().detail};
        problem.errors.push_back(std::move(password.error()));
        co_return std::unexpected(std::move(problem));
    }
    const Time now = parts_->env.clock.now();
    auto account = co_await parts_->registry.prepare(
        {request.email, *password, request.name,
         request.administrator ? Account::kAdminRole : std::string_view{}},
        now, parts_->env.clock.steady_now() + kCommandLineDeadline);
    if (!account) co_return std::unexpected(std::move(account.error()));
    account->email_verified_at = now;
    const AuditEvent event{.action = audit_action::kCreated,
                           .at = now,
                           .target = account->id,
                           .changes = {{"roles", "", account->roles}},
                           .subject = AuditSubject{.email = account->email}};
    if (!co_await parts_->registry.create(*account, nullptr, event, {})) {
        co_return std::unexpected(Problem{problems::kEmailExists});
    }
    co_return account->id;
}

Task<RestoreOutcome> AuthService::conclude_restore(RestoredBackup backup) {
    return parts_->restoration.conclude(std::move(backup));
}

Task<ImportSummary> AuthService::import_accounts(int input, int report, ImportOptions options) {
    Parts& parts = *parts_;
    Importer importer{parts.env.database, parts.accounts, parts.outbox,     parts.audit,
                      parts.hasher,       parts.env.ids,  parts.env.random, parts.env.clock};
    LineReader lines{input};
    Output output{report};
    co_return co_await importer.run(lines, output, options);
}

Task<std::int64_t> AuthService::export_accounts(int output, bool with_hashes) {
    Parts& parts = *parts_;
    Exporter exporter{parts.env.database, parts.accounts, parts.audit, parts.hasher,
                      parts.env.clock};
    Output lines{output};
    co_return co_await exporter.run(lines, with_hashes);
}

std::expected<crypto::FirebaseProject, std::string> AuthService::read_firebase_project(
    std::string_view json) const {
    return auth::read_firebase_project(json, parts_->hasher.project_seal());
}

Task<AuditVerdict> AuthService::verify_audit() {
    AuditVerifier verifier{parts_->audit_seals, parts_->known_checkpoints()};
    co_return co_await verifier.verify(parts_->env.database);
}

Task<AuditState> AuthService::glance_at_audit() {
    AuditVerifier verifier{parts_->audit_seals, parts_->known_checkpoints()};
    co_return co_await verifier.glance(parts_->env.database);
}

}  // namespace gatehouse::auth
