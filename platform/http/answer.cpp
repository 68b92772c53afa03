#include "platform/http/answer.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "platform/base/json_string.hpp"

namespace gatehouse::http {
namespace {

#define GATEHOUSE_COMMON_PROTECTION                                      \
    "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n" \
    "X-Content-Type-Options: nosniff\r\n"                                \
    "Referrer-Policy: no-referrer\r\n"                                   \
    "Cross-Origin-Resource-Policy: same-origin\r\n"                      \
    "X-Frame-Options: DENY\r\n"                                          \
    "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n"   \
    "X-XSS-Protection: 0\r\n"                                            \
    "X-DNS-Prefetch-Control: off\r\n"                                    \
    "X-Permitted-Cross-Domain-Policies: none\r\n"                        \
    "Origin-Agent-Cluster: ?1\r\n"

constexpr std::string_view kApiFields = GATEHOUSE_COMMON_PROTECTION
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n";

constexpr std::string_view kDocumentFields = GATEHOUSE_COMMON_PROTECTION
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

#undef GATEHOUSE_COMMON_PROTECTION

void append_number(std::string& out, std::size_t number) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

bool may_have_body(int status) noexcept {
    return status >= 200 && status != 204 && status != 304;
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
    out.append("\"").append(name).append("\":");
    append_json_string(out, value);
}

void append_errors(std::string& out, const std::vector<FieldError>& errors) {
    out += ",\"errors\":[";
    for (std::size_t i = 0; i < errors.size(); ++i) {
        out += i == 0 ? "{" : ",{";
        append_member(out, "pointer", errors[i].pointer);
        out += ',';
        append_member(out, "code", errors[i].code);
        out += ',';
        append_member(out, "detail", errors[i].detail);
        out += '}';
    }
    out += ']';
}

void append_policies(std::string& out, const std::vector<std::string>& policies) {
    out += ",\"violated-policies\":[";
    for (std::size_t i = 0; i < policies.size(); ++i) {
        out += i == 0 ? "" : ",";
        append_json_string(out, policies[i]);
    }
    out += ']';
}

}  // namespace

void Answer::reset() {
    status = 200;
    content_type = {};
    body.clear();
    shared_body = {};
    fields.clear();
    cache_control = "no-store";
    protection = Protection::api;
    problem = nullptr;
}

void Answer::add_field(std::string_view name, std::string_view value) {
    fields.append(name).append(": ").append(value).append("\r\n");
}

void Answer::set_problem(const Problem& occurrence, std::string_view request_id) {
    const ProblemType& type = *occurrence.type;
    status = type.status;
    problem = &type;
    content_type = "application/problem+json";
    cache_control = "no-store";
    protection = Protection::api;
    shared_body = {};
    body.assign("{\"type\":\"/problems/").append(type.code).append("\",");
    append_member(body, "title", type.title);
    body += ",\"status\":";
    append_number(body, static_cast<std::size_t>(type.status));
    body += ',';
    append_member(body, "detail", occurrence.detail.empty() ? type.title : occurrence.detail);
    body += ',';
    append_member(body, "instance", request_id);
    body += ',';
    append_member(body, "code", type.code);
    if (!occurrence.errors.empty()) {
        append_errors(body, occurrence.errors);
    }
    if (!occurrence.violated_policies.empty()) {
        append_policies(body, occurrence.violated_policies);
    }
    body += '}';

    if (type.status == 401) {
        add_field("WWW-Authenticate", "Bearer");
    }
    if (occurrence.retry_after || type.status == 503 || type.status == 429) {
        const auto seconds =
            std::max<std::int64_t>(1, occurrence.retry_after.value_or(Seconds{1}).count());
        add_field("Retry-After", std::to_string(seconds));
    }
}

void append_head(std::string& out, const Answer& answer, const Context* context,
                 const HeadFacts& facts) {
    out += "HTTP/1.1 ";  // also to HTTP/1.0 (RFC 9110 section 2.5)
    append_number(out, static_cast<std::size_t>(answer.status));
    out.append(" ").append(reason(answer.status)).append("\r\nDate: ").append(facts.date);
    if (may_have_body(answer.status)) {
        out += "\r\nContent-Length: ";
        append_number(out, answer.bytes().size());
        if (!answer.content_type.empty()) {
            out.append("\r\nContent-Type: ").append(answer.content_type);
        }
    }
    if (!answer.cache_control.empty()) {
        out.append("\r\nCache-Control: ").append(answer.cache_control);
    }
    out.append("\r\nX-Request-Id: ").append(facts.request_id).append("\r\n");
    out += answer.protection == Protection::api ? kApiFields : kDocumentFields;
    out += answer.fields;
    if (context != nullptr) {
        for (const auto& [name, value] : context->added_headers()) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
    }
    if (facts.close) {
        out += "Connection: close\r\n";
    } else if (facts.http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

std::string_view reason(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 425:
            return "Too Early";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "Unknown";
    }
}

std::string http_date(Time time) {
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                           "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(time - day)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

}  // namespace gatehouse::http
