#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace gatehouse::docs {

/// The page `/docs`: the OpenAPI 3.1 document as HTML that needs no script to be read. Everything
/// from the document is escaped.
[[nodiscard]] std::string docs_page(const boost::json::object& openapi);

}  // namespace gatehouse::docs
