#include "platform/testing/temp_directory.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <stdlib.h>

namespace gatehouse::testing {

TempDirectory::TempDirectory() : TempDirectory(std::filesystem::temp_directory_path()) {
}

TempDirectory::TempDirectory(const std::filesystem::path& parent) {
    auto pattern = (parent / "gatehouse-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), pattern);
    }
    path_ = pattern;
}

TempDirectory::~TempDirectory() {
    std::error_code ignored;  // what is left belongs to the system's own cleaning
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace gatehouse::testing
