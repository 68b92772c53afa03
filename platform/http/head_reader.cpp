#include "platform/http/head_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <string>

#include <boost/beast/http/basic_parser.hpp>

#include "platform/http/framing.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace beast = boost::beast;
namespace {

std::unexpected<Problem> malformed(std::string detail) {
    return std::unexpected(Problem{problems::kMalformedRequest, std::move(detail)});
}

/// Beast's parser with our own storage: it checks the grammar and hands out views.
class Parser final : public beast::http::basic_parser<true> {
public:
    explicit Parser(Request& request) : request_(request) {
        header_limit((std::numeric_limits<std::uint32_t>::max)());
        body_limit(boost::none);
        skip(true);  // bodies are framed by the connection
    }

    std::string_view target;
    bool known_method = true;
    int version = 11;

private:
    using Text = beast::string_view;
    using Error = beast::error_code;

    void on_request_impl(beast::http::verb, Text method, Text raw_target, int http_version,
                         Error& error) override {
        error = {};
        const auto verb = parse_verb({method.data(), method.size()});
        known_method = verb.has_value();
        request_.verb = verb.value_or(Verb::get);
        target = {raw_target.data(), raw_target.size()};
        version = http_version;
    }
    void on_field_impl(beast::http::field, Text name, Text value, Error& error) override {
        error = {};
        request_.headers.emplace_back(std::string_view{name.data(), name.size()},
                                      std::string_view{value.data(), value.size()});
    }
    void on_response_impl(int, Text, int, Error&) override {}
    void on_header_impl(Error& error) override { error = {}; }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, Error& error) override {
        error = {};
    }
    std::size_t on_body_impl(Text, Error&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Error&) override { return 0; }
    void on_finish_impl(Error& error) override { error = {}; }

    Request& request_;
};

/// Without a way out of the loop, so that the compiler makes it look at many characters at once.
bool holds_control(std::string_view line) {
    bool found = false;
    for (const char character : line) {
        const auto value = static_cast<unsigned char>(character);
        found |= (value < 0x20 && value != '\t') || value == 0x7f;
    }
    return found;
}

/// Checks what Beast forgives (obs-fold) or reports late, line by line, and puts field names into
/// lower case.
std::optional<Problem> check_lines(std::span<char> head, const HeadLimits& limits) {
    const auto refuse = [](std::string detail) {
        return Problem{problems::kMalformedRequest, std::move(detail)};
    };
    char* line = head.data();
    char* const end = head.data() + head.size();
    for (std::size_t number = 0; line != end; ++number) {
        auto* const feed =
            static_cast<char*>(std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
        if (feed == nullptr || feed == line || feed[-1] != '\r') {
            return refuse("a line does not end with CRLF");
        }
        char* const stop = feed - 1;
        const auto size = static_cast<std::size_t>(stop - line);
        if (holds_control({line, size})) {
            return refuse("the head holds a control character");
        }
        if (number > 0 && size > 0) {
            if (size > limits.line || number > limits.fields) {
                return Problem{problems::kHeadersTooLarge};
            }
            if (*line == ' ' || *line == '\t') {
                return refuse("a header field is folded");
            }
            auto* const colon = static_cast<char*>(std::memchr(line, ':', size));
            if (colon == nullptr || colon == line || colon[-1] == ' ' || colon[-1] == '\t') {
                return refuse("a header field has no name");
            }
            std::transform(line, colon, line, lower);
        }
        line = feed + 1;
    }
    return std::nullopt;
}

/// The request line's target is measured before anything else is looked at.
std::optional<Problem> check_target_length(std::string_view head, const HeadLimits& limits) {
    const auto line = head.substr(0, head.find('\r'));
    const auto first = std::min(line.find(' '), line.size());
    const auto last = std::max(std::min(line.rfind(' '), line.size()), first);
    if (last - first > limits.target + 1) {
        return Problem{problems::kUriTooLong};
    }
    return std::nullopt;
}

/// How many fields of this name, in lower case, the head has.
std::size_t count_fields(std::string_view head, std::string_view name) {
    std::size_t count = 0;
    for (auto line = head.find('\n'); line != head.npos; line = head.find('\n', line + 1)) {
        const auto field = head.substr(line + 1);
        count += field.starts_with(name) && field.substr(name.size()).starts_with(':') ? 1 : 0;
    }
    return count;
}

/// What the parser found wrong, once names are in lower case.
std::string_view detail_of(beast::error_code error, std::string_view head) {
    using Error = beast::http::error;
    const bool about_length = error == Error::bad_content_length ||
                              error == Error::multiple_content_length ||
                              error == Error::bad_transfer_encoding;
    if (!about_length) {
        return "the head is not HTTP/1.1";
    }
    if (count_fields(head, "content-length") + count_fields(head, "transfer-encoding") > 1) {
        return "the body's length is not clear";
    }
    return error == Error::bad_transfer_encoding ? "Transfer-Encoding must be chunked"
                                                 : "Content-Length is not a length";
}

/// HTTP's major version 2 and above, and minor ones that do not exist.
bool other_version(std::string_view head) noexcept {
    const auto line = head.substr(0, head.find('\r'));
    const auto mark = line.rfind(" HTTP/");
    if (mark == line.npos) {
        return false;
    }
    const auto version = line.substr(mark + 6);
    return version.size() == 3 && is_digit(version[0]) && version[1] == '.' &&
           is_digit(version[2]) && version != "1.1" && version != "1.0";
}

}  // namespace

std::size_t find_head(std::string_view input, std::size_t& searched) noexcept {
    while (true) {
        const auto feed = input.find('\n', searched);
        if (feed == input.npos) {
            searched = input.size();
            return 0;
        }
        searched = feed + 1;
        if (feed < 2 || input[feed - 1] != '\r') {
            return kBrokenLine;
        }
        if (input[feed - 2] == '\n') {
            return searched;
        }
    }
}

const ProblemType* oversized(std::string_view input, const HeadLimits& limits) noexcept {
    const auto line_end = input.find('\n');
    if (line_end == input.npos) {
        // Some room for the method and the version.
        if (input.size() > limits.target + 64) {
            return &problems::kUriTooLong;
        }
        return input.size() >= limits.total ? &problems::kHeadersTooLarge : nullptr;
    }
    const auto last_line = input.rfind('\n');
    const bool long_line = input.size() - last_line > limits.line + 2;
    return long_line || input.size() >= limits.total ? &problems::kHeadersTooLarge : nullptr;
}

std::expected<Head, Problem> read_head(std::span<char> bytes, Request& request,
                                       const HeadLimits& limits) {
    const std::string_view text{bytes.data(), bytes.size()};
    if (auto problem = check_target_length(text, limits)) {
        return std::unexpected(*std::move(problem));
    }
    if (bytes.size() > limits.total) {
        return std::unexpected(Problem{problems::kHeadersTooLarge});
    }
    if (auto problem = check_lines(bytes, limits)) {
        return std::unexpected(*std::move(problem));
    }
    Parser parser{request};
    beast::error_code error;
    const auto taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error || taken != bytes.size() || !parser.is_done()) {
        if (error == beast::http::error::bad_version && other_version(text)) {
            return std::unexpected(Problem{problems::kVersionNotSupported});
        }
        return malformed(std::string{detail_of(error, text)});
    }
    Head head;
    head.target = parser.target;
    head.known_method = parser.known_method;
    head.http_1_0 = parser.version == 10;
    head.keep_alive = !head.http_1_0;
    if (auto problem = read_framing(request, head)) {
        return std::unexpected(*std::move(problem));
    }
    return head;
}

}  // namespace gatehouse::http
