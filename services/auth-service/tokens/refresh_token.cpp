#include "services/auth-service/tokens/refresh_token.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::size_t kIdSize = 16;
constexpr std::size_t kHeadSize = kIdSize + 4;
constexpr std::size_t kCodeSize = 16;
constexpr std::size_t kTokenSize = kHeadSize + 2 * kCodeSize;
constexpr std::size_t kTextSize = (kTokenSize * 4 + 2) / 3;

std::string head_of(SessionId session, std::uint32_t generation) {
    const auto& id = session.uuid().bytes();
    std::string head(id.begin(), id.end());
    for (int shift = 24; shift >= 0; shift -= 8) {
        head.push_back(static_cast<char>((generation >> shift) & 0xFFU));
    }
    return head;
}

}  // namespace

std::string RefreshTokens::inner_code(std::string_view head, std::string_view salt) const {
    const crypto::Digest code = inner_.sign({salt, head});
    return std::string{crypto::bytes_of(code).substr(0, kCodeSize)};
}

std::string RefreshTokens::make(SessionId session, std::int64_t generation,
                                std::string_view salt) const {
    if (!std::in_range<std::uint32_t>(generation)) {
        throw std::out_of_range("refresh token generation");
    }
    std::string token = head_of(session, static_cast<std::uint32_t>(generation));
    token += inner_code(token, salt);
    const crypto::Digest outer = outer_.sign(token);
    token += crypto::bytes_of(outer).substr(0, kCodeSize);
    return crypto::base64url_encode(token);
}

std::optional<PresentedToken> RefreshTokens::open(std::string_view text) const {
    if (text.size() != kTextSize) return std::nullopt;
    const std::optional<std::string> bytes = crypto::base64url_decode(text);
    if (!bytes || bytes->size() != kTokenSize) return std::nullopt;
    const std::string_view token = *bytes;
    const std::string_view signed_part = token.substr(0, kHeadSize + kCodeSize);
    if (!outer_.verify(signed_part, token.substr(signed_part.size()))) return std::nullopt;

    Uuid::Bytes id{};
    std::ranges::copy(token.substr(0, kIdSize), id.begin());
    std::uint32_t generation = 0;
    for (const char byte : token.substr(kIdSize, 4)) {
        generation = (generation << 8U) | static_cast<std::uint8_t>(byte);
    }
    return PresentedToken{SessionId{Uuid{id}}, generation,
                          std::string{token.substr(kHeadSize, kCodeSize)}};
}

bool RefreshTokens::genuine(const PresentedToken& token, std::string_view salt) const {
    return constant_time_equal(inner_code(head_of(token.session, token.generation), salt),
                               token.inner);
}

}  // namespace gatehouse::auth
