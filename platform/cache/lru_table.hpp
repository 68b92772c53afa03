#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/time.hpp"

namespace gatehouse::cache {

/// Texts by key within a bound of bytes: what expired goes first, then what was used least
/// recently. Not thread-safe.
class LruTable {
public:
    /// `hash_key` is secret: keys come from outside, and must not be choosable so that they
    /// collide.
    LruTable(std::size_t max_bytes, const std::array<std::uint64_t, 2>& hash_key);

    [[nodiscard]] std::optional<std::string> get(std::string_view key, SteadyTime now);
    void set(std::string_view key, std::string_view value, SteadyTime expires_at, SteadyTime now);
    void remove(std::string_view key);

    [[nodiscard]] std::size_t size() const noexcept { return by_key_.size(); }
    /// Keys, values and an allowance for the bookkeeping of each.
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    struct Entry {
        std::string key;
        std::string value;
        SteadyTime expires_at;
    };
    using Entries = std::list<Entry>;
    struct KeyHash {
        std::array<std::uint64_t, 2> key;
        [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept;
    };

    [[nodiscard]] static std::size_t cost(std::size_t key, std::size_t value) noexcept;
    void erase(Entries::iterator entry);
    void drop_expired_at_the_end(SteadyTime now);

    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    Entries entries_;  // most recently used first
    std::unordered_map<std::string_view, Entries::iterator, KeyHash> by_key_;
};

}  // namespace gatehouse::cache
