#pragma once

#include <cstdint>
#include <utility>

#include "apps/gatehouse/settings.hpp"
#include "platform/async/task.hpp"
#include "platform/log/logger.hpp"
#include "platform/service/host.hpp"
#include "services/auth-service/service.hpp"

namespace gatehouse {

/// The auth-service without a server around it, for one command, also beside a process that serves.
/// `settings` and `log` outlive it; used by one thread.
class AuthHost {
public:
    /// What the command does with the data directory.
    enum class Use : std::uint8_t {
        existing,          ///< works on an installation that is there
        new_or_existing,   ///< makes one where there is none, and says so on standard error
        conclude_restore,  ///< one that a restore has not finished
    };

    /// As service::Host.
    AuthHost(const Settings& settings, const log::Logger& log, Use use);

    [[nodiscard]] auth::AuthService& service() noexcept { return *service_; }

    /// Runs what the service was asked for, as service::Host::run.
    template <class T>
    T run(Task<T> task) {
        return host_.run(std::move(task));
    }

private:
    auth::AuthService* service_ = nullptr;  // belongs to the host, which sets it
    service::Host host_;
};

}  // namespace gatehouse
