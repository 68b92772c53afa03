#pragma once

#include <optional>

#include "platform/async/task.hpp"
#include "platform/base/problem.hpp"
#include "platform/http/context.hpp"
#include "services/auth-service/tokens/session_store.hpp"

namespace gatehouse::auth {

/// What can lock a person out, or their account away, wants the password shown again within the
/// last five minutes, by this session (ASVS 7.5.1).
class RecentSignIn {
public:
    static constexpr Milliseconds kWindow = std::chrono::minutes{5};

    explicit RecentSignIn(SessionStore& sessions) : sessions_(sessions) {}

    /// The problem `reauthentication_required` when it was longer ago.
    Task<std::optional<Problem>> refuse_stale(const http::Context& context);

private:
    SessionStore& sessions_;
};

}  // namespace gatehouse::auth
