#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contracts/ids.hpp"
#include "platform/base/problem.hpp"
#include "platform/base/time.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/request.hpp"
#include "platform/http/short_text.hpp"

namespace gatehouse::http {

/// Who calls, as the access token says; roles are checked names without spaces.
struct Caller {
    UserId user;
    SessionId session;
    std::vector<std::string> roles;
    std::int64_t version;  ///< `ver`: the account's revision of roles

    [[nodiscard]] bool has_role(std::string_view role) const;
};

/// What a handler may know about the request beside its DTO, and what it may add to the answer's
/// head. Lives as long as the request, on its loop.
class Context {
public:
    explicit Context(const Request& request) : request_(request) {}

    [[nodiscard]] const Request& request() const noexcept { return request_; }
    /// The caller; always there on routes whose access is user or admin.
    [[nodiscard]] const Caller& caller() const { return caller_.value(); }
    [[nodiscard]] bool has_caller() const noexcept { return caller_.has_value(); }
    /// The inbound X-Request-Id when it was sane, else a fresh one; at most 64 characters.
    [[nodiscard]] std::string_view request_id() const noexcept { return request_id_.view(); }
    /// 32 hexadecimal digits: of the inbound `traceparent`, or fresh.
    [[nodiscard]] std::string_view trace_id() const noexcept { return trace_id_.view(); }
    /// The client's address in canonical text, behind trusted proxies the first untrusted hop from
    /// the right.
    [[nodiscard]] std::string_view client_ip() const noexcept { return client_ip_.view(); }
    /// User-Agent cut to 512 bytes; empty when absent or not UTF-8.
    [[nodiscard]] std::string_view user_agent() const;
    /// When the request must have been answered.
    [[nodiscard]] SteadyTime deadline() const noexcept { return deadline_; }
    [[nodiscard]] Time now() const noexcept { return now_; }

    /// The cookie of this name; nothing when absent **or present more than once** (CK-02).
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
    /// True when the request carries any cookie.
    [[nodiscard]] bool has_cookies() const { return request_.header("cookie").has_value(); }
    /// The condition of a change; what it does not name is refused with 412 `precondition_failed`.
    /// Fails with 428 `precondition_required` when there is no If-Match.
    [[nodiscard]] std::expected<IfMatch, Problem> require_if_match() const;

    /// Adds a header field to the answer; CR, LF and NUL in either part throw
    /// std::invalid_argument.
    void add_header(std::string_view name, std::string value);
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& added_headers() const {
        return added_headers_;
    }

    // Filled by the pipeline.
    void set_caller(Caller caller) { caller_ = std::move(caller); }
    void set_request_id(std::string_view id) { request_id_ = id; }
    void set_trace_id(std::string_view id) { trace_id_ = id; }
    void set_client_ip(std::string_view ip) { client_ip_ = ip; }
    void set_now(Time now) { now_ = now; }
    void set_deadline(SteadyTime deadline) { deadline_ = deadline; }

private:
    const Request& request_;
    std::optional<Caller> caller_;
    ShortText<64> request_id_;
    ShortText<32> trace_id_;
    ShortText<46> client_ip_;
    Time now_{};
    SteadyTime deadline_{};
    std::vector<std::pair<std::string, std::string>> added_headers_;
};

}  // namespace gatehouse::http
