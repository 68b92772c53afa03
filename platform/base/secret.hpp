#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Overwrites memory in a way that the compiler may not leave out.
void wipe(void* data, std::size_t size) noexcept;

/// Compares in time that depends on the lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view left, std::string_view right) noexcept;

/// Bytes that must not be seen: move-only, wiped when released, without any way to print, log or
/// serialise them.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::size_t size) : bytes_(size) {}
    explicit Secret(std::string_view text);
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    /// The bytes, for the one place that uses them.
    [[nodiscard]] std::string_view expose() const noexcept {
        return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
    }
    [[nodiscard]] std::span<std::byte> writable() noexcept {
        return std::as_writable_bytes(std::span{bytes_});
    }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    [[nodiscard]] Secret clone() const { return Secret{expose()}; }

private:
    std::vector<std::uint8_t> bytes_;
};

}  // namespace gatehouse
