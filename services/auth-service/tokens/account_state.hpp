#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::auth {

/// What an access token says about the account.
struct AccountState {
    std::int64_t version;
    bool active;
    std::vector<std::string> roles;

    /// Reads what `session_rotate` packs: `3 active user admin`. Throws std::invalid_argument for
    /// anything else, which no row of the table can give.
    [[nodiscard]] static AccountState unpack(std::string_view packed);
};

}  // namespace gatehouse::auth
