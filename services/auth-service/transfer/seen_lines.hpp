#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/random.hpp"

namespace gatehouse::auth {

/// Which keys were there before, in a file without a name that is gone with the process: any number
/// of them takes 23 to 46 bytes of disk each, and what memory there is to spare. Two keys may be
/// taken for one, in one of a thousand runs with two hundred million keys. Used by one thread.
class SeenLines {
public:
    /// Throws std::system_error when there is no room for temporary files.
    explicit SeenLines(RandomSource& random);
    ~SeenLines();
    SeenLines(const SeenLines&) = delete;
    SeenLines& operator=(const SeenLines&) = delete;

    /// Notes `key` with `content` when it was not there; else gives whether it was there with the
    /// same content.
    std::optional<bool> note(std::string_view key, std::string_view content);

private:
    struct Slot {
        std::uint64_t key;  ///< 0: empty
        std::uint64_t content;
    };
    class Table {
    public:
        explicit Table(std::size_t capacity);
        ~Table();
        Table(Table&& other) noexcept;
        Table& operator=(Table&& other) noexcept;

        /// The slot that has `key`, or the empty one where it belongs.
        [[nodiscard]] Slot& slot_of(std::uint64_t key) const;
        [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
        [[nodiscard]] const Slot& at(std::size_t index) const { return slots_[index]; }

    private:
        std::size_t capacity_;
        Slot* slots_;
    };

    [[nodiscard]] std::uint64_t fingerprint(std::string_view text) const;
    void grow();

    std::string salt_;
    std::size_t used_ = 0;
    Table table_;
};

}  // namespace gatehouse::auth
