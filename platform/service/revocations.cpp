#include "platform/service/revocations.hpp"

#include <algorithm>
#include <unordered_map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace gatehouse::service {

/// What one loop knows; touched on its thread only.
struct Revocations::Set {
    struct Entry {
        std::int64_t minimum_version;
        Time forget_after;
        SteadyTime applied_at;
    };
    std::unordered_map<SessionId, Entry> sessions;

    void add(const std::vector<Revocation>& revocations, SteadyTime now) {
        for (const auto& revocation : revocations) {
            auto [entry, added] = sessions.try_emplace(
                revocation.session,
                Entry{revocation.minimum_version, revocation.forget_after, now});
            if (!added) {
                // Never weaker than before, in whatever order the changes arrive.
                auto& known = entry->second;
                known.minimum_version = std::max(known.minimum_version, revocation.minimum_version);
                known.forget_after = std::max(known.forget_after, revocation.forget_after);
                known.applied_at = now;
            }
        }
    }
};

Revocations::Revocations(async::Loops& loops, const Clock& clock, Milliseconds token_lifetime)
    : loops_(loops), clock_(clock), token_lifetime_(token_lifetime) {
    for (std::size_t index = 0; index < loops.size(); ++index) {
        sets_.push_back(std::make_unique<Set>());
    }
}

Revocations::~Revocations() = default;

Task<void> Revocations::add_on_loop(Set& set, std::vector<Revocation> revocations, SteadyTime now) {
    set.add(revocations, now);
    co_return;
}

Task<void> Revocations::apply(std::vector<Revocation> revocations) {
    const auto here = async::Loops::current();
    const SteadyTime now = clock_.steady_now();
    for (std::size_t index = 0; index < sets_.size(); ++index) {
        if (index == here) {
            sets_[index]->add(revocations, now);
        } else {
            co_await asio::co_spawn(loops_.at(index).get_executor(),
                                    add_on_loop(*sets_[index], revocations, now), asio::deferred);
        }
    }
}

bool Revocations::refuses(SessionId session, std::int64_t version) const {
    const auto& sessions = sets_.at(async::Loops::current())->sessions;
    const auto entry = sessions.find(session);
    return entry != sessions.end() && version < entry->second.minimum_version;
}

void Revocations::forget_expired() {
    const Time now = clock_.now();
    const SteadyTime born_after = clock_.steady_now() - token_lifetime_;
    for (std::size_t index = 0; index < sets_.size(); ++index) {
        auto* set = sets_[index].get();
        asio::post(loops_.at(index), [set, now, born_after] {
            std::erase_if(set->sessions, [now, born_after](const auto& item) {
                return item.second.forget_after < now && item.second.applied_at < born_after;
            });
        });
    }
}

}  // namespace gatehouse::service
