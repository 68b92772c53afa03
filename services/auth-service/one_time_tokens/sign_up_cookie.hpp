#pragma once

#include <string>
#include <string_view>

#include "platform/base/random.hpp"
#include "platform/http/context.hpp"

namespace gatehouse::auth {

/// Marks the browser that signed up until its address is proven, so that the proof from the same
/// browser keeps the password chosen there.
inline constexpr std::string_view kSignUpCookie = "__Host-sign-up";

/// Gives the browser a fresh mark and returns the hash to keep.
[[nodiscard]] std::string mark_browser(http::Context& context, RandomSource& random);
/// The hash of the mark that the browser shows; empty when it shows none.
[[nodiscard]] std::string marked_browser(const http::Context& context);

}  // namespace gatehouse::auth
