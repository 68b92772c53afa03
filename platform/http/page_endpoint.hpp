#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http/endpoint.hpp"

namespace gatehouse::http {

/// A document of the program's own, served from memory with an entity tag. Shared by all loops.
class PageEndpoint final : public Endpoint {
public:
    /// Both outlive it.
    PageEndpoint(std::string_view content_type, std::string_view text);

    [[nodiscard]] BodyKind body_kind() const noexcept override { return BodyKind::none; }
    std::optional<Task<void>> start(Exchange& exchange) const override;
    bool describe(Operation&, json::SchemaBook&) const override { return false; }

private:
    std::string_view content_type_;
    std::string_view text_;
    std::string etag_;
};

/// An entity tag made from the content: 64 bits of FNV-1a and the length. For documents of the
/// program's own, where nobody gains from a collision.
[[nodiscard]] std::string content_etag(std::string_view content);

}  // namespace gatehouse::http
