#include "services/auth-service/limits/password_tries.hpp"

#include <algorithm>
#include <utility>

#include "contracts/email.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

constexpr Seconds kWindow = std::chrono::minutes{15};
constexpr Seconds kHardStopWindow = std::chrono::floor<Seconds>(FailureStore::kKept);
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

/// As the table has it.
std::string stored(std::string_view code) {
    return crypto::hex_encode(code);
}

}  // namespace

PasswordTry::PasswordTry(PasswordTries& tries, std::string_view email)
    : tries_(&tries), account_code_(tries.code_of(email)), code_(account_code_) {
}

PasswordTry::PasswordTry(PasswordTry&& other) noexcept
    : tries_(std::exchange(other.tries_, nullptr)),
      account_code_(std::move(other.account_code_)),
      code_(std::move(other.code_)),
      kind_(other.kind_),
      spent_(other.spent_),
      pair_(std::move(other.pair_)),
      returnable_(other.returnable_) {
}

PasswordTry::~PasswordTry() {
    if (returnable_) give_back();
}

void PasswordTry::give_back() {
    if (tries_ == nullptr) return;
    tries_->limits_.refund(spent_, code_);
    spent_.spent = false;
    if (pair_) tries_->pairs_.give_back(*pair_);
    pair_.reset();
}

void PasswordTry::wrong() {
    if (pair_) tries_->pairs_.note_wrong(*pair_);
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
      hard_stop_(limits.add({"account-stop", kHardStop, kHardStopWindow})),
      code_key_(std::move(code_key)),
      pairs_(pairs) {
}

std::string PasswordTries::code_of(std::string_view email) const {
    return std::string{crypto::bytes_of(code_key_.sign({"account\n", email}))};
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
    const auto device = devices_.find(context, request.account.value_or(UserId{Uuid{}}));
    if (device && request.account) {
        std::string code{crypto::bytes_of(code_key_.sign({"device\n", *device}))};
        auto count = co_await failures_.find(stored(code), context.now());
        // A browser that has used up its own tries is as good as any other.
        if (!count || count->failures < kHardStop) {
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
    const bool device = attempt.kind_ == limits::KeyKind::device;
    const auto stop =
        limits_.decide(hard_stop_, key, verdict_on(count, context.now()), context.request_id());
    if (stop.refused) return stop;
    attempt.spent_ = limits_.spend(device ? per_device_ : per_account_, key, context.request_id());
    // A known browser is not to suffer from others behind the same address.
    if (attempt.spent_.refused || device || request.password == nullptr) return attempt.spent_;
    attempt.pair_ = pairs_.show(context.client_ip(), request.email, request.password->expose(),
                                context.request_id());
    return attempt.pair_->decision.refused ? attempt.pair_->decision : attempt.spent_;
}

Task<void> PasswordTries::note_refusal(const PasswordTry& attempt, const TryRequest& request,
                                       std::string_view reason, const http::Context& context) {
    if (!limits_.take(kRefusalRecorded, attempt.code_)) co_return;
    AuditEvent event{.action = audit_action::kSignInThrottled,
                     .at = context.now(),
                     .origin = origin_of(context),
                     .target = request.account,
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
    const std::int64_t failures =
        co_await FailureStore::add(transaction, stored(attempt.code_), now);
    co_return failures <= kHardStop || !limits_.enforced();
}

Task<bool> PasswordTries::succeeded(sql::Session& transaction, const PasswordTry& attempt,
                                    Time now) {
    if (!limits_.enabled()) co_return true;
    // Again: parallel tries may have come to the stop since this one began.
    const auto count = co_await FailureStore::find(transaction, stored(attempt.code_), now);
    if (count && count->failures >= kHardStop && limits_.enforced()) co_return false;
    co_await FailureStore::remove(transaction, stored(attempt.account_code_));
    if (attempt.code_ != attempt.account_code_) {
        co_await FailureStore::remove(transaction, stored(attempt.code_));
    }
    co_return true;
}

Problem PasswordTries::stopped(const PasswordTry& attempt, http::Context& context) {
    const FailureCount count{kHardStop, context.now()};
    return http::refuse_rate(
        service::verdict_of(limits_.decide(hard_stop_, {attempt.kind_, attempt.code_},
                                           verdict_on(count, context.now()), context.request_id())),
        context);
}

Task<void> PasswordTries::forget(sql::Session& transaction, std::string_view email) {
    co_await FailureStore::remove(transaction, stored(code_of(email)));
}

void PasswordTries::forget_recent(std::string_view email) {
    limits_.reset(per_account_, code_of(email));
}

}  // namespace gatehouse::auth
