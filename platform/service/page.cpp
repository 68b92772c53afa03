#include "platform/service/page.hpp"

#include <charconv>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::service {
namespace {

constexpr std::size_t kCodeSize = 16;

}  // namespace

std::expected<PageLimit, FieldError> PageLimit::parse(std::string_view text) {
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || after != end || value < 1 || value > kMax) {
        return std::unexpected(
            FieldError{"", "invalid_limit", "must be a whole number from 1 to 100"});
    }
    return PageLimit{value};
}

std::string Cursors::code(std::string_view list, std::string_view position) const {
    const crypto::Digest digest = key_.sign({list, "\n", position});
    return std::string{crypto::bytes_of(digest).substr(0, kCodeSize)};
}

std::string Cursors::seal(std::string_view list, std::string_view position) const {
    return crypto::base64url_encode(std::string{position} + code(list, position));
}

std::optional<std::string> Cursors::open(std::string_view list, std::string_view cursor) const {
    std::optional<std::string> bytes = crypto::base64url_decode(cursor);
    if (!bytes || bytes->size() < kCodeSize) return std::nullopt;
    const std::string given = bytes->substr(bytes->size() - kCodeSize);
    bytes->resize(bytes->size() - kCodeSize);
    if (!constant_time_equal(code(list, *bytes), given)) return std::nullopt;
    return bytes;
}

std::optional<Uuid> NewestFirst::position(const Cursors& cursors, std::string_view list,
                                          std::string_view cursor) {
    const auto position = cursors.open(list, cursor);
    return position ? Uuid::parse(*position) : std::nullopt;
}

}  // namespace gatehouse::service
