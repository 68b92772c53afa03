#pragma once

#include <string>
#include <utility>

#include "platform/json/json.hpp"

namespace gatehouse::user {

/// A JSON object as a column of ours holds it: checked when it was written, so that it is passed on
/// as it stands.
struct StoredJson {
    std::string text;
};

}  // namespace gatehouse::user

template <>
struct gatehouse::json::Codec<gatehouse::user::StoredJson> {
    static void append(std::string& out, const gatehouse::user::StoredJson& value) {
        out += value.text;
    }
    static Schema schema(SchemaBook& book, Use use) { return Codec<Object>::schema(book, use); }
};
