#include "platform/testing/endpoint_table.hpp"

#include <fstream>
#include <regex>
#include <stdexcept>

namespace gatehouse::testing {
namespace {

std::string_view text_of(http::Access access) {
    switch (access) {
        case http::Access::anonymous:
            return "anonymous";
        case http::Access::cookie:
            return "cookie";
        case http::Access::session:
            return "session";
        case http::Access::user:
            return "user";
        case http::Access::admin:
            return "admin";
    }
    throw std::logic_error("an unknown access");
}

}  // namespace

std::set<std::string> documented_endpoints(const std::filesystem::path& readme) {
    std::ifstream file{readme};
    if (!file) throw std::runtime_error("cannot read " + readme.string());
    const std::regex row{R"(\| ([A-Z]+) \| `(/[^`]*)` \| ([a-z]+) \|.*)"};
    std::set<std::string> endpoints;
    for (std::string line; std::getline(file, line);) {
        std::smatch cells;
        if (std::regex_match(line, cells, row)) {
            endpoints.insert(cells[1].str() + " " + cells[2].str() + " " + cells[3].str());
        }
    }
    return endpoints;
}

std::set<std::string> endpoints_of(const http::Router& router) {
    std::set<std::string> endpoints;
    for (const auto& entry : router.entries()) {
        const http::Route& route = entry->route;
        endpoints.insert(std::string{to_text(route.verb)} + " " + std::string{route.path} + " " +
                         std::string{text_of(route.access)});
    }
    return endpoints;
}

}  // namespace gatehouse::testing
