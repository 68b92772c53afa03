#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/async/loops.hpp"
#include "platform/http/pipeline.hpp"
#include "platform/http/router.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::testing {

/// Header fields of a request or an answer, in their order.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// One answer as a client sees it.
struct Response {
    int status = 0;
    Fields headers;
    std::string body;

    /// The value of the first field of this name, whatever its case; empty when absent.
    [[nodiscard]] std::string header(std::string_view name) const;
    /// All values of this name.
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    /// The value that `Set-Cookie` gives the cookie; nothing when it is not set.
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
    /// The member `code` of a problem; empty when the body is none.
    [[nodiscard]] std::string code() const;
    /// The body as `T`; throws std::runtime_error with the body's text when it is not one.
    template <class T>
    [[nodiscard]] T as() const {
        auto value = json::read<T>(body);
        if (!value) {
            throw std::runtime_error("not the expected body: " + body);
        }
        return *std::move(value);
    }
};

/// Reads the text of one answer with its head; throws std::runtime_error when it is not one.
[[nodiscard]] Response parse_response(std::string_view text);

/// Sends requests through a router's pipeline without a socket: everything but framing is as on
/// the wire. The loops are running; called on any thread but theirs.
class HttpClient {
public:
    HttpClient(const http::Router& router, async::Loops& loops, const Clock& clock,
               RandomSource& random, http::PipelineSettings settings = {},
               http::Telemetry telemetry = {});

    /// Sends one request on loop 0. A body gets `Content-Type: application/json` unless `fields`
    /// have one.
    Response send(std::string_view method, std::string_view target, std::string_view body = {},
                  Fields fields = {});

    Response get(std::string_view target, Fields fields = {});
    Response post(std::string_view target, std::string_view body = {}, Fields fields = {});
    Response put(std::string_view target, std::string_view body, Fields fields = {});
    Response patch(std::string_view target, std::string_view body, Fields fields = {});
    Response remove(std::string_view target, Fields fields = {});

    /// Sent with every request after it; an empty value removes it.
    void set_header(std::string_view name, std::string_view value);
    /// The address that requests come from; 192.0.2.1 at first.
    void set_peer(std::string_view address) { peer_ = address; }

private:
    http::Pipeline pipeline_;
    async::Loops& loops_;
    Fields always_;
    std::string peer_ = "192.0.2.1";
};

}  // namespace gatehouse::testing
