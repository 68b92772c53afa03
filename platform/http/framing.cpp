#include "platform/http/framing.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace {

std::optional<Problem> read_length(std::string_view value, Head& head) {
    constexpr std::size_t kMaxDigits = 18;
    const bool digits =
        !value.empty() && value.size() <= kMaxDigits && std::ranges::all_of(value, is_digit);
    if (!digits) {
        return Problem{problems::kMalformedRequest, "Content-Length is not a length"};
    }
    std::from_chars(value.data(), value.data() + value.size(), head.content_length);
    return std::nullopt;
}

void read_connection(std::string_view value, Head& head) {
    while (!value.empty()) {
        const auto token = take_element(value);
        if (equal_ignoring_case(token, "close")) {
            head.keep_alive = false;
            return;
        }
        if (equal_ignoring_case(token, "keep-alive")) {
            head.keep_alive = true;
        }
    }
}

/// True for what can be `host:port` (RFC 3986 section 3.2.2, without percent-encoding).
bool is_host(std::string_view value) noexcept {
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return is_alphanumeric(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':' ||
               c == '[' || c == ']';
    });
}

/// True for visible ASCII but the fragment's mark: whatever else may be wrong with a target is no
/// question of where it ends.
bool is_target(std::string_view target) noexcept {
    return std::ranges::all_of(target, [](char c) { return is_visible(c) && c != '#'; });
}

std::optional<Problem> read_fields(const Request& request, Head& head) {
    std::size_t lengths = 0;
    std::size_t encodings = 0;
    std::size_t hosts = 0;
    std::size_t connections = 0;
    for (const auto& [name, value] : request.headers) {
        if (name == "content-length") {
            ++lengths;
            if (auto problem = read_length(value, head)) {
                return problem;
            }
        } else if (name == "transfer-encoding") {
            ++encodings;
            head.chunked = equal_ignoring_case(value, "chunked");
            if (!head.chunked) {
                return Problem{problems::kMalformedRequest, "Transfer-Encoding must be chunked"};
            }
        } else if (name == "host") {
            ++hosts;
            if (!is_host(value)) {
                return Problem{problems::kMalformedRequest, "Host is not a host"};
            }
        } else if (name == "connection") {
            if (++connections > 1) {
                return Problem{problems::kMalformedRequest, "Connection is repeated"};
            }
            read_connection(value, head);
        } else if (name == "expect") {
            if (!equal_ignoring_case(value, "100-continue")) {
                return Problem{problems::kExpectationFailed};
            }
            head.expects_continue = !head.http_1_0;
        }
    }
    if (lengths + encodings > 1 || (encodings == 1 && head.http_1_0)) {
        return Problem{problems::kMalformedRequest, "the body's length is not clear"};
    }
    if (hosts > 1 || (hosts == 0 && !head.http_1_0)) {
        return Problem{problems::kMalformedRequest, "there must be exactly one Host"};
    }
    return std::nullopt;
}

/// Reduces `http://host/path` to `/path`. Its host must be what Host says, since only one of the
/// two can be meant.
std::optional<Problem> reduce_absolute_form(const Request& request, Head& head) {
    std::string_view rest = head.target;
    if (rest.starts_with('/') || rest == "*" || !head.known_method) {
        return std::nullopt;
    }
    const auto scheme = rest.find("://");
    if (scheme == rest.npos || (!equal_ignoring_case(rest.substr(0, scheme), "http") &&
                                !equal_ignoring_case(rest.substr(0, scheme), "https"))) {
        return Problem{problems::kMalformedRequest, "the target has no path"};
    }
    rest.remove_prefix(scheme + 3);
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto authority = rest.substr(0, slash);
    const auto host = request.header("host");
    if (!host || authority.empty() || !equal_ignoring_case(authority, *host)) {
        return Problem{problems::kMalformedRequest, "the target's host is not what Host says"};
    }
    head.target = rest.substr(slash);
    if (head.target.empty()) {
        head.target = "/";
    }
    return std::nullopt;
}

}  // namespace

std::optional<Problem> read_framing(const Request& request, Head& head) {
    if (!is_target(head.target)) {
        return Problem{problems::kMalformedRequest,
                       "the target holds a byte that must be percent-encoded"};
    }
    if (auto problem = read_fields(request, head)) {
        return problem;
    }
    return reduce_absolute_form(request, head);
}

}  // namespace gatehouse::http
