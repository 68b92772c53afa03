#pragma once

#include <expected>

#include "platform/base/problem.hpp"
#include "platform/json/object.hpp"

namespace gatehouse::user {

/// `target` changed as a JSON Merge Patch says (RFC 7396): members of `patch` replace, null
/// removes, objects are merged. Fails as json::Object::parse does when the result is larger than an
/// object may be.
[[nodiscard]] std::expected<json::Object, FieldError> merge_patch(const json::Object& target,
                                                                  const json::Object& patch);

}  // namespace gatehouse::user
