#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/route.hpp"

namespace gatehouse::http {

/// What stood in the path where the route has `{...}`, in order.
class PathParameters {
public:
    static constexpr std::size_t kMax = 4;

    void clear() noexcept { count_ = 0; }
    void push(std::string_view value) noexcept { values_[count_++] = value; }
    void pop() noexcept { --count_; }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] std::string_view operator[](std::size_t index) const { return values_[index]; }

private:
    std::array<std::string_view, kMax> values_;
    std::size_t count_ = 0;
};

/// Which routes there are, as a tree of path segments; a literal segment goes before `{...}`.
/// Looking up allocates nothing. Filled before the first request, then shared by all loops.
class RouteTable {
public:
    using Index = std::uint16_t;
    static constexpr Index kNone = 0xffff;

    /// The routes of one path, by verb.
    struct Verbs {
        std::array<Index, kVerbs> routes;

        [[nodiscard]] Index of(Verb verb) const noexcept {
            return routes[static_cast<std::size_t>(verb)];
        }
        /// The value of Allow: HEAD comes with GET, OPTIONS always.
        [[nodiscard]] std::string allow() const;
    };

    RouteTable();
    ~RouteTable();
    RouteTable(RouteTable&&) noexcept;
    RouteTable& operator=(RouteTable&&) noexcept;

    /// Adds a route. Throws std::logic_error when there is one of this verb and path, when the path
    /// is not one, or when two routes name the same parameter differently.
    void add(Verb verb, std::string_view path, Index route);
    /// The routes of a path, or nothing; fills `parameters`. `path` is normalised.
    [[nodiscard]] const Verbs* find(std::string_view path, PathParameters& parameters) const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
};

/// The names in a route's path, in order: `{id}` gives `id`.
[[nodiscard]] std::vector<std::string_view> parameter_names(std::string_view path);

}  // namespace gatehouse::http
