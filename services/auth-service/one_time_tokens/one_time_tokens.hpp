#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "contracts/email.hpp"
#include "contracts/ids.hpp"
#include "platform/async/task.hpp"
#include "platform/base/id.hpp"
#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/digest.hpp"
#include "platform/http/problems.hpp"
#include "platform/sql/database.hpp"
#include "services/auth-service/one_time_tokens/one_time_token_store.hpp"

namespace gatehouse::auth {

/// What a token that a mail carried is good for, and nothing else (TK-01).
struct TokenPurpose {
    std::string_view name;
    Milliseconds lifetime;
};

inline constexpr TokenPurpose kVerifyEmail{"verify_email", std::chrono::hours{24}};
inline constexpr TokenPurpose kResetPassword{"reset_password", std::chrono::minutes{30}};
inline constexpr TokenPurpose kChangeEmail{"change_email", std::chrono::hours{24}};
inline constexpr TokenPurpose kUndoEmailChange{"undo_email_change", std::chrono::hours{72}};

/// A token as somebody presents it: the one of the link, or the short code with the address that
/// the mail was sent to. Exactly one of the two forms; `malformed` says so.
struct TokenProof {
    std::optional<std::string> token;
    std::optional<Email> email;
    std::optional<std::string> code;
};

/// What the OpenAPI document says of it.
inline constexpr std::string_view kProofInWords =
    "Takes the token of the mailed link, or the address together with the mailed code.";

/// A new token in clear, for the mail only.
struct MintedToken {
    std::string token;  ///< 256 random bits, base64url
    std::string code;   ///< 8 digits
    Time expires_at;
};

/// Makes and takes the tokens that mails carry. Shared between loops.
class OneTimeTokens {
public:
    static constexpr std::int64_t kCodeTries = 5;

    /// `code_key` codes the short codes: eight digits could be guessed from a plain hash.
    OneTimeTokens(OneTimeTokenStore& store, IdSource& ids, RandomSource& random,
                  crypto::Mac code_key)
        : store_(store), ids_(ids), random_(random), code_key_(std::move(code_key)) {}

    /// Makes a token that proves `email` and replaces the account's earlier one of this purpose
    /// (kUndoEmailChange: earlier ones stay, or whoever took an account over could end the owner's
    /// way back by asking for one more change). `browser_hash` as in OneTimeTokenRow.
    Task<MintedToken> mint(sql::Session& session, const TokenPurpose& purpose, UserId user,
                           std::string_view email, std::string_view browser_hash, Time now);

    /// The `browser_hash` of the account's present token of this purpose; empty when there is none.
    Task<std::string> browser_of(sql::Session& session, const TokenPurpose& purpose, UserId user);

    /// Turns a well-formed proof into what `take` needs, counting the try of a wrong code; gives
    /// the hash of the link's token, nothing when the code is wrong or spent. A wrong code takes
    /// the same time whether the address has one or not (EN-04). Not inside a transaction: a try
    /// counts even when what follows fails.
    Task<std::optional<std::string>> hash_of(const TokenPurpose& purpose, const TokenProof& proof,
                                             Time now);
    /// Uses the token up: of parallel calls one gets it. Nothing when it is spent, expired or was
    /// never there.
    Task<std::optional<OneTimeTokenRow>> take(sql::Session& session, const TokenPurpose& purpose,
                                              std::string_view token_hash, Time now);

private:
    [[nodiscard]] std::string code_hash(const TokenPurpose& purpose, UserId user,
                                        std::string_view code) const;
    [[nodiscard]] Uuid decoy_of(const TokenPurpose& purpose, const Email& email) const;
    [[nodiscard]] std::string random_code();

    OneTimeTokenStore& store_;
    IdSource& ids_;
    RandomSource& random_;
    crypto::Mac code_key_;
};

/// Fails with the problem of a form that is neither token nor code with address.
[[nodiscard]] std::optional<Problem> malformed(const TokenProof& proof);

}  // namespace gatehouse::auth
