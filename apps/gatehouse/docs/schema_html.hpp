#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace gatehouse::docs {

/// A schema in a few words: `string (email)`, `array of Session`, names linked to their section.
[[nodiscard]] std::string type_html(const boost::json::object& schema);

/// The same with the bounds, the default and the description of the value.
[[nodiscard]] std::string value_html(const boost::json::object& schema);

/// The component of the document `openapi` that a schema refers to, or the schema itself.
[[nodiscard]] const boost::json::object& resolved(const boost::json::object& schema,
                                                  const boost::json::object& openapi);

/// A value that a schema of the document `openapi` allows, as like a real one as it tells.
[[nodiscard]] boost::json::value example_of(const boost::json::object& schema,
                                            const boost::json::object& openapi);

/// The members of an object schema as a table; empty for other schemas.
[[nodiscard]] std::string members_html(const boost::json::object& schema);

}  // namespace gatehouse::docs
