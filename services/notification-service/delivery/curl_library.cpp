#include "services/notification-service/delivery/curl_library.hpp"

#include <stdexcept>
#include <string>

#include "platform/base/shared_library.hpp"

namespace gatehouse::notification {
namespace {

CurlLibrary load() {
    // Named after its binary interface, which is the same since 2006.
    const SharedLibrary library("libcurl.so.4", "mail needs libcurl");
    CurlLibrary curl{};
    curl.easy_init = library.function<decltype(::curl_easy_init)>("curl_easy_init");
    curl.easy_cleanup = library.function<decltype(::curl_easy_cleanup)>("curl_easy_cleanup");
    curl.easy_perform = library.function<decltype(::curl_easy_perform)>("curl_easy_perform");
    curl.easy_reset = library.function<decltype(::curl_easy_reset)>("curl_easy_reset");
    curl.easy_setopt = library.function<decltype(::curl_easy_setopt)>("curl_easy_setopt");
    curl.easy_strerror = library.function<decltype(::curl_easy_strerror)>("curl_easy_strerror");
    curl.mime_init = library.function<decltype(::curl_mime_init)>("curl_mime_init");
    curl.mime_free = library.function<decltype(::curl_mime_free)>("curl_mime_free");
    curl.mime_addpart = library.function<decltype(::curl_mime_addpart)>("curl_mime_addpart");
    curl.mime_data = library.function<decltype(::curl_mime_data)>("curl_mime_data");
    curl.mime_encoder = library.function<decltype(::curl_mime_encoder)>("curl_mime_encoder");
    curl.mime_subparts = library.function<decltype(::curl_mime_subparts)>("curl_mime_subparts");
    curl.mime_type = library.function<decltype(::curl_mime_type)>("curl_mime_type");
    curl.slist_append = library.function<decltype(::curl_slist_append)>("curl_slist_append");
    curl.slist_free_all = library.function<decltype(::curl_slist_free_all)>("curl_slist_free_all");
    auto* const global_init = library.function<decltype(::curl_global_init)>("curl_global_init");
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
