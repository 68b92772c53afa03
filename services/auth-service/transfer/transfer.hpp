#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "platform/crypto/firebase_hash.hpp"

namespace gatehouse::auth {

/// How accounts are imported.
struct ImportOptions {
    bool dry_run = false;       ///< check and report, write nothing
    bool allow_admins = false;  ///< take lines that make administrators
    /// What the Firebase hashes of the file were made with.
    std::optional<crypto::FirebaseProject> project{};
    /// Asked between batches: whether another process writes to the same file and needs its turn.
    std::function<bool()> shared = [] { return false; };
};

/// What became of the lines of an import.
struct ImportSummary {
    std::int64_t lines = 0;
    std::int64_t created = 0;
    std::int64_t existing = 0;   ///< accounts that are as their line says
    std::int64_t differing = 0;  ///< accounts that were there and are left as they are
    std::int64_t invalid = 0;

    [[nodiscard]] bool complete() const { return differing == 0 && invalid == 0; }
};

}  // namespace gatehouse::auth
