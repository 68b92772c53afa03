#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "platform/base/time.hpp"

namespace gatehouse::config {

/// What is said about one setting: its key, one sentence for the reference, and its bounds (of
/// numbers; of durations in milliseconds, see `ms`).
struct Doc {
    std::string_view key;
    std::string_view text;
    std::int64_t min = 0;
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    bool secret = false;  ///< its value is never shown, nor accepted from a file all may read
};

/// A bound of a duration.
consteval std::int64_t ms(Milliseconds duration) {
    return duration.count();
}

/// The described members of a section, in order.
template <class S>
using Members = boost::describe::describe_members<S, boost::describe::mod_public>;

/// Whether `kDocs` says one sentence about each member, in the order of the members.
template <class S>
consteval bool is_documented() {
    constexpr std::size_t count = boost::mp11::mp_size<Members<S>>::value;
    if (std::size(S::kDocs) != count) {
        return false;
    }
    bool complete = true;
    std::size_t index = 0;
    boost::mp11::mp_for_each<Members<S>>([&](auto member) {
        const Doc& doc = S::kDocs[index++];
        complete =
            complete && doc.key == member.name && doc.text.ends_with('.') && doc.min <= doc.max;
    });
    return complete;
}

/// One section of the settings: a described struct whose member initialisers are the defaults, with
/// its name (`static constexpr std::string_view kSection`) and `static constexpr Doc kDocs[]`.
template <class S>
concept Section = requires {
    { S::kSection } -> std::convertible_to<std::string_view>;
    S::kDocs;
} && is_documented<S>();

}  // namespace gatehouse::config
