#pragma once

#include <string>
#include <string_view>

#include "platform/log/field.hpp"
#include "platform/log/sink.hpp"

// How values become parts of a line; the only place that writes data into one.
namespace gatehouse::log {

[[nodiscard]] std::string_view level_name(Level level);

/// Appends `,"name":value`.
void append_json_field(std::string& out, const Field& field);
void append_json_text_field(std::string& out, std::string_view name, std::string_view value);

/// Appends ` name=value`, the value in quotation marks unless it is plain.
void append_text_field(std::string& out, const Field& field);

/// Appends a message without quotation marks, escaped as within a JSON string.
void append_text_message(std::string& out, std::string_view message);

}  // namespace gatehouse::log
