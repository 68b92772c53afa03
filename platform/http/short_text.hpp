#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::http {

/// Text of at most `Max` bytes in place, so that the request path allocates nothing for it; longer
/// text is cut.
template <std::size_t Max>
class ShortText {
    static_assert(Max <= 255);

public:
    ShortText() = default;
    explicit ShortText(std::string_view text) { *this = text; }
    ShortText& operator=(std::string_view text) {
        size_ = static_cast<std::uint8_t>(std::min(text.size(), Max));
        std::copy_n(text.data(), size_, data_.data());
        return *this;
    }
    [[nodiscard]] std::string_view view() const noexcept { return {data_.data(), size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

private:
    std::array<char, Max> data_;
    std::uint8_t size_ = 0;
};

}  // namespace gatehouse::http
