#include "platform/http/route_table.hpp"

#include <stdexcept>

namespace gatehouse::http {
namespace {

bool is_parameter(std::string_view segment) noexcept {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Cuts the first segment off a path that starts with `/`.
std::string_view take_segment(std::string_view& path) noexcept {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

}  // namespace

struct RouteTable::Node {
    Node() { verbs.routes.fill(kNone); }

    Verbs verbs;
    bool ends_here = false;  ///< a route ends at this node
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::string parameter_name;
    std::unique_ptr<Node> parameter;

    [[nodiscard]] Node* literal(std::string_view segment) const noexcept {
        for (const auto& [text, node] : literals) {
            if (text == segment) {
                return node.get();
            }
        }
        return nullptr;
    }

    Node& child(std::string_view segment) {
        if (is_parameter(segment)) {
            const auto name = segment.substr(1, segment.size() - 2);
            if (!parameter) {
                parameter = std::make_unique<Node>();
                parameter_name = name;
            } else if (parameter_name != name) {
                throw std::logic_error("two routes name a parameter differently: " +
                                       parameter_name + ", " + std::string{name});
            }
            return *parameter;
        }
        if (Node* node = literal(segment)) {
            return *node;
        }
        return *literals.emplace_back(segment, std::make_unique<Node>()).second;
    }

    const Node* match(std::string_view rest, PathParameters& parameters) const {
        if (rest.empty()) {
            return ends_here ? this : nullptr;
        }
        const auto segment = take_segment(rest);
        if (const Node* node = literal(segment)) {
            if (const Node* end = node->match(rest, parameters)) {
                return end;
            }
        }
        if (parameter && !segment.empty() && parameters.size() < PathParameters::kMax) {
            parameters.push(segment);
            if (const Node* end = parameter->match(rest, parameters)) {
                return end;
            }
            parameters.pop();
        }
        return nullptr;
    }
};

RouteTable::RouteTable() : root_(std::make_unique<Node>()) {
}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;

void RouteTable::add(Verb verb, std::string_view path, Index route) {
    if (!path.starts_with('/') || parameter_names(path).size() > PathParameters::kMax) {
        throw std::logic_error("not a route's path: " + std::string{path});
    }
    Node* node = root_.get();
    for (auto rest = path; !rest.empty();) {
        node = &node->child(take_segment(rest));
    }
    auto& slot = node->verbs.routes[static_cast<std::size_t>(verb)];
    if (slot != kNone) {
        throw std::logic_error("two routes for " + std::string{to_text(verb)} + " " +
                               std::string{path});
    }
    slot = route;
    node->ends_here = true;
}

const RouteTable::Verbs* RouteTable::find(std::string_view path, PathParameters& parameters) const {
    parameters.clear();
    if (!path.starts_with('/')) {
        return nullptr;
    }
    const Node* node = root_->match(path, parameters);
    return node != nullptr ? &node->verbs : nullptr;
}

std::string RouteTable::Verbs::allow() const {
    std::string text;
    for (std::size_t i = 0; i < kVerbs; ++i) {
        const auto verb = static_cast<Verb>(i);
        const bool known = routes[i] != kNone || verb == Verb::options ||
                           (verb == Verb::head && of(Verb::get) != kNone);
        if (known) {
            text.append(text.empty() ? "" : ", ").append(to_text(verb));
        }
    }
    return text;
}

std::vector<std::string_view> parameter_names(std::string_view path) {
    std::vector<std::string_view> names;
    while (!path.empty()) {
        if (const auto segment = take_segment(path); is_parameter(segment)) {
            names.push_back(segment.substr(1, segment.size() - 2));
        }
    }
    return names;
}

}  // namespace gatehouse::http
