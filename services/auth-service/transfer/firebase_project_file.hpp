#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "platform/crypto/firebase_hash.hpp"
#include "platform/crypto/seal.hpp"

namespace gatehouse::auth {

/// Reads the password hash parameters of a Firebase project, as its console shows them, from a JSON
/// object; gives a sentence for the operator when that cannot be done.
[[nodiscard]] std::expected<crypto::FirebaseProject, std::string> read_firebase_project(
    std::string_view text, const crypto::Seal& seal);

}  // namespace gatehouse::auth
