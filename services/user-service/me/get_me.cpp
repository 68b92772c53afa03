#include "services/user-service/me/get_me.hpp"

#include <utility>

namespace gatehouse::user {

Task<http::Reply<OwnProfile>> GetMe::handle(http::Context& context) {
    auto profile = co_await profiles_.get(context);
    if (!profile) co_return std::move(profile.error());
    co_return answer_with(std::move(*profile));
}

}  // namespace gatehouse::user
