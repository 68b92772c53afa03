#include "platform/base/secret.hpp"

#include <utility>

#include <string.h>  // explicit_bzero

namespace gatehouse {

void wipe(void* data, std::size_t size) noexcept {
    if (size > 0) ::explicit_bzero(data, size);
}

bool constant_time_equal(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size()) return false;
    // volatile: the loop must not end at the first difference.
    volatile unsigned char difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference =
            static_cast<unsigned char>(difference | (static_cast<unsigned char>(left[i]) ^
                                                     static_cast<unsigned char>(right[i])));
    }
    return difference == 0;
}

Secret::Secret(std::string_view text) : bytes_(text.begin(), text.end()) {
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(bytes_.data(), bytes_.size());
        bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
}

Secret::~Secret() {
    wipe(bytes_.data(), bytes_.size());
}

}  // namespace gatehouse
