#pragma once

#include <string>
#include <string_view>

namespace gatehouse::user {

/// A name as it is searched for: in Unicode form NFKC and lower case, so that neither case nor the
/// way an accent is encoded matters; cut to what an index entry holds. `name` is UTF-8.
[[nodiscard]] std::string name_key(std::string_view name);

}  // namespace gatehouse::user
