#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/hash_pool.hpp"
#include "platform/crypto/password_hash.hpp"
#include "platform/crypto/password_strength.hpp"
#include "services/auth-service/accounts/password.hpp"

namespace gatehouse::auth {

/// What checking a password found.
struct PasswordCheck {
    bool right;
    /// A hash of today's scheme for a right password whose stored hash is of an older one.
    std::optional<std::string> fresh_hash;
};

/// Checks and hashes passwords on the hash pool, so that no loop waits for it. A pool that is full,
/// or too slow for the deadline, is the problem `overloaded`. Shared between loops.
class Passwords {
public:
    Passwords(crypto::HashPool& pool, const crypto::PasswordHasher& hasher,
              crypto::PasswordPolicy policy)
        : pool_(pool), hasher_(hasher), policy_(policy) {}

    /// Compares with a stored hash. Without one (no such account) it does the same work and is
    /// never right; so it does with a hash that is older or from elsewhere, as far as that takes
    /// no more.
    Task<std::expected<PasswordCheck, Problem>> check(const Password& password,
                                                      std::optional<std::string> stored,
                                                      SteadyTime deadline);

    /// Hashes a new password, or tells with `weak_password` why it may not be set. The one way for
    /// every setter.
    Task<std::expected<std::string, Problem>> hash_new(const Password& password,
                                                       std::string_view email,
                                                       std::string_view name, SteadyTime deadline);

    [[nodiscard]] const crypto::PasswordPolicy& policy() const noexcept { return policy_; }

private:
    crypto::HashPool& pool_;
    const crypto::PasswordHasher& hasher_;
    crypto::PasswordPolicy policy_;
};

}  // namespace gatehouse::auth
