#include "services/auth-service/limits/password_tries.hpp"

#include <algorithm>
#include <utility>

#include "contracts/email.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

constexpr Seconds kWindow = std::chrono::minutes{15};
constexpr Seconds kHardStopWindow = std::chrono::floor<Seconds>(FailureStore::kKept);
/// As long as most stored hashes: an address without an account takes the same work.
constexpr std::string_view kNoHash =
    "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!";
/// An attacker must not fill the audit trail by being refused.
constexpr limits::Policy kRefusalRecorded{"refusal-recorded", 1, kWindow};

limits::Verdict verdict_on(const std::optional<FailureCount>& count, Time now) {
    if (!count) return {.remaining = PasswordTries::kHardStop};
    const Milliseconds left = count->failed_at + FailureStore::kKept - now;
    const bool allowed = count->failures < PasswordTries::kHardStop;
    return {.allowed = allowed,
            .remaining = std::max<std::int64_t>(0, PasswordTries::kHardStop - count->failures),
            .reset = left,
            .retry_after = allowed ? Milliseconds{0} : left};
}

std::int64_t failures_of(const std::optional<FailureCount>& count) {
    return count ? count->failures : 0;
}

/// As the table has it.
std::string stored(std::string_view code) {
    return crypto::hex_encode(code);
}

}  // namespace

PasswordTry::PasswordTry(PasswordTries& tries, std::string_view email)
    : tries_(tries.self_),
      account_code_(tries.code_of(email)),
      code_(account_code_),
      devices_code_(tries.devices_code_of(email)) {
}

PasswordTry::PasswordTry(PasswordTry&& other) noexcept
    : tries_(std::exchange(other.tries_, {})),
      account_code_(std::move(other.account_code_)),
      code_(std::move(other.code_)),
      devices_code_(std::move(other.devices_code_)),
      kind_(other.kind_),
      spent_(other.spent_),
      spent_together_(other.spent_together_),
      pair_(std::move(other.pair_)),
      returnable_(other.returnable_) {
}

PasswordTry::~PasswordTry() {
    if (returnable_) give_back();
}

void PasswordTry::give_back() {
    const auto tries = tries_.lock();
    if (!tries) return;
    tries->limits_.refund(spent_, code_);
    tries->limits_.refund(spent_together_, devices_code_);
    spent_.spent = false;
    spent_together_.spent = false;
    if (pair_) tries->pairs_.give_back(*pair_);
    pair_.reset();
}

void PasswordTry::wrong() {
    const auto tries = tries_.lock();
    if (tries && pair_) tries->pairs_.note_wrong(*pair_);
}

PasswordTries::PasswordTries(sql::Database& database, FailureStore& failures, AuditLog& audit,
                             const DeviceCookies& devices, service::RateLimits& limits,
                             crypto::Mac code_key, WrongPairs& pairs)
    : database_(database),
      failures_(failures),
      audit_(audit),
      devices_(devices),
      limits_(limits),
      per_account_(limits.add({"account", limits.settings().failures_per_account, kWindow})),
      per_device_(limits.add({"device", limits.settings().failures_per_account, kWindow})),
      all_devices_(
          limits.add({"devices", kFullDevices * limits.settings().failures_per_account, kWindow})),
      hard_stop_(limits.add({"account-stop", kHardStop, kHardStopWindow})),
      code_key_(std::move(code_key)),
      pairs_(pairs) {
}

std::string PasswordTries::code_of(std::string_view email) const {
    return std::string{crypto::bytes_of(code_key_.sign({"account\n", email}))};
}

std::string PasswordTries::devices_code_of(std::string_view email) const {
    return std::string{crypto::bytes_of(code_key_.sign({"devices\n", email}))};
}

Task<std::expected<PasswordTry, Problem>> PasswordTries::begin(TryRequest request,
                                                               http::Context& context) {
    PasswordTry attempt{*this, request.email};
    if (!limits_.enabled()) co_return attempt;
    const std::optional<FailureCount> count = co_await choose(attempt, request, context);
    const service::RateDecision decision = take(attempt, request, count, context);
    if (!decision.refused) co_return attempt;
    if (decision.limit != &pairs_.limit()) {
        co_await note_refusal(attempt, request, reason_of(decision), context);
    }
    co_return std::unexpected(http::refuse_rate(service::verdict_of(decision), context));
}

/// Whose tries are used, and how many wrong ones there were in a row.
Task<std::optional<FailureCount>> PasswordTries::choose(PasswordTry& attempt,
                                                        const TryRequest& request,
                                                        const http::Context& context) {
    // The same work without an account.
    const auto device = request.account != nullptr
                            ? devices_.find(context, request.account->id, request.account->password)
                            : devices_.find(context, UserId{Uuid{}}, kNoHash);
    if (device && request.account != nullptr) {
        std::string code{crypto::bytes_of(code_key_.sign({"device\n", *device}))};
        auto count = co_await failures_.find(stored(code), context.now());
        const auto together = co_await failures_.find(stored(attempt.devices_code_), context.now());
        // A browser that has used up its own tries, or those of all, is as good as any other.
        if (failures_of(count) < kHardStop && failures_of(together) < kDevicesStop) {
            attempt.code_ = std::move(code);
            attempt.kind_ = limits::KeyKind::device;
            co_return count;
        }
    }
    co_return co_await failures_.find(stored(attempt.account_code_), context.now());
}

