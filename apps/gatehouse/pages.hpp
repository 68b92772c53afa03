#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/gatehouse/targets.hpp"
#include "platform/http/router.hpp"
#include "platform/service/openapi.hpp"

namespace gatehouse {

/// The documents that belong to no service: the OpenAPI document, its page `/docs`, and a plain
/// page at `/`. Outlives the router they are added to.
class Pages {
public:
    /// Adds them, after the routes of all services.
    /// With `portal`, that folder's files take the place of the plain page.
    void add_to(http::Router& router, const std::vector<const Target*>& running,
                const std::optional<std::filesystem::path>& portal = {});

    [[nodiscard]] const std::string& openapi() const noexcept { return openapi_.text(); }

private:
    service::OpenApiDocument openapi_;
    std::string docs_;
    std::string home_;
};

}  // namespace gatehouse
