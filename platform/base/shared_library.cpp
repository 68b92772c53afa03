#include "platform/base/shared_library.hpp"

#include <stdexcept>
#include <utility>

#include <dlfcn.h>

namespace gatehouse {

SharedLibrary::SharedLibrary(const char* file, std::string needed_for)
    : needed_for_(std::move(needed_for)), handle_(::dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) {
        fail();
    }
}

void* SharedLibrary::find(const char* name) const {
    void* const found = ::dlsym(handle_, name);
    if (found == nullptr) {
        fail();
    }
    return found;
}

void SharedLibrary::fail() const {
    const char* const reason = ::dlerror();
    throw std::runtime_error(needed_for_ + ": " + (reason != nullptr ? reason : "unknown error"));
}

}  // namespace gatehouse
