#include "services/auth-service/one_time_tokens/one_time_tokens.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

// The purpose is part of what is hashed, so that a row moved to another purpose opens nothing.
std::string token_hash(const TokenPurpose& purpose, std::string_view token) {
    const auto digest = crypto::sha256(fmt::format("{} {}", purpose.name, token));
    return crypto::hex_encode(crypto::bytes_of(digest));
}

/// A code as people type it, in groups perhaps.
std::string digits_of(std::string_view typed) {
    std::string code{typed};
    std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
    return code;
}

}  // namespace

std::string OneTimeTokens::random_code() {
    constexpr std::uint64_t kCodes = 100'000'000;
    // The largest multiple of kCodes: beyond it some codes would be likelier than others.
    constexpr std::uint64_t kLimit = UINT64_MAX - UINT64_MAX % kCodes;
    std::array<std::uint64_t, 1> drawn{};
    do {
        random_.fill(std::as_writable_bytes(std::span{drawn}));
    } while (drawn[0] >= kLimit);
    return fmt::format("{:08}", drawn[0] % kCodes);
}

std::string OneTimeTokens::code_hash(const TokenPurpose& purpose, UserId user,
                                     std::string_view code) const {
    const auto mac = code_key_.sign(fmt::format("{} {} {}", purpose.name, user.text(), code));
    return crypto::hex_encode(crypto::bytes_of(mac));
}

// Always the same one for an address, as parallel tries at one code wait for each other too.
Uuid OneTimeTokens::decoy_of(const TokenPurpose& purpose, const Email& email) const {
    const auto mac = code_key_.sign(fmt::format("decoy {} {}", purpose.name, email.text()));
    return OneTimeTokenStore::decoy(mac.front());
}

Task<MintedToken> OneTimeTokens::mint(sql::Session& session, const TokenPurpose& purpose,
                                      UserId user, std::string_view email,
                                      std::string_view browser_hash, Time now) {
    MintedToken minted{crypto::random_token(random_), random_code(), now + purpose.lifetime};
    const OneTimeTokenRow row{.id = ids_.next(),
                              .user_id = user,
                              .purpose = std::string{purpose.name},
                              .token_hash = token_hash(purpose, minted.token),
                              .code_hash = code_hash(purpose, user, minted.code),
                              .code_attempts = 0,
                              .email = std::string{email},
                              .browser_hash = std::string{browser_hash},
                              .created_at = now,
                              .expires_at = minted.expires_at};
    co_await store_.replace(session, row);
    co_return minted;
}

Task<std::string> OneTimeTokens::browser_of(sql::Session& session, const TokenPurpose& purpose,
                                            UserId user) {
    const auto hash = co_await store_.find_browser(session, user, purpose.name);
    co_return hash.value_or("");
}

Task<std::optional<std::string>> OneTimeTokens::hash_of(const TokenPurpose& purpose,
                                                        const TokenProof& proof, Time now) {
    if (proof.token) co_return token_hash(purpose, *proof.token);
    const auto rows = co_await store_.try_codes(proof.email->text(), purpose.name,
                                                decoy_of(purpose, *proof.email), now);
    const std::string code = digits_of(*proof.code);
    for (const OneTimeTokenRow& row : rows) {
        const bool fits = constant_time_equal(row.code_hash, code_hash(purpose, row.user_id, code));
        if (fits && row.code_attempts <= kCodeTries) {
            co_await store_.give_back(row.id);
            co_return row.token_hash;
        }
    }
    co_return std::nullopt;
}

Task<std::optional<OneTimeTokenRow>> OneTimeTokens::take(sql::Session& session,
                                                         const TokenPurpose& purpose,
                                                         std::string_view hash, Time now) {
    co_return co_await store_.take(session, purpose.name, hash, now);
}

std::optional<Problem> malformed(const TokenProof& proof) {
    const bool by_token = proof.token && !proof.email && !proof.code;
    const bool by_code = !proof.token && proof.email && proof.code;
    if (by_token || by_code) return std::nullopt;
    Problem problem{http::problems::kValidationFailed,
                    "Give either the token of the link, or the code and the e-mail address."};
    problem.errors.push_back({"/token", "required", "or `email` and `code`"});
    return problem;
}

}  // namespace gatehouse::auth
