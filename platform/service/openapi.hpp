#pragma once

#include <string>
#include <string_view>

#include "platform/http/router.hpp"

namespace gatehouse::service {

/// The OpenAPI 3.1 document of the routes in `router`, written from the types of their handlers.
[[nodiscard]] std::string openapi_document(const http::Router& router, std::string_view version);

/// `GET /api/v1/openapi.json`.
class OpenApiDocument {
public:
    static constexpr http::Route kRoute{.verb = http::Verb::get,
                                        .path = "/api/v1/openapi.json",
                                        .access = http::Access::anonymous,
                                        .no_store = false};
    static constexpr http::Doc kDoc{"Read this description of the interface"};

    /// Writes the document, once all routes have been added, this one among them.
    void describe(const http::Router& router, std::string_view version) {
        text_ = openapi_document(router, version);
    }
    http::Reply<http::RawJson> handle();
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

}  // namespace gatehouse::service
