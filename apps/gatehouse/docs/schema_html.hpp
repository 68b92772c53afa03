#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace gatehouse::docs {

/// A schema in a few words: `string (email)`, `array of Session`, names linked to their section.
[[nodiscard]] std::string type_html(const boost::json::object& schema);

/// The members of an object schema as a table; empty for other schemas.
[[nodiscard]] std::string members_html(const boost::json::object& schema);

}  // namespace gatehouse::docs
