#include "platform/cache/lru_table.hpp"

#include <utility>

#include "platform/limits/siphash.hpp"

namespace gatehouse::cache {
namespace {

/// What a list node, a hash node and its bucket take beside the texts.
constexpr std::size_t kOverhead = 192;
constexpr std::size_t kFirstBuckets = 16;
/// How many entries at the cold end a `set` looks at for expired ones.
constexpr int kLookedAt = 4;

}  // namespace

LruTable::LruTable(std::size_t max_bytes, const std::array<std::uint64_t, 2>& hash_key)
    : max_bytes_(max_bytes), by_key_(kFirstBuckets, KeyHash{hash_key}) {
}

std::size_t LruTable::KeyHash::operator()(std::string_view text) const noexcept {
    return limits::siphash(key, text);
}

std::size_t LruTable::cost(std::size_t key, std::size_t value) noexcept {
    return key + value + kOverhead;
}

std::optional<std::string> LruTable::get(std::string_view key, SteadyTime now) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return std::nullopt;
    }
    if (found->second->expires_at <= now) {
        erase(found->second);
        return std::nullopt;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
}

void LruTable::set(std::string_view key, std::string_view value, SteadyTime expires_at,
                   SteadyTime now) {
    remove(key);
    const std::size_t needed = cost(key.size(), value.size());
    if (expires_at <= now || needed > max_bytes_) {
        return;
    }
    drop_expired_at_the_end(now);
    while (bytes_ + needed > max_bytes_) {
        erase(std::prev(entries_.end()));
    }
    entries_.push_front(Entry{std::string(key), std::string(value), expires_at});
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += needed;
}

void LruTable::remove(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        erase(found->second);
    }
}

void LruTable::erase(Entries::iterator entry) {
    bytes_ -= cost(entry->key.size(), entry->value.size());
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

/// A few at a time: each set gives back as much as it takes, and none takes long.
void LruTable::drop_expired_at_the_end(SteadyTime now) {
    for (int i = 0; i < kLookedAt && !entries_.empty(); ++i) {
        const auto last = std::prev(entries_.end());
        if (last->expires_at > now) {
            return;
        }
        erase(last);
    }
}

}  // namespace gatehouse::cache
