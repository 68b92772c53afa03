#include "services/auth-service/tokens/revocation_feed.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace gatehouse::auth {
namespace {

constexpr std::int64_t kPage = 1000;

// A transaction may commit after another whose ids are newer, and clocks of processes differ: rows
// are looked for this far behind the newest one known.
constexpr Milliseconds kOverlap = std::chrono::seconds{10};

/// The time that a version 7 UUID starts with (RFC 9562 section 5.7).
Time time_of(const Uuid& id) {
    std::int64_t milliseconds = 0;
    for (std::size_t index = 0; index < 6; ++index) {
        milliseconds = (milliseconds << 8) | id.bytes()[index];
    }
    return time_from_unix_ms(milliseconds);
}

/// The lowest UUID that starts with this time.
Uuid floor_of(Time time) {
    Uuid::Bytes bytes{};
    const std::int64_t milliseconds = std::max<std::int64_t>(unix_ms(time), 0);
    for (std::size_t index = 0; index < 6; ++index) {
        bytes[index] = static_cast<std::uint8_t>(milliseconds >> (8 * (5 - index)));
    }
    return Uuid{bytes};
}

}  // namespace

Task<void> RevocationFeed::catch_up() {
    const Time now = clock_.now();
    if (now < std::exchange(last_look_, now)) {
        // The clock was set back: what seemed to be long past may not be.
        newest_ = Time{};
        seen_.clear();
    }
    // A process whose clock is ahead must not hide what others write meanwhile.
    newest_ = std::min(newest_, now);
    Uuid after = floor_of(newest_ - kOverlap);
    std::vector<RevocationRow> rows;
    do {
        rows = co_await store_.list_after(after, kPage);
        std::vector<service::Revocation> fresh;
        for (const RevocationRow& row : rows) {
            after = row.id;
            newest_ = std::max(newest_, time_of(row.id));
            if (row.forget_after > now && seen_.emplace(row.id, time_of(row.id)).second) {
                fresh.push_back(row.revocation());
            }
        }
        if (!fresh.empty()) co_await revocations_.apply(std::move(fresh));
    } while (rows.size() == static_cast<std::size_t>(kPage));
    forget_older_than(newest_ - 2 * kOverlap);
}

void RevocationFeed::forget_older_than(Time time) {
    std::erase_if(seen_, [time](const auto& entry) { return entry.second < time; });
}

}  // namespace gatehouse::auth
