#include "platform/http/context.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/base/utf8.hpp"
#include "platform/http/problems.hpp"

namespace gatehouse::http {

std::optional<std::string_view> Request::header(std::string_view name) const {
    for (const auto& [field, value] : headers) {
        if (field == name) {
            return value;
        }
    }
    return std::nullopt;
}

std::size_t Request::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(headers, [name](const auto& field) { return field.first == name; }));
}

bool Caller::has_role(std::string_view role) const {
    return std::ranges::find(roles, role) != roles.end();
}

std::string_view Context::user_agent() const {
    const auto text = utf8::cut(request_.header("user-agent").value_or(std::string_view{}), 512);
    return utf8::valid(text) ? text : std::string_view{};
}

std::optional<std::string_view> Context::cookie(std::string_view name) const {
    std::optional<std::string_view> found;
    auto rest = request_.header("cookie").value_or(std::string_view{});
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(" \t"), pair.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        auto value = pair.substr(equals + 1);
        value.remove_suffix(value.size() -
                            std::min(value.find_last_not_of(" \t") + 1, value.size()));
        found = value;
    }
    return found;
}

std::expected<IfMatch, Problem> Context::require_if_match() const {
    const auto field = request_.header("if-match");
    if (!field) {
        return std::unexpected(Problem{problems::kPreconditionRequired});
    }
    return IfMatch{*field};
}

void Context::add_header(std::string_view name, std::string value) {
    using namespace std::string_view_literals;
    constexpr auto kForbidden = "\r\n\0"sv;
    if (name.find_first_of(kForbidden) != name.npos ||
        value.find_first_of(kForbidden) != value.npos) {
        throw std::invalid_argument("a header field may not hold CR, LF or NUL");
    }
    added_headers_.emplace_back(name, std::move(value));
}

}  // namespace gatehouse::http
