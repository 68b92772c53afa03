#include "platform/limits/decision_log.hpp"

#include <algorithm>
#include <functional>

namespace gatehouse::limits {

DecisionLog::DecisionLog(std::size_t allowed, std::size_t refused)
    : allowed_capacity_(std::max<std::size_t>(1, allowed / kParts)),
      refused_capacity_(std::max<std::size_t>(1, refused / kParts)) {
}

std::size_t DecisionLog::part_of(std::string_view id) noexcept {
    return std::hash<std::string_view>{}(id) % kParts;
}

void DecisionLog::add(std::string_view request_id, const Policy& policy, const Key& key,
                      Outcome outcome, const Verdict& verdict, Time at) {
    request_id = request_id.substr(0, kIdSize);
    const std::string_view shown = key.bytes.substr(0, kKeySize);
    Entry entry{.id = {},
                .key = {},
                .id_size = static_cast<std::uint8_t>(request_id.size()),
                .key_size = static_cast<std::uint8_t>(shown.size()),
                .kind = key.kind,
                .outcome = outcome,
                .policy = &policy,
                .remaining = verdict.remaining,
                .retry_after = verdict.retry_after,
                .at = at,
                .sequence = 0};
    std::ranges::copy(request_id, entry.id.begin());
    std::ranges::copy(shown, entry.key.begin());
    Part& part = parts_[part_of(request_id)];
    const std::scoped_lock guard(part.mutex);
    entry.sequence = ++part.decided;
    if (outcome == Outcome::allowed) {
        part.allowed.add(entry, allowed_capacity_);
    } else {
        part.refused.add(entry, refused_capacity_);
    }
}

std::vector<Decision> DecisionLog::find(std::string_view request_id) const {
    std::vector<Decision> found;
    {
        const Part& part = parts_[part_of(request_id)];
        const std::scoped_lock guard(part.mutex);
        part.allowed.find(request_id, found);
        part.refused.find(request_id, found);
    }
    std::ranges::sort(found, {}, &Decision::sequence);
    return found;
}

void DecisionLog::Ring::add(const Entry& entry, std::size_t capacity) {
    if (entries.size() < capacity) {
        entries.push_back(entry);
        return;
    }
    entries[next] = entry;
    next = (next + 1) % capacity;
}

void DecisionLog::Ring::find(std::string_view id, std::vector<Decision>& found) const {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry& entry = entries[(next + i) % entries.size()];
        if (std::string_view{entry.id.data(), entry.id_size} == id) {
            found.push_back({.policy = entry.policy,
                             .kind = entry.kind,
                             .key = {entry.key.data(), entry.key_size},
                             .outcome = entry.outcome,
                             .remaining = entry.remaining,
                             .retry_after = entry.retry_after,
                             .at = entry.at,
                             .sequence = entry.sequence});
        }
    }
}

}  // namespace gatehouse::limits
