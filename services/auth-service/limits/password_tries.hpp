#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/context.hpp"
#include "platform/service/rate_limits.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/accounts/account_store.hpp"
#include "services/auth-service/accounts/password.hpp"
#include "services/auth-service/audit/audit_store.hpp"
#include "services/auth-service/limits/failure_store.hpp"
#include "services/auth-service/limits/wrong_pairs.hpp"
#include "services/auth-service/tokens/device_cookie.hpp"

namespace gatehouse::auth {

class PasswordTries;

/// One password on its way to be compared. Gives back what it took when it goes without having been
/// compared. Belongs to one request.
class PasswordTry {
public:
    PasswordTry(PasswordTry&& other) noexcept;
    PasswordTry& operator=(PasswordTry&&) = delete;
    ~PasswordTry();

    /// To be called before the comparison: from here on it counts, whatever becomes of the request.
    void compare() noexcept { returnable_ = false; }
    /// The password was right, or could not be compared after all.
    void give_back();
    /// The password was wrong.
    void wrong();

private:
    friend class PasswordTries;
    PasswordTry(PasswordTries& tries, std::string_view email);

    [[nodiscard]] bool by_device() const noexcept { return kind_ == limits::KeyKind::device; }

    /// Expired when the service is gone: what a forced stop left suspended ends after it.
    std::weak_ptr<PasswordTries> tries_;
    std::string account_code_;  ///< digest of the address
    std::string code_;          ///< whose tries are used: the account's, or the device's
    std::string devices_code_;  ///< of all devices of the account together
    limits::KeyKind kind_ = limits::KeyKind::account;
    service::RateDecision spent_;
    service::RateDecision spent_together_;  ///< of what all devices have
    std::optional<WrongPairs::Pair> pair_;
    bool returnable_ = true;
};

/// Who shows which password.
struct TryRequest {
    std::string_view email;              ///< as it was submitted; of an account or not
    const Account* account = nullptr;    ///< that it belongs to; unset: none
    const Password* password = nullptr;  ///< unset: not part of what one client may try of pairs
};

/// How many wrong passwords an account takes, from all addresses together (BF-01): some within 15
/// minutes, and kHardStop in a row until a right one or a reset by mail. An address without an
/// account is counted alike. A browser that signed in before, as its device cookie says, has tries
/// of its own, so that nobody else can lock it out; all such browsers of an account together have
/// as many as kFullDevices of them, however many cookies were given. Shared between loops.
class PasswordTries {
public:
    static constexpr std::int64_t kHardStop = 100;
    /// More than people try at once, and than somebody has who took over one of their browsers.
    static constexpr std::int64_t kFullDevices = 3;
    static constexpr std::int64_t kDevicesStop = kFullDevices * kHardStop;

    PasswordTries(sql::Database& database, FailureStore& failures, AuditLog& audit,
                  const DeviceCookies& devices, service::RateLimits& limits, crypto::Mac code_key,
                  WrongPairs& pairs);
    PasswordTries(const PasswordTries&) = delete;
    PasswordTries& operator=(const PasswordTries&) = delete;

    /// Takes a try before the password is compared; the problem `rate_limited` when there is none.
    /// The first refusal within a while is recorded.
    Task<std::expected<PasswordTry, Problem>> begin(TryRequest request, http::Context& context);

    /// Counts a wrong password in the transaction that records it. False: it was one too many, and
    /// the answer must be `stopped`, whatever the password was.
    Task<bool> failed(sql::Session& transaction, const PasswordTry& attempt, Time now);
    /// Ends the row of wrong ones in the transaction that a right password brings about. False: as
    /// for `failed`, and nothing may be changed.
    Task<bool> succeeded(sql::Session& transaction, const PasswordTry& attempt, Time now);
    /// The answer to a try beyond the hard stop.
    [[nodiscard]] Problem stopped(const PasswordTry& attempt, http::Context& context);

    /// Ends the row of wrong ones when the account's password was set by mail ...
    Task<void> forget(sql::Session& transaction, std::string_view email);
    /// ... and, once that is committed, what was spent lately.
    void forget_recent(std::string_view email);

private:
    friend class PasswordTry;

    [[nodiscard]] std::string code_of(std::string_view email) const;
    [[nodiscard]] std::string devices_code_of(std::string_view email) const;
    /// Whether whose tries are used has any left in the row.
    Task<bool> below_stop(sql::Session& session, const PasswordTry& attempt, Time now);
    Task<std::optional<FailureCount>> choose(PasswordTry& attempt, const TryRequest& request,
                                             const http::Context& context);
    service::RateDecision take(PasswordTry& attempt, const TryRequest& request,
                               const std::optional<FailureCount>& count,
                               const http::Context& context);
    /// As the audit trail has it.
    [[nodiscard]] std::string_view reason_of(const service::RateDecision& decision) const noexcept;
    Task<void> note_refusal(const PasswordTry& attempt, const TryRequest& request,
                            std::string_view reason, const http::Context& context);

    sql::Database& database_;
    FailureStore& failures_;
    AuditLog& audit_;
    const DeviceCookies& devices_;
    service::RateLimits& limits_;
    const service::RateLimit& per_account_;
    const service::RateLimit& per_device_;
    const service::RateLimit& all_devices_;
    const service::RateLimit& hard_stop_;
    crypto::Mac code_key_;
    WrongPairs& pairs_;
    /// What tries hold of this: it owns nothing, and ends with this.
    std::shared_ptr<PasswordTries> self_{std::make_shared<char>(), this};
};

}  // namespace gatehouse::auth
