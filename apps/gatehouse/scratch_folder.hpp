#pragma once

#include <filesystem>

namespace gatehouse {

/// A folder for the length of a command that needs services or keys but no data; removed with what
/// is in it.
class ScratchFolder {
public:
    /// Throws std::runtime_error when none can be made.
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace gatehouse
