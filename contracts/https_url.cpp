#include "contracts/https_url.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include "contracts/domain.hpp"

namespace gatehouse {
namespace {

std::unexpected<FieldError> refused(std::string_view detail) {
    return std::unexpected(FieldError{"", "invalid_url", std::string{detail}});
}

bool is_port(std::string_view digits) {
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    return error == std::errc{} && stop == end && port > 0;
}

}  // namespace

std::expected<HttpsUrl, FieldError> HttpsUrl::parse(std::string_view text) {
    if (text.size() > kMaxSize) return refused("is too long");
    const auto parsed = boost::urls::parse_uri(boost::core::string_view{text.data(), text.size()});
    if (!parsed) return refused("must be a URL");
    if (parsed->scheme_id() != boost::urls::scheme::https || !parsed->has_authority()) {
        return refused("must begin with https://");
    }
    if (parsed->has_userinfo()) return refused("must not hold a user name or password");
    // The encoded host: an escaped letter is nothing that a host name needs.
    const auto host = parsed->encoded_host();
    const auto name = canonical_domain(std::string_view{host.data(), host.size()});
    if (parsed->host_type() != boost::urls::host_type::name || !name) {
        return refused("must name a public host, not an address");
    }
    if (parsed->has_port() && !is_port({parsed->port().data(), parsed->port().size()})) {
        return refused("has a bad port");
    }
    boost::urls::url url{*parsed};
    url.normalize_scheme();
    url.set_encoded_host(*name);
    return HttpsUrl{std::string{url.buffer().data(), url.buffer().size()}};
}

}  // namespace gatehouse
