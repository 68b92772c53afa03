#pragma once

#include <curl/curl.h>

namespace gatehouse::notification {

/// The functions of libcurl, which is loaded when they are first asked for: what it brings (TLS,
/// LDAP, SSH) takes memory that a process without a mail server never needs. Immutable, shared
/// between threads.
struct CurlLibrary {
    decltype(&::curl_easy_init) easy_init;
    decltype(&::curl_easy_cleanup) easy_cleanup;
    decltype(&::curl_easy_perform) easy_perform;
    decltype(&::curl_easy_reset) easy_reset;
    decltype(&::curl_easy_setopt) easy_setopt;
    decltype(&::curl_easy_strerror) easy_strerror;
    decltype(&::curl_mime_init) mime_init;
    decltype(&::curl_mime_free) mime_free;
    decltype(&::curl_mime_addpart) mime_addpart;
    decltype(&::curl_mime_data) mime_data;
    decltype(&::curl_mime_encoder) mime_encoder;
    decltype(&::curl_mime_subparts) mime_subparts;
    decltype(&::curl_mime_type) mime_type;
    decltype(&::curl_slist_append) slist_append;
    decltype(&::curl_slist_free_all) slist_free_all;
};

/// Throws std::runtime_error when the library is not installed.
[[nodiscard]] const CurlLibrary& curl_library();

}  // namespace gatehouse::notification
