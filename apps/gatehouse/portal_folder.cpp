#include "apps/gatehouse/portal_folder.hpp"

#include <system_error>

namespace gatehouse {

std::optional<std::filesystem::path> portal_folder(const std::optional<std::string>& setting,
                                                   const std::filesystem::path& program) {
    if (setting) {
        return *setting;
    }
    const auto folder = program.parent_path();
    const std::filesystem::path candidates[] = {
        folder / "../../frontend/dist",  // build/release/gatehouse
        folder / "../share/gatehouse/portal",
        "/usr/share/gatehouse/portal",
    };
    for (const auto& candidate : candidates) {
        auto found = candidate.lexically_normal();
        std::error_code error;
        if (std::filesystem::is_regular_file(found / "index.html", error)) {
            return found;
        }
    }
    return {};
}

std::filesystem::path this_program() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error);
}

}  // namespace gatehouse
