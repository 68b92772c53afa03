// libFuzzer target: the canonical form of an address is one, and nothing else can hide in it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "contracts/email.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using gatehouse::Email;
    const auto email = Email::parse({reinterpret_cast<const char*>(data), size});
    if (!email) return 0;
    const std::string& text = email->text();
    require(text.size() <= Email::kMaxSize);
    require(std::ranges::count(text, '@') == 1);
    require(std::ranges::none_of(text, [](char c) { return (c >= 0 && c <= ' ') || c == 0x7F; }));
    const auto again = Email::parse(text);
    require(again.has_value() && again->text() == text);
    return 0;
}
