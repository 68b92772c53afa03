#include "services/notification-service/intake/rendering.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>
#include <stdexcept>
#include <vector>

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include "platform/base/utf8.hpp"
#include "services/notification-service/templates.hpp"

namespace gatehouse::notification {
namespace {

using contracts::MailContent;
using contracts::MailKind;
using Mustache = kainjow::mustache::mustache;

/// Of a user agent, in bytes; the rest says nothing to anybody.
constexpr std::size_t kLongestDevice = 160;

constexpr std::string_view kLanguages[] = {"en", "de"};

std::string_view template_text(std::string_view language, std::string_view kind,
                               std::string_view part) {
    const std::string name = fmt::format("{}/{}.{}", language, kind, part);
    for (const auto& file : kTemplates) {
        if (file.name.ends_with(name)) {
            return file.text;
        }
    }
    throw std::logic_error("there is no mail template " + name);
}

/// The page of the portal that consumes the token of such a mail; it posts it, a GET changes
/// nothing.
std::string_view page_of(MailKind kind) {
    switch (kind) {
        case MailKind::verify_email:
            return "/verify";
        case MailKind::reset_password:
            return "/reset";
        case MailKind::confirm_new_email:
            return "/confirm-email";
        case MailKind::email_change_notice:
            return "/undo-email-change";
        case MailKind::account_exists:
            return "/sign-in";
        case MailKind::password_changed:
            return "/forgot";
        case MailKind::new_sign_in:
            return "/sessions";
        case MailKind::account_deleted:
            return "";
    }
    throw std::logic_error("a kind of mail without a page");
}

/// The token stands behind `#`, which browsers send to no server and put into no Referer (SE-07,
/// RS-03).
std::string link_of(const std::string& base_url, MailKind kind, const MailContent& content) {
    std::string link = base_url + std::string(page_of(kind));
    if (content.token) {
        link += "#token=" + *content.token;
    }
    return link;
}

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/// A text of somebody who may not be the reader, such that no mail program makes a link of it:
/// anybody can sign up with another's address and call themselves `https://example.net`, or sign in
/// with that for a user agent. Looks the same: the dots become U+2024.
std::string unlinked(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool before_word =
            i + 2 < text.size() && is_word(text[i + 1]) && is_word(text[i + 2]);
        if (text[i] == '.' && before_word) {
            result += "\u2024";
        } else if (text.substr(i).starts_with("://")) {
            result += ": ";
            i += 2;
        } else if (text[i] == '@') {
            result += " at ";
        } else {
            result += text[i];
        }
    }
    return result;
}

kainjow::mustache::data values_of(const std::string& base_url, MailKind kind,
                                  const MailContent& content) {
    kainjow::mustache::data values;
    values.set("name", unlinked(content.name));
    values.set("email", content.to);
    values.set("link", link_of(base_url, kind, content));
    values.set("site", base_url);
    values.set("when", to_rfc3339(content.occurred_at).substr(0, 16).replace(10, 1, " ") + " UTC");
    const auto set_if = [&](const char* key, const std::optional<std::string>& value) {
        if (value) {
            values.set(key, *value);
        }
    };
    set_if("code", content.code);
    set_if("new_email", content.new_email);
    set_if("ip", content.ip);
    if (content.user_agent) {
        values.set("device", unlinked(utf8::cut(*content.user_agent, kLongestDevice)));
    }
    return values;
}

std::string fill(std::string_view text, kainjow::mustache::data& values, bool html) {
    Mustache page{std::string(text)};
    if (!page.is_valid()) {
        throw std::logic_error("mail template: " + page.error_message());
    }
    if (!html) {
        page.set_custom_escape([](const std::string& value) { return value; });
    }
    return page.render(values);
}

/// A header is one line, whatever a person calls themselves.
std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    while (text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The language of ours that the first part of a tag names (`de` for `de-AT`, in any case).
std::string_view known_language(std::string_view tag) {
    const std::string_view primary = tag.substr(0, tag.find('-'));
    for (const std::string_view language : kLanguages) {
        if (std::ranges::equal(primary, language, [](char a, char b) { return (a | 0x20) == b; })) {
            return language;
        }
    }
    return {};
}

/// The weight of one element of Accept-Language: 1 when none is given, 0 when it is malformed.
double weight_of(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) {
        return trimmed(parameters).empty() ? 1 : 0;
    }
    double weight = 0;
    const std::string_view digits = trimmed(parameters.substr(at + 2));
    std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    return weight >= 0 && weight <= 1 ? weight : 0;
}

}  // namespace

std::string_view choose_language(std::string_view preferred, std::string_view accepted) {
    if (const auto language = known_language(preferred); !language.empty()) {
        return language;
    }
    const auto asked = asked_language(accepted);
    return asked.empty() ? kLanguages[0] : asked;
}

std::string_view asked_language(std::string_view accepted) {
    std::string_view best;
    double best_weight = 0;
    for (const auto part : accepted | std::views::split(',')) {
        const std::string_view element = trimmed(std::string_view(part));
        const auto end = std::min(element.find(';'), element.size());
        const auto language = known_language(trimmed(element.substr(0, end)));
        const double weight = weight_of(element.substr(std::min(end + 1, element.size())));
        if (!language.empty() && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}

RenderedMail Rendering::render(MailKind kind, const MailContent& content,
                               std::string_view preferred, std::string_view accepted) const {
    const std::string_view language = choose_language(preferred, accepted);
    const std::string_view name = boost::describe::enum_to_string(kind, "");
    auto values = values_of(base_url_, kind, content);
    auto body = fill(template_text(language, name, "html"), values, true);
    kainjow::mustache::data page = values;
    page.set("body", body);
    return {.to = content.to,
            .subject = one_line(fill(template_text(language, name, "subject"), values, false)),
            .text = fill(template_text(language, name, "txt"), values, false),
            .html = fill(template_text(language, "frame", "html"), page, true)};
}

}  // namespace gatehouse::notification
