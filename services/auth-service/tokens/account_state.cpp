#include "services/auth-service/tokens/account_state.hpp"

#include <charconv>
#include <stdexcept>

#include "services/auth-service/accounts/account_store.hpp"

namespace gatehouse::auth {

AccountState AccountState::unpack(std::string_view packed) {
    AccountState state{};
    const char* const end = packed.data() + packed.size();
    const auto [after, error] = std::from_chars(packed.data(), end, state.version);
    if (error != std::errc{} || after == end || *after != ' ') {
        throw std::invalid_argument("packed account state");
    }
    packed.remove_prefix(static_cast<std::size_t>(after - packed.data()) + 1);
    const std::size_t space = packed.find(' ');
    if (space == std::string_view::npos) throw std::invalid_argument("packed account state");
    state.active = packed.substr(0, space) == Account::kActive;
    state.roles = split_roles(packed.substr(space + 1));
    return state;
}

}  // namespace gatehouse::auth
