#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// The lower-case ASCII form of a host name in the public name space (IDNA2008 with the
/// non-transitional mapping of UTS #46): at least two labels, none empty, letters, digits and inner
/// hyphens only, at most 253 bytes. Nothing for other texts, among them every spelling of an IP
/// address (a last label that is a number, as the URL Standard of the WHATWG tells them).
[[nodiscard]] std::optional<std::string> canonical_domain(std::string_view text);

}  // namespace gatehouse
