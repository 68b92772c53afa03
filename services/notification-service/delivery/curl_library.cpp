#include "services/notification-service/delivery/curl_library.hpp"

#include <stdexcept>
#include <string>

#include <dlfcn.h>

namespace gatehouse::notification {
namespace {

/// The name of its binary interface, which has been this one since 2006.
constexpr const char* kFile = "libcurl.so.4";

[[noreturn]] void fail() {
    const char* const reason = ::dlerror();
    throw std::runtime_error(std::string("mail needs libcurl: ") +
                             (reason != nullptr ? reason : "unknown error"));
}

template <class Function>
void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr) {
        fail();
    }
}

CurlLibrary load() {
    // Never closed: its threads and those of what it brings may live as long as the program.
    void* const library = ::dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        fail();
    }
    decltype(&::curl_global_init) global_init = nullptr;
    find(library, "curl_global_init", global_init);
    CurlLibrary curl{};
    find(library, "curl_easy_init", curl.easy_init);
    find(library, "curl_easy_cleanup", curl.easy_cleanup);
    find(library, "curl_easy_perform", curl.easy_perform);
    find(library, "curl_easy_reset", curl.easy_reset);
    find(library, "curl_easy_setopt", curl.easy_setopt);
    find(library, "curl_easy_strerror", curl.easy_strerror);
    find(library, "curl_mime_init", curl.mime_init);
    find(library, "curl_mime_free", curl.mime_free);
    find(library, "curl_mime_addpart", curl.mime_addpart);
    find(library, "curl_mime_data", curl.mime_data);
    find(library, "curl_mime_encoder", curl.mime_encoder);
    find(library, "curl_mime_subparts", curl.mime_subparts);
    find(library, "curl_mime_type", curl.mime_type);
    find(library, "curl_slist_append", curl.slist_append);
    find(library, "curl_slist_free_all", curl.slist_free_all);
    if (const CURLcode code = global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
        throw std::runtime_error(std::string("libcurl: ") + curl.easy_strerror(code));
    }
    return curl;
}

}  // namespace

const CurlLibrary& curl_library() {
    static const CurlLibrary library = load();
    return library;
}

}  // namespace gatehouse::notification
