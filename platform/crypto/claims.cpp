#include "platform/crypto/claims.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace gatehouse::crypto {
namespace {

constexpr std::size_t kLargestNumber = 15;  // digits: below 2^53, exact for every JSON reader
constexpr std::size_t kMostRoles = 32;

/// Printable ASCII that stands for itself inside a JSON string.
constexpr bool plain(char character) {
    return character >= ' ' && character <= '~' && character != '"' && character != '\\';
}

/// Reads the few forms of JSON that tokens consist of, from the front.
class Reader {
public:
    explicit Reader(std::string_view json) : rest_(json) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    bool take(char expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<std::string_view> string() {
        if (!take('"')) return std::nullopt;
        const auto end = std::ranges::find_if_not(rest_, plain);
        const auto size = static_cast<std::size_t>(end - rest_.begin());
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return take('"') ? std::optional(value) : std::nullopt;
    }

    std::optional<std::int64_t> number() {
        const auto end =
            std::ranges::find_if_not(rest_, [](char c) { return c >= '0' && c <= '9'; });
        const auto size = static_cast<std::size_t>(end - rest_.begin());
        if (size == 0 || size > kLargestNumber || (size > 1 && rest_.front() == '0')) {
            return std::nullopt;
        }
        std::int64_t value = 0;
        std::from_chars(rest_.data(), rest_.data() + size, value);
        rest_.remove_prefix(size);
        return value;
    }

    std::optional<std::vector<std::string>> strings() {
        std::vector<std::string> values;
        if (!take('[')) return std::nullopt;
        if (take(']')) return values;
        do {
            const auto value = string();
            if (!value || values.size() == kMostRoles) return std::nullopt;
            values.emplace_back(*value);
        } while (take(','));
        return take(']') ? std::optional(std::move(values)) : std::nullopt;
    }

private:
    std::string_view rest_;
};

/// Reads one object whose members are `names`, each exactly once; `value(index)` reads the value of
/// the member at that place in `names`.
template <std::size_t N, class Value>
bool read_object(Reader& reader, const std::array<std::string_view, N>& names, Value value) {
    std::array<bool, N> seen{};
    if (!reader.take('{')) return false;
    for (std::size_t members = 0; members < N; ++members) {
        if (members > 0 && !reader.take(',')) return false;
        const auto name = reader.string();
        if (!name || !reader.take(':')) return false;
        const auto found = std::ranges::find(names, *name);
        if (found == names.end()) return false;
        const auto index = static_cast<std::size_t>(found - names.begin());
        if (std::exchange(seen[index], true) || !value(index)) return false;
    }
    return reader.take('}') && reader.at_end();
}

template <class T, class U>
bool assign(T& member, std::optional<U> value) {
    if (!value) return false;
    member = *std::move(value);
    return true;
}

bool assign_uuid(Uuid& member, std::optional<std::string_view> text) {
    const auto value = text ? Uuid::parse(*text) : std::nullopt;
    // Upper-case digits would be a second text of the same token.
    if (!value || value->text() != *text) return false;
    member = *value;
    return true;
}

void append_string(std::string& json, std::string_view name, std::string_view value) {
    if (!std::ranges::all_of(value, plain)) {
        throw std::invalid_argument("claim " + std::string(name) + " is not plain text");
    }
    json.append(json.empty() ? "{\"" : ",\"").append(name).append("\":\"");
    json.append(value).push_back('"');
}

void append_number(std::string& json, std::string_view name, std::int64_t value) {
    if (value < 0 || std::to_string(value).size() > kLargestNumber) {
        throw std::invalid_argument("claim " + std::string(name) + " is out of range");
    }
    json.append(",\"").append(name).append("\":").append(std::to_string(value));
}

}  // namespace

std::string write_claims(const AccessClaims& claims) {
    std::string json;
    json.reserve(512);
    append_string(json, "iss", claims.issuer);
    append_string(json, "sub", claims.subject.text());
    append_string(json, "aud", claims.audience);
    append_number(json, "exp", claims.expires_at);
    append_number(json, "iat", claims.issued_at);
    append_number(json, "nbf", claims.not_before);
    append_string(json, "jti", claims.token_id.text());
    append_string(json, "sid", claims.session.text());
    append_string(json, "scope", claims.scope);
    if (claims.roles.size() > kMostRoles) {
        throw std::invalid_argument("claim roles has too many members");
    }
    json.append(",\"roles\":[");
    for (const std::string& role : claims.roles) {
        if (role.empty() || role.contains(' ') || !std::ranges::all_of(role, plain)) {
            throw std::invalid_argument("a role is not a plain name");
        }
        json.append(json.back() == '[' ? "\"" : ",\"").append(role).push_back('"');
    }
    json.push_back(']');
    append_number(json, "ver", claims.version);
    json.push_back('}');
    return json;
}

std::optional<AccessClaims> read_claims(std::string_view json) {
    static constexpr std::array<std::string_view, 11> kNames = {
        "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "sid", "scope", "roles", "ver"};
    Reader reader(json);
    AccessClaims claims;
    const bool complete = read_object(reader, kNames, [&](std::size_t index) {
        switch (index) {
            case 0:
                return assign(claims.issuer, reader.string());
            case 1:
                return assign_uuid(claims.subject, reader.string());
            case 2:
                return assign(claims.audience, reader.string());
            case 3:
                return assign(claims.expires_at, reader.number());
            case 4:
                return assign(claims.issued_at, reader.number());
            case 5:
                return assign(claims.not_before, reader.number());
            case 6:
                return assign_uuid(claims.token_id, reader.string());
            case 7:
                return assign_uuid(claims.session, reader.string());
            case 8:
                return assign(claims.scope, reader.string());
            case 9:
                return assign(claims.roles, reader.strings());
            default:
                return assign(claims.version, reader.number());
        }
    });
    return complete ? std::optional(std::move(claims)) : std::nullopt;
}

std::optional<std::string_view> read_header(std::string_view json) {
    static constexpr std::array<std::string_view, 3> kNames = {"alg", "typ", "kid"};
    Reader reader(json);
    std::string_view kid;
    const bool complete = read_object(reader, kNames, [&](std::size_t index) {
        const auto value = reader.string();
        if (!value) return false;
        switch (index) {
            case 0:
                return *value == "ES256";
            case 1:
                return *value == "at+jwt";
            default:
                kid = *value;
                return !kid.empty();
        }
    });
    return complete ? std::optional(kid) : std::nullopt;
}

}  // namespace gatehouse::crypto
