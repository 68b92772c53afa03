#include "apps/gatehouse/scratch_folder.hpp"

#include <stdexcept>
#include <system_error>

#include <stdlib.h>

namespace gatehouse {

ScratchFolder::ScratchFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "gatehouse-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("no temporary directory can be made: " + pattern);
    }
    path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;  // what is left belongs to the system's own cleaning
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace gatehouse
