#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "platform/http/parameters.hpp"
#include "platform/http/reply.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::http {

/// One parameter of an operation in the OpenAPI document.
struct OperationParameter {
    std::string name;
    bool required = true;
    std::string schema;  ///< JSON text
};

/// What an endpoint takes and gives, as the OpenAPI document says it; schemas are JSON text.
struct Operation {
    std::vector<OperationParameter> path;
    std::vector<OperationParameter> query;
    std::string request;  ///< empty: no body
    bool request_required = false;
    /// One for each type that the body can have; none: no body.
    std::vector<std::string> responses;
    std::string_view response_type = "application/json";
};

namespace detail {

template <class S>
void describe_parameters(std::vector<OperationParameter>& out, json::SchemaBook& book) {
    boost::mp11::mp_for_each<Members<S>>([&](auto member) {
        using M = TypeOf<S, decltype(member)>;
        if constexpr (kIsOptional<M>) {
            out.push_back(
                {member.name, false, book.reference<typename M::value_type>(json::Use::request)});
        } else {
            out.push_back({member.name, true, book.reference<M>(json::Use::request)});
        }
    });
}

template <class R>
struct Bodies {
    static void add(std::vector<std::string>& out, json::SchemaBook& book) {
        out.push_back(book.reference<R>());
    }
};
template <class... R>
struct Bodies<std::variant<R...>> {
    static void add(std::vector<std::string>& out, json::SchemaBook& book) {
        (out.push_back(book.reference<R>()), ...);
    }
};

template <class R>
void describe_response(Operation& operation, json::SchemaBook& book) {
    if constexpr (std::is_same_v<R, RawJson>) {
        operation.responses = {R"({"type":"object"})"};
    } else if constexpr (std::is_same_v<R, Content>) {
        operation.responses = {R"({"type":"string"})"};
        operation.response_type = "text/plain";
    } else if constexpr (!std::is_same_v<R, NoContent>) {
        Bodies<R>::add(operation.responses, book);
    }
}

}  // namespace detail
}  // namespace gatehouse::http
