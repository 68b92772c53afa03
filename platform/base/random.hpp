#pragma once

#include <cstddef>
#include <span>

namespace gatehouse {

/// A source of cryptographically secure random bytes: the seam that seeded tests replace. Safe to
/// share between threads.
class RandomSource {
public:
    virtual ~RandomSource() = default;
    /// Fills `out` completely; throws std::system_error when the system gives none.
    virtual void fill(std::span<std::byte> out) = 0;
};

/// The kernel's generator, getrandom(2).
class SystemRandom final : public RandomSource {
public:
    void fill(std::span<std::byte> out) override;
};

}  // namespace gatehouse
