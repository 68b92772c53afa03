#pragma once

#include <string_view>

namespace gatehouse {

/// A file compiled into the program by embed_files(); it lives as long as the program. Its name is
/// its path below the folder that embeds it, such as "migrations/0001_users.sql".
struct EmbeddedFile {
    std::string_view name;
    std::string_view text;
};

}  // namespace gatehouse
