#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"

namespace gatehouse {

/// A 128-bit identifier (RFC 9562) as sixteen bytes in network order, so that it sorts as its text.
class Uuid {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    /// The nil UUID.
    constexpr Uuid() = default;
    constexpr explicit Uuid(const Bytes& bytes) : bytes_(bytes) {}
    /// The Max UUID (RFC 9562 section 5.10), above every other.
    [[nodiscard]] static constexpr Uuid max() noexcept {
        Bytes bytes{};
        bytes.fill(0xff);
        return Uuid{bytes};
    }

    /// Reads the 36-character form with lower- or upper-case digits; nothing for any other text.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);
    /// The 36-character form in lower case.
    [[nodiscard]] std::string text() const;
    /// Writes the 36 characters to `out`, which must have room for them.
    void write_text(char* out) const;

    [[nodiscard]] constexpr const Bytes& bytes() const noexcept { return bytes_; }
    constexpr auto operator<=>(const Uuid&) const = default;

private:
    Bytes bytes_{};
};

/// An identifier of one kind of thing: ids of two kinds neither convert nor compare.
template <class Tag>
class Id {
public:
    constexpr explicit Id(Uuid value) : value_(value) {}

    /// Reads the text form; fails with code `invalid_id` (the pointer is filled in by the reader).
    [[nodiscard]] static std::expected<Id, FieldError> parse(std::string_view text) {
        if (auto value = Uuid::parse(text)) {
            return Id{*value};
        }
        return std::unexpected(FieldError{"", "invalid_id", "must be a UUID"});
    }

    [[nodiscard]] constexpr const Uuid& uuid() const noexcept { return value_; }
    [[nodiscard]] std::string text() const { return value_.text(); }
    constexpr auto operator<=>(const Id&) const = default;

private:
    Uuid value_;
};

/// Gives fresh identifiers. Safe to share between threads.
class IdSource {
public:
    virtual ~IdSource() = default;
    [[nodiscard]] virtual Uuid next() = 0;
};

/// UUID version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then a counter that keeps ids of
/// one process in order within a millisecond (section 6.2, method 1), then random bits.
class UuidV7Source final : public IdSource {
public:
    UuidV7Source(const Clock& clock, RandomSource& random);
    [[nodiscard]] Uuid next() override;

private:
    const Clock& clock_;
    RandomSource& random_;
    std::mutex mutex_;
    std::int64_t last_ms_ = 0;
    std::uint32_t counter_ = 0;
};

}  // namespace gatehouse

template <>
struct std::hash<gatehouse::Uuid> {
    std::size_t operator()(const gatehouse::Uuid& id) const noexcept {
        // The low half of a version 7 UUID is random, which makes it a hash as it stands.
        std::size_t low = 0;
        std::memcpy(&low, id.bytes().data() + 8, sizeof low);
        return low;
    }
};

template <class Tag>
struct std::hash<gatehouse::Id<Tag>> {
    std::size_t operator()(const gatehouse::Id<Tag>& id) const noexcept {
        return std::hash<gatehouse::Uuid>{}(id.uuid());
    }
};
