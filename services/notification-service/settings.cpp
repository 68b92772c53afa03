#include "services/notification-service/settings.hpp"

#include <algorithm>

#include "services/notification-service/delivery/mail_headers.hpp"

namespace gatehouse::notification {

bool is_mailbox(std::string_view text) {
    const bool one_line =
        std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    const bool bare = text.find_first_of("<>") == std::string_view::npos;
    const std::string_view address = address_of(text);
    const auto at = address.find('@');
    // In the form with a name the address is all between the only two angle brackets, at the end.
    const bool framed = std::ranges::count(text, '<') == 1 && std::ranges::count(text, '>') == 1 &&
                        text.ends_with('>');
    return one_line && (bare || framed) && at != std::string_view::npos && at > 0 &&
           at + 1 < address.size() && std::ranges::count(address, '@') == 1 &&
           address.find_first_of(" \t\",;:()[]\\") == std::string_view::npos;
}

}  // namespace gatehouse::notification
