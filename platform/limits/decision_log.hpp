#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/limits/rate_table.hpp"

namespace gatehouse::limits {

/// Whose units a policy counts.
enum class KeyKind : std::uint8_t {
    client,   ///< bytes of the address that share a budget; empty: the address is not known
    account,  ///< digest of the identifier that was submitted
    device,   ///< digest of a device cookie
};
BOOST_DESCRIBE_ENUM(KeyKind, client, account, device)

struct Key {
    KeyKind kind;
    std::string_view bytes;
};

enum class Outcome : std::uint8_t {
    allowed,
    refused,
    would_refuse,  ///< not refused, because policies are only being tried out
};
BOOST_DESCRIBE_ENUM(Outcome, allowed, refused, would_refuse)

/// What one policy said to one request.
struct Decision {
    const Policy* policy;  ///< outlives the log
    KeyKind kind;
    std::string key;  ///< its first bytes, at most DecisionLog::kKeySize
    Outcome outcome;
    std::int64_t remaining;
    Milliseconds retry_after;
    Time at;
    std::uint64_t sequence;  ///< later decisions of a request have greater ones
};

/// The latest decisions of this process, to explain them to an operator: bounded, in memory only.
/// Decisions that refused (or would have) have places of their own, so that the many that allowed
/// do not push them out. Shared between threads.
class DecisionLog {
public:
    static constexpr std::size_t kKeySize = 8;
    static constexpr std::size_t kIdSize = 64;

    /// Keeps `allowed` decisions of one sort and `refused` of the other.
    explicit DecisionLog(std::size_t allowed = 4096, std::size_t refused = 4096);

    void add(std::string_view request_id, const Policy& policy, const Key& key, Outcome outcome,
             const Verdict& verdict, Time at);
    /// What was decided under this request id, oldest first. Callers choose their ids: requests
    /// with the same one cannot be told apart.
    [[nodiscard]] std::vector<Decision> find(std::string_view request_id) const;

private:
    struct Entry {
        std::array<char, kIdSize> id;
        std::array<char, kKeySize> key;
        std::uint8_t id_size;
        std::uint8_t key_size;
        KeyKind kind;
        Outcome outcome;
        const Policy* policy;
        std::int64_t remaining;
        Milliseconds retry_after;
        Time at;
        std::uint64_t sequence;
    };
    struct Ring {
        std::vector<Entry> entries;  // grows up to the capacity: unused memory is not touched
        std::size_t next = 0;

        void add(const Entry& entry, std::size_t capacity);
        void find(std::string_view id, std::vector<Decision>& found) const;
    };
    /// A request's decisions are all in one part, so that loops rarely wait for each other.
    struct Part {
        mutable std::mutex mutex;
        Ring allowed;
        Ring refused;
        std::uint64_t decided = 0;
    };
    static constexpr std::size_t kParts = 16;

    [[nodiscard]] static std::size_t part_of(std::string_view id) noexcept;

    std::size_t allowed_capacity_;
    std::size_t refused_capacity_;
    std::array<Part, kParts> parts_;
};

}  // namespace gatehouse::limits
