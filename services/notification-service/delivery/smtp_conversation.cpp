#include "services/notification-service/delivery/smtp_conversation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

namespace gatehouse::notification {
namespace {

constexpr std::size_t kCodeSize = 3;

std::optional<SmtpStep> step_of(std::string_view command) {
    struct Known {
        std::string_view begin;
        SmtpStep step;
    };
    constexpr std::array kKnown{
        Known{"EHLO", SmtpStep::hello},       Known{"HELO", SmtpStep::hello},
        Known{"STARTTLS", SmtpStep::tls},     Known{"AUTH", SmtpStep::sign_in},
        Known{"MAIL FROM", SmtpStep::sender}, Known{"RCPT TO", SmtpStep::recipient},
        Known{"DATA", SmtpStep::data},
    };
    const auto known = std::ranges::find_if(
        kKnown, [&](const Known& entry) { return command.starts_with(entry.begin); });
    return known == kKnown.end() ? std::nullopt : std::optional(known->step);
}

/// `5.1.1` of ` 5.1.1 <somebody@example.com>: no such person`.
std::string_view enhanced_code(std::string_view text) {
    const auto end = std::min(text.find(' ', 1), text.size());
    const std::string_view word = text.substr(1, end - 1);
    const bool digits_and_dots =
        std::ranges::all_of(word, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    constexpr std::size_t kLongest = 11;
    return digits_and_dots && word.size() <= kLongest && std::ranges::count(word, '.') == 2
               ? word
               : std::string_view{};
}

/// The server wants other credentials or TLS first (RFC 4954 section 6): nothing is wrong with the
/// mail.
bool about_authentication(int reply) {
    return reply == 530 || reply == 534 || reply == 535 || reply == 538;
}

}  // namespace

void SmtpConversation::sent_command(std::string_view line) {
    // What is said in parting is about no mail.
    over_ = over_ || line.starts_with("QUIT");
    if (over_) {
        return;
    }
    // A line that is no command is part of an authentication.
    step_ = step_of(line).value_or(step_);
    reply_ = 0;
    enhanced_code_.clear();
}

void SmtpConversation::sent_content() {
    step_ = SmtpStep::content;
}

void SmtpConversation::received_reply(std::string_view line) {
    int code = 0;
    const auto [end, error] =
        std::from_chars(line.data(), line.data() + std::min(line.size(), kCodeSize), code);
    if (over_ || error != std::errc{} || end != line.data() + kCodeSize) {
        return;
    }
    reply_ = code;
    while (line.ends_with('\n') || line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    enhanced_code_ = line.size() > kCodeSize ? enhanced_code(line.substr(kCodeSize)) : "";
}

Handover SmtpConversation::failure(std::string_view what) const {
    const bool about_this_mail = step_ >= SmtpStep::sender && !about_authentication(reply_);
    const bool permanent = about_this_mail && reply_ >= 500 && reply_ < 600;
    std::string reason =
        fmt::format("{}: {}", boost::describe::enum_to_string(step_, "unknown"), what);
    if (reply_ >= 400) {
        reason += fmt::format(" (reply {}{}{})", reply_, enhanced_code_.empty() ? "" : " ",
                              enhanced_code_);
    }
    return {permanent ? Handover::Outcome::refused : Handover::Outcome::postponed,
            std::move(reason)};
}

}  // namespace gatehouse::notification
