#include "apps/gatehouse/pages.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include "apps/gatehouse/docs/docs_page.hpp"
#include "apps/gatehouse/docs/html.hpp"
#include "apps/gatehouse/page_files.hpp"
#include "apps/gatehouse/version.hpp"
#include "platform/http/static_site.hpp"

namespace gatehouse {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";

std::string_view embedded(std::string_view name) {
    for (const auto& file : docs::kPageFiles) {
        if (file.name == name) {
            return file.text;
        }
    }
    throw std::logic_error("not embedded: " + std::string{name});
}

std::string home_page(const std::vector<const Target*>& running) {
    std::string services;
    for (const auto* target : running) {
        services += "<li>" + docs::escape(target->name) + "</li>";
    }
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
           "<title>Gatehouse</title>"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\">"
           "<link rel=\"stylesheet\" href=\"/docs/style.css\"></head>"
           "<body><main class=\"plain\"><h1>Gatehouse</h1><p>This process runs:</p><ul>" +
           services + "</ul><p><a href=\"/docs\">How to call it</a></p></main></body></html>\n";
}

}  // namespace

void Pages::add_to(http::Router& router, const std::vector<const Target*>& running,
                   const std::optional<std::filesystem::path>& portal) {
    router.add(openapi_);
    openapi_.describe(router, kVersion);
    docs_ = docs::docs_page(boost::json::parse(openapi_.text()).as_object());
    home_ = home_page(running);
    router.add_page("/docs", kHtml, docs_);
    router.add_page("/docs/style.css", "text/css; charset=utf-8", embedded("docs/style.css"));
    router.add_page("/docs/filter.js", "text/javascript; charset=utf-8",
                    embedded("docs/filter.js"));
    auto site = portal ? http::StaticSite::load(*portal) : nullptr;
    if (site) {
        router.set_fallback(std::move(site));
    } else {
        router.add_page("/", kHtml, home_);
    }
}

}  // namespace gatehouse
