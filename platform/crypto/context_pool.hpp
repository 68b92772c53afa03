#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace gatehouse::crypto {

/// OpenSSL's contexts of one key, whose making (look-ups under locks, allocations) costs more than
/// a short use. Whoever needs one takes it, and gives it back when nothing went wrong. Shared
/// between threads.
template <class ContextPtr>
class ContextPool {
public:
    /// One that was given back, or what `make` makes.
    template <class Make>
    [[nodiscard]] ContextPtr take(Make&& make) {
        {
            const std::lock_guard lock{mutex_};
            if (!unused_.empty()) {
                ContextPtr context = std::move(unused_.back());
                unused_.pop_back();
                return context;
            }
        }
        return std::forward<Make>(make)();
    }

    void give_back(ContextPtr context) {
        const std::lock_guard lock{mutex_};
        if (unused_.size() < kKept) {
            unused_.push_back(std::move(context));
        }
    }

private:
    /// As many threads as are likely to use one key at the same moment.
    static constexpr std::size_t kKept = 16;

    std::mutex mutex_;
    std::vector<ContextPtr> unused_;
};

}  // namespace gatehouse::crypto
