#include "platform/http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "platform/http/page_endpoint.hpp"

namespace gatehouse::http {
namespace {

/// A parameter that no route's path fills would fail every request.
void check_parameters(const Entry& entry) {
    Operation operation;
    json::SchemaBook book;
    if (!entry.endpoint->describe(operation, book)) {
        return;
    }
    for (const auto& parameter : operation.path) {
        if (std::ranges::find(entry.parameters, parameter.name) == entry.parameters.end()) {
            throw std::logic_error("no {" + parameter.name + "} in " +
                                   std::string{entry.route.path});
        }
    }
}

}  // namespace

void Router::add(const Route& route, const Doc& doc, std::unique_ptr<Endpoint> endpoint) {
    auto entry = std::make_unique<Entry>(
        Entry{route, doc, std::move(endpoint), parameter_names(route.path), entries_.size()});
    check_parameters(*entry);
    table_.add(route.verb, route.path, static_cast<RouteTable::Index>(entries_.size()));
    entries_.push_back(std::move(entry));
}

void Router::add_page(std::string_view path, std::string_view content_type, std::string_view text) {
    add(Route{Verb::get, path, Access::anonymous}, Doc{"A page"},
        std::make_unique<PageEndpoint>(content_type, text));
}

void Router::set_fallback(std::unique_ptr<Endpoint> fallback) {
    fallback_ = std::make_unique<Entry>(Entry{Route{Verb::get, "/{file}", Access::anonymous},
                                              Doc{"Files"},
                                              std::move(fallback),
                                              {},
                                              std::size_t{0}});
}

}  // namespace gatehouse::http
