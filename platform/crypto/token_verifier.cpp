#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

#include "platform/crypto/claims.hpp"
#include "platform/crypto/encoding.hpp"
#include "platform/crypto/signing_keys.hpp"
#include "platform/crypto/tokens.hpp"

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kLargestToken = 8 * 1024;

/// Of the end of a token, which is the end of a random signature. Only tokens that one of our keys
/// signed are ever kept, so nobody outside can choose what is in one bucket.
struct TokenHash {
    static constexpr std::size_t kHashed = 16;
    std::size_t operator()(std::string_view token) const noexcept {
        std::array<std::uint64_t, 2> end{};
        std::memcpy(end.data(), token.data() + token.size() - kHashed, kHashed);
        return static_cast<std::size_t>((end[0] ^ std::rotl(end[1], 23)) * 0x9e3779b97f4a7c15U);
    }
};

/// The three parts of a compact JWS (RFC 7515 section 3.1), still encoded.
struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signed_text;
};

std::optional<Parts> split(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == std::string_view::npos || first == last || token.find('.', first + 1) != last) {
        return std::nullopt;
    }
    return Parts{token.substr(0, first), token.substr(first + 1, last - first - 1),
                 token.substr(last + 1), token.substr(0, last)};
}

/// What can change from one use of a token to the next.
std::optional<TokenError> check_times(const AccessClaims& claims, std::int64_t now,
                                      std::int64_t leeway) {
    if (now >= claims.expires_at) return TokenError::expired;
    if (claims.not_before > now + leeway || claims.issued_at > now + leeway) {
        return TokenError::not_yet_valid;
    }
    return std::nullopt;
}

}  // namespace

std::string_view text_of(TokenError error) noexcept {
    switch (error) {
        case TokenError::malformed:
            return "malformed";
        case TokenError::unknown_key:
            return "unknown_key";
        case TokenError::bad_signature:
            return "bad_signature";
        case TokenError::wrong_claims:
            return "wrong_claims";
        case TokenError::expired:
            return "expired";
        case TokenError::not_yet_valid:
            return "not_yet_valid";
    }
    std::unreachable();
}

/// Verified tokens, compared as a whole; the least recently used goes first.
struct AccessTokenVerifier::Cache {
    struct Entry {
        std::string token;
        AccessClaims claims;
    };
    using Entries = std::list<Entry>;

    Entries entries;  // most recently used first
    std::unordered_map<std::string_view, Entries::iterator, TokenHash> by_token;
    std::shared_ptr<const SigningKeySet> keys;
    std::uint64_t version = 0;

    void follow(const SigningKeys& source) {
        const std::uint64_t latest = source.version();
        if (latest != version) {
            by_token.clear();
            entries.clear();
            keys = source.current();
            version = latest;
        }
    }

    const AccessClaims* find(std::string_view token) {
        const auto found = by_token.find(token);
        if (found == by_token.end()) return nullptr;
        entries.splice(entries.begin(), entries, found->second);
        return &found->second->claims;
    }

    void remove(std::string_view token) {
        const auto entry = by_token.find(token)->second;
        by_token.erase(entry->token);
        entries.erase(entry);
    }

    const AccessClaims* insert(std::string_view token, AccessClaims claims, std::size_t bound) {
        if (entries.size() >= bound) {
            by_token.erase(entries.back().token);
            entries.pop_back();
        }
        entries.push_front(Entry{std::string(token), std::move(claims)});
        by_token.emplace(entries.front().token, entries.begin());
        return &entries.front().claims;
    }
};

AccessTokenVerifier::AccessTokenVerifier(const SigningKeys& keys, TokenExpectations expectations)
    : keys_(&keys), expectations_(std::move(expectations)), cache_(std::make_unique<Cache>()) {
    if (expectations_.leeway < Seconds{0} || expectations_.leeway > Seconds{30}) {
        throw std::invalid_argument("the leeway of access tokens is 30 seconds at most");
    }
    expectations_.cached_tokens = std::max<std::size_t>(expectations_.cached_tokens, 1);
}

AccessTokenVerifier::~AccessTokenVerifier() = default;
AccessTokenVerifier::AccessTokenVerifier(AccessTokenVerifier&&) noexcept = default;

std::expected<const AccessClaims*, TokenError> AccessTokenVerifier::verify(std::string_view token,
                                                                           Time now) {
    if (token.size() > kLargestToken || token.size() < TokenHash::kHashed) {
        return std::unexpected(TokenError::malformed);
    }
    cache_->follow(*keys_);
    const std::int64_t seconds = unix_seconds(now);
    const std::int64_t leeway = expectations_.leeway.count();
    if (const AccessClaims* known = cache_->find(token)) {
        const auto error = check_times(*known, seconds, leeway);
        if (!error) return known;
        if (*error == TokenError::expired) cache_->remove(token);
        return std::unexpected(*error);
    }
    auto claims = verify_anew(token, now, Keys::verifying);
    if (!claims) return std::unexpected(claims.error());
    if (const auto error = check_times(*claims, seconds, leeway)) {
        return std::unexpected(*error);
    }
    return cache_->insert(token, *std::move(claims), expectations_.cached_tokens);
}

std::expected<AccessClaims, TokenError> AccessTokenVerifier::recognise(std::string_view token,
                                                                       Time now) {
    if (token.size() > kLargestToken) {
        return std::unexpected(TokenError::malformed);
    }
    cache_->follow(*keys_);
    auto claims = verify_anew(token, now, Keys::recognising);
    if (!claims) return claims;
    const auto error = check_times(*claims, unix_seconds(now), expectations_.leeway.count());
    if (error && *error != TokenError::expired) return std::unexpected(*error);
    return claims;
}

std::expected<AccessClaims, TokenError> AccessTokenVerifier::verify_anew(std::string_view token,
                                                                         Time now,
                                                                         Keys keys) const {
    const auto parts = split(token);
    const auto header = parts ? base64url_decode(parts->header) : std::nullopt;
    const auto kid = header ? read_header(*header) : std::nullopt;
    const auto signature = kid ? base64url_decode(parts->signature) : std::nullopt;
    if (!signature) {
        return std::unexpected(TokenError::malformed);
    }
    // The algorithm is the key's: every key of the set is for ES256 and the header cannot say else.
    const SigningKey* key = keys == Keys::verifying ? cache_->keys->verifying(*kid, now)
                                                    : cache_->keys->recognising(*kid);
    if (key == nullptr) {
        return std::unexpected(TokenError::unknown_key);
    }
    if (!key->pair->verify(parts->signed_text, *signature)) {
        return std::unexpected(TokenError::bad_signature);
    }
    const auto payload = base64url_decode(parts->payload);
    auto claims = payload ? read_claims(*payload) : std::nullopt;
    if (!claims) {
        return std::unexpected(TokenError::malformed);
    }
    if (claims->issuer != expectations_.issuer || claims->audience != expectations_.audience ||
        claims->expires_at <= claims->issued_at) {
        return std::unexpected(TokenError::wrong_claims);
    }
    return *std::move(claims);
}

}  // namespace gatehouse::crypto
