#pragma once

#include <span>
#include <string>

#include "platform/config/loader.hpp"

namespace gatehouse::config {

/// The effective settings as a TOML file whose comments tell where each value came from; what is
/// unset and what is hidden is commented out.
[[nodiscard]] std::string listing(std::span<const Entry> entries);

/// The reference of all settings in Markdown: docs/configuration.md.
[[nodiscard]] std::string reference(std::span<const Entry> entries);

}  // namespace gatehouse::config
