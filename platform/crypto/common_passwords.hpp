#pragma once

#include <string_view>

namespace gatehouse::crypto {

/// Whether a password (case-folded) is one of those that attackers try first although zxcvbn, with
/// the dictionaries of the Debian package, thinks well of it. All others of the frequent passwords
/// it finds itself.
[[nodiscard]] bool is_common_password(std::string_view folded);

}  // namespace gatehouse::crypto
