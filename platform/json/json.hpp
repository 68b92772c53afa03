#pragma once

// JSON of described structs: strict reading that reports every error, direct writing, and the
// OpenAPI schema, all from one BOOST_DESCRIBE_STRUCT. What types may be members: see codec.hpp and
// struct_codec.hpp.

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/problem.hpp"
#include "platform/json/codec.hpp"
#include "platform/json/document.hpp"
#include "platform/json/literal.hpp"
#include "platform/json/object.hpp"
#include "platform/json/patch.hpp"
#include "platform/json/replacement.hpp"
#include "platform/json/rule.hpp"
#include "platform/json/schema.hpp"
#include "platform/json/struct_codec.hpp"

namespace gatehouse::json {

/// Why a text could not be read: it is not acceptable JSON (400 `malformed_json`), or its members
/// are not what they must be (422 `validation_failed`).
struct ReadFailure {
    bool malformed;
    std::string detail;              ///< a sentence for the client
    std::vector<FieldError> errors;  ///< when not malformed; at most `Errors::kMax`
};

/// Reads what `document` holds; the failure is never `malformed`.
template <class T>
[[nodiscard]] std::expected<T, ReadFailure> read(const Document& document) {
    Errors errors;
    const Path root;
    auto value = Codec<T>::read(Input{document.root(), root, errors});
    if (value && errors.empty()) return std::move(*value);
    return std::unexpected(
        ReadFailure{false, "the members named in errors are not acceptable", errors.take()});
}

/// Reads one JSON text (RFC 8259, with the limits of Document). Reports every wrong, missing and
/// unknown member with its JSON pointer.
template <class T>
[[nodiscard]] std::expected<T, ReadFailure> read(std::string_view text) {
    auto document = Document::parse(text);
    if (!document) {
        return std::unexpected(ReadFailure{true, std::move(document).error(), {}});
    }
    return read<T>(*document);
}

/// Appends `value` as JSON without white space.
template <class T>
void append(std::string& out, const T& value) {
    Codec<T>::append(out, value);
}

template <class T>
[[nodiscard]] std::string write(const T& value) {
    std::string out;
    Codec<T>::append(out, value);
    return out;
}

}  // namespace gatehouse::json