std::string_view PasswordTries::reason_of(const service::RateDecision& decision) const noexcept {
    return decision.limit == &hard_stop_ ? "account_stop" : decision.limit->policy.name;
}

service::RateDecision PasswordTries::take(PasswordTry& attempt, const TryRequest& request,
                                          const std::optional<FailureCount>& count,
                                          const http::Context& context) {
    const limits::Key key{attempt.kind_, attempt.code_};
    const bool device = attempt.by_device();
    const auto stop =
        limits_.decide(hard_stop_, key, verdict_on(count, context.now()), context.request_id());
    if (stop.refused) return stop;
    attempt.spent_ = limits_.spend(device ? per_device_ : per_account_, key, context.request_id());
    if (attempt.spent_.refused) return attempt.spent_;
    if (device) {
        attempt.spent_together_ = limits_.spend(
            all_devices_, {limits::KeyKind::account, attempt.devices_code_}, context.request_id());
        if (attempt.spent_together_.refused) return attempt.spent_together_;
        // A known browser is not to suffer from others behind the same address.
        return attempt.spent_;
    }
    if (request.password == nullptr) return attempt.spent_;
    attempt.pair_ = pairs_.show(context.client_ip(), request.email, request.password->expose(),
                                context.request_id());
    return attempt.pair_->decision.refused ? attempt.pair_->decision : attempt.spent_;
}

Task<void> PasswordTries::note_refusal(const PasswordTry& attempt, const TryRequest& request,
                                       std::string_view reason, const http::Context& context) {
    if (!limits_.take(kRefusalRecorded, attempt.code_)) co_return;
    AuditEvent event{
        .action = audit_action::kSignInThrottled,
        .at = context.now(),
        .origin = origin_of(context),
        .target = request.account != nullptr ? std::optional{request.account->id} : std::nullopt,
        .outcome = AuditOutcome::failure,
        .reason = std::string{reason}};
    if (const auto email = Email::parse(request.email)) {
        event.subject = AuditSubject{.email_code = audit_.address_code(*email)};
    }
    co_await database_.transact([&](sql::Transaction& transaction) -> Task<void> {
        co_await audit_.record(transaction, event);
    });
}

Task<bool> PasswordTries::failed(sql::Session& transaction, const PasswordTry& attempt, Time now) {
    if (!limits_.enabled()) co_return true;
    bool within = co_await FailureStore::add(transaction, stored(attempt.code_), now) <= kHardStop;
    if (attempt.by_device()) {
        const std::int64_t together =
            co_await FailureStore::add(transaction, stored(attempt.devices_code_), now);
        within = within && together <= kDevicesStop;
    }
    co_return within || !limits_.enforced();
}

Task<bool> PasswordTries::succeeded(sql::Session& transaction, const PasswordTry& attempt,
                                    Time now) {
    if (!limits_.enabled()) co_return true;
    // Again: parallel tries may have come to the stop since this one began.
    if (limits_.enforced() && !co_await below_stop(transaction, attempt, now)) co_return false;
    co_await FailureStore::remove(
        transaction,
        {stored(attempt.account_code_), stored(attempt.code_), stored(attempt.devices_code_)});
    co_return true;
}

Task<bool> PasswordTries::below_stop(sql::Session& session, const PasswordTry& attempt, Time now) {
    const auto count = co_await FailureStore::find(session, stored(attempt.code_), now);
    if (failures_of(count) >= kHardStop) co_return false;
    if (!attempt.by_device()) co_return true;
    const auto together = co_await FailureStore::find(session, stored(attempt.devices_code_), now);
    co_return failures_of(together) < kDevicesStop;
}

Problem PasswordTries::stopped(const PasswordTry& attempt, http::Context& context) {
    const FailureCount count{kHardStop, context.now()};
    return http::refuse_rate(
        service::verdict_of(limits_.decide(hard_stop_, {attempt.kind_, attempt.code_},
                                           verdict_on(count, context.now()), context.request_id())),
        context);
}

Task<void> PasswordTries::forget(sql::Session& transaction, std::string_view email) {
    const std::string account_code = stored(code_of(email));
    co_await FailureStore::remove(transaction,
                                  {account_code, account_code, stored(devices_code_of(email))});
}

void PasswordTries::forget_recent(std::string_view email) {
    limits_.reset(per_account_, code_of(email));
    limits_.reset(all_devices_, devices_code_of(email));
}

}  // namespace gatehouse::auth
