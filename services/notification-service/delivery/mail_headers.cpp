#include "services/notification-service/delivery/mail_headers.hpp"

#include <algorithm>
#include <ctime>

#include <openssl/evp.h>

namespace gatehouse::notification {
namespace {

/// 45 bytes give 60 characters: with the frame 72, below the limit of 75 for an encoded-word.
constexpr std::size_t kChunk = 45;
/// Longer lines are folded, which plain texts cannot be everywhere.
constexpr std::size_t kLongestPlain = 200;

bool is_plain(std::string_view text) {
    return text.size() <= kLongestPlain && !text.contains("=?") &&
           std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

std::string base64(std::string_view bytes) {
    std::string encoded(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

std::string encoded_words(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        std::size_t size = std::min(kChunk, text.size());
        // An encoded-word holds whole characters (RFC 2047 section 5).
        while (size < text.size() && size > 1 &&
               (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
            --size;
        }
        result += (result.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        result += base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return result;
}

}  // namespace

std::string_view address_of(std::string_view mailbox) {
    const auto begin = mailbox.rfind('<');
    if (begin == std::string_view::npos) {
        return mailbox;
    }
    const auto end = mailbox.find('>', begin);
    return mailbox.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
}

std::string domain_of(std::string_view mailbox) {
    const std::string_view address = address_of(mailbox);
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? "localhost" : std::string(address.substr(at + 1));
}

std::string encode_header(std::string_view text) {
    return is_plain(text) ? std::string(text) : encoded_words(text);
}

std::string sender_header(std::string_view mailbox) {
    const auto angle = mailbox.rfind('<');
    if (angle == std::string_view::npos) {
        return std::string(mailbox);
    }
    std::string_view name = mailbox.substr(0, angle);
    while (name.ends_with(' ')) {
        name.remove_suffix(1);
    }
    if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) {
        name = name.substr(1, name.size() - 2);
    }
    std::string address = "<" + std::string(address_of(mailbox)) + ">";
    if (name.empty()) {
        return address;
    }
    // A comma would end the mailbox, and a parenthesis begin a comment (RFC 5322 section 3.2.3).
    const bool special = name.find_first_of("()<>[]:;@\\,.\"") != std::string_view::npos;
    return (special ? encoded_words(name) : encode_header(name)) + " " + address;
}

std::string date_header(Time time) {
    const auto seconds = static_cast<std::time_t>(unix_seconds(time));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return {text, size};
}

}  // namespace gatehouse::notification
