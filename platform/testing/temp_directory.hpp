#pragma once

#include <filesystem>

namespace gatehouse::testing {

/// A directory of its own below the system's one for temporary files or a given one, removed with
/// its contents at the end.
class TempDirectory {
public:
    TempDirectory();
    explicit TempDirectory(const std::filesystem::path& parent);
    ~TempDirectory();
    TempDirectory(const TempDirectory&) = delete;
    TempDirectory& operator=(const TempDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace gatehouse::testing
