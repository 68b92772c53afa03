#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/async/task.hpp"
#include "platform/base/time.hpp"

namespace gatehouse::cache {

/// Values that may be forgotten at any time: a help for speed, never the truth. Shared by all
/// loops; a call answers on the loop that it came from. A cache that cannot be reached behaves as
/// an empty one, so nothing here fails. Views stay valid until the await returns.
class Cache {
public:
    virtual ~Cache() = default;
    /// The value of `key`, unless it was never set, was removed, has expired or had to make room.
    virtual Task<std::optional<std::string>> get(std::string_view key) = 0;
    /// Sets a value for `ttl`; nothing is kept when that is not positive or the value is too large.
    virtual Task<void> set(std::string_view key, std::string_view value, Milliseconds ttl) = 0;
    /// Forgets a value.
    virtual Task<void> remove(std::string_view key) = 0;
};

}  // namespace gatehouse::cache
