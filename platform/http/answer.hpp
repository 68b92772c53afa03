#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/problem.hpp"
#include "platform/http/context.hpp"

namespace gatehouse::http {

/// The security headers that an answer carries (HD-01, HD-02).
enum class Protection : std::uint8_t {
    api,       ///< nothing in it may be rendered
    document,  ///< a page of the portal: own scripts and styles only, Trusted Types
};

/// One answer before it is written: kept by the connection and reused, so that its strings keep
/// their memory.
struct Answer {
    int status = 200;
    std::string_view content_type;  ///< a literal, or text that outlives the answer; empty: none
    std::string body;
    std::string_view shared_body;  ///< sent instead of `body` when not empty; outlives the answer
    std::string fields;            ///< further header lines, each with its CRLF
    std::string cache_control = "no-store";  ///< empty: the field is left out
    Protection protection = Protection::api;
    const ProblemType* problem = nullptr;  ///< what the body says, for metrics and the log

    void reset();
    [[nodiscard]] std::string_view bytes() const noexcept {
        return shared_body.empty() ? std::string_view{body} : shared_body;
    }
    /// Adds a header line; the caller knows that neither part holds CR, LF or NUL.
    void add_field(std::string_view name, std::string_view value);
    /// Becomes the RFC 9457 form of `problem`, with Retry-After and WWW-Authenticate where they
    /// belong; keeps the fields that were added before.
    void set_problem(const Problem& problem, std::string_view request_id);
};

/// What the head says beside the answer itself.
struct HeadFacts {
    std::string_view date;  ///< IMF-fixdate
    std::string_view request_id;
    bool close = false;
    bool http_1_0 = false;
};

/// Appends the status line and all header lines up to and including the empty one.
void append_head(std::string& out, const Answer& answer, const Context* context,
                 const HeadFacts& facts);

/// The reason phrase of a status: `Not Found`.
[[nodiscard]] std::string_view reason(int status) noexcept;

/// The value of `Date` for a time: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(Time time);

}  // namespace gatehouse::http
