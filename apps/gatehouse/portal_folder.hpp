#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace gatehouse {

/// The folder of the built portal: the one that is set, else `frontend/dist` of the repository that
/// holds the program, else `share/gatehouse/portal` beside the program's `bin`, else the one below
/// /usr/share. Nothing when none of them holds an index.html. The working directory does not
/// matter.
[[nodiscard]] std::optional<std::filesystem::path> portal_folder(
    const std::optional<std::string>& setting, const std::filesystem::path& program);

/// The file of this program.
[[nodiscard]] std::filesystem::path this_program();

}  // namespace gatehouse
