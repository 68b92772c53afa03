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

std::optional<ETag> ETag::parse(std::string_view field) {
    const auto text = trim(field);
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
        return std::nullopt;
    }
    const auto opaque = text.substr(1, text.size() - 2);
    const bool fine = std::ranges::all_of(
        opaque, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
    return fine ? std::optional{of(opaque)} : std::nullopt;
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
