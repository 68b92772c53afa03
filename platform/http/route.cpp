#include "platform/http/route.hpp"

#include <array>

namespace gatehouse::http {
namespace {

constexpr std::array<std::string_view, kVerbs> kNames{"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};

}  // namespace

std::string_view to_text(Verb verb) noexcept {
    return kNames[static_cast<std::size_t>(verb)];
}

std::optional<Verb> parse_verb(std::string_view method) noexcept {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == method) {
            return static_cast<Verb>(i);
        }
    }
    return std::nullopt;
}

}  // namespace gatehouse::http
