#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/config/section.hpp"

namespace gatehouse::auth {

/// Whether a new account may be used before its address is proven.
enum class Verification : std::uint8_t { deferred, required };
BOOST_DESCRIBE_ENUM(Verification, deferred, required)

/// Section `sign_up`.
struct SignUpSettings {
    static constexpr std::string_view kSection = "sign_up";

    std::optional<Verification> verification;

    static constexpr config::Doc kDocs[] = {
        {"verification",
         "`deferred` signs in at once and proves the address later; `required` sends a mail first. "
         "Unset means `required` as soon as an SMTP server is configured, else `deferred`."},
    };
};
BOOST_DESCRIBE_STRUCT(SignUpSettings, (), (verification))

/// Section `password`.
struct PasswordSettings {
    static constexpr std::string_view kSection = "password";

    std::size_t min_length = 12;
    int bcrypt_cost = 12;
    std::size_t hash_threads = 0;
    std::size_t hash_queue = 64;

    static constexpr config::Doc kDocs[] = {
        {"min_length", "Fewest characters (Unicode code points) of a new password.", 8, 64},
        {"bcrypt_cost", "Work of a password hash: each step doubles it.", 10, 15},
        {"hash_threads", "Threads that hash passwords; 0 means one for each processor.", 0, 64},
        {"hash_queue", "Passwords that may wait to be hashed; beyond it sign-ins get 503.", 1,
         10'000},
    };
};
BOOST_DESCRIBE_STRUCT(PasswordSettings, (), (min_length, bcrypt_cost, hash_threads, hash_queue))

/// Section `tokens`.
struct TokenSettings {
    static constexpr std::string_view kSection = "tokens";

    Milliseconds access_ttl = std::chrono::minutes{15};
    Milliseconds refresh_idle = std::chrono::days{7};
    Milliseconds refresh_absolute = std::chrono::days{30};
    Milliseconds refresh_grace = std::chrono::seconds{10};

    static constexpr config::Doc kDocs[] = {
        {"access_ttl", "How long an access token is accepted.", config::ms(std::chrono::minutes{1}),
         config::ms(std::chrono::hours{1})},
        // The cookie lives as long as the idle time, and seven days at most (CK-01).
        {"refresh_idle", "A session that is not refreshed for this long ends.",
         config::ms(std::chrono::minutes{5}), config::ms(std::chrono::days{7})},
        {"refresh_absolute", "A session ends after this long, however often it is refreshed.",
         config::ms(std::chrono::minutes{5}), config::ms(std::chrono::days{365})},
        {"refresh_grace",
         "How long after a rotation the replaced refresh token still gets the current one.", 0,
         config::ms(std::chrono::minutes{1})},
    };
};
BOOST_DESCRIBE_STRUCT(TokenSettings, (),
                      (access_ttl, refresh_idle, refresh_absolute, refresh_grace))

/// Section `audit`.
struct AuditSettings {
    static constexpr std::string_view kSection = "audit";

    Milliseconds keep = std::chrono::days{400};

    static constexpr config::Doc kDocs[] = {
        {"keep", "How long events of the audit trail are kept.", config::ms(std::chrono::days{1}),
         config::ms(std::chrono::days{3650})},
    };
};
BOOST_DESCRIBE_STRUCT(AuditSettings, (), (keep))

/// What an operator decides about this service.
struct Settings {
    SignUpSettings sign_up;
    PasswordSettings password;
    TokenSettings tokens;
    AuditSettings audit;
    /// How many mails of one kind an address gets at once, as the notification-service has it.
    std::int64_t mails_per_address = 3;
    /// The data directory, for the checkpoints of the audit trail; empty: none are written.
    std::filesystem::path data_dir;
    /// How long an event may be without its place in the chain, in which nothing tells that it was
    /// removed.
    Milliseconds audit_chain_every = std::chrono::seconds{1};
};

}  // namespace gatehouse::auth
