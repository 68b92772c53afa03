#include "platform/http/etag.hpp"

#include <algorithm>

#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace {

std::string_view without_weakness(std::string_view tag) noexcept {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

ETag ETag::of(std::string_view opaque) {
    ETag tag;
    tag.text.reserve(opaque.size() + 2);
    tag.text.append("\"").append(opaque).append("\"");
    return tag;
}

bool IfMatch::names(const ETag& tag) const noexcept {
    auto rest = trim(field_);
    if (rest == "*") {
        return true;
    }
    // Entity tags may hold commas, so the list is walked by its quotes.
    while (!rest.empty()) {
        const bool weak = rest.starts_with("W/");
        rest.remove_prefix(weak ? 2 : 0);
        const auto close = rest.starts_with('"') ? rest.find('"', 1) : rest.npos;
        if (close == rest.npos) {
            return false;
        }
        if (!weak && rest.substr(0, close + 1) == tag.text) {
            return true;
        }
        rest = trim(rest.substr(close + 1));
        if (!rest.empty() && rest.front() != ',') {
            return false;
        }
        rest.remove_prefix(std::min(rest.find_first_not_of(", \t"), rest.size()));
    }
    return false;
}

bool none_match_hits(std::string_view if_none_match, std::string_view etag) noexcept {
    if (trim(if_none_match) == "*") {
        return true;
    }
    const auto wanted = without_weakness(etag);
    // Entity tags may hold commas, so the list is walked by its quotes.
    while (true) {
        const auto open = if_none_match.find('"');
        if (open == std::string_view::npos) {
            return false;
        }
        const auto close = if_none_match.find('"', open + 1);
        if (close == std::string_view::npos) {
            return false;
        }
        if (if_none_match.substr(open, close - open + 1) == wanted) {
            return true;
        }
        if_none_match.remove_prefix(close + 1);
    }
}

}  // namespace gatehouse::http
