#pragma once

#include <optional>

#include "platform/base/problem.hpp"
#include "platform/http/head_reader.hpp"
#include "platform/http/request.hpp"

namespace gatehouse::http {

/// Reads the fields that frame the message and route it (RFC 9112 sections 3 and 6): gives what is
/// wrong with them, and then nothing about the bytes behind the head is known.
[[nodiscard]] std::optional<Problem> read_framing(const Request& request, Head& head);

}  // namespace gatehouse::http
