#include "contracts/display_name.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string name(std::string_view text) {
    const auto parsed = DisplayName::parse(text);
    return parsed ? parsed->text() : "refused " + parsed.error().code;
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (; times > 0; --times)
        out += text;
    return out;
}

TEST(DisplayNameTest, KeepsNamesOfEveryScript) {
    for (const std::string_view text : {"A", "Ada Lovelace", "O'Neil-Smith, Jr.", "李小龙", "محمد",
                                        "शर्मा", "👩\u200D🚀 Ann", " padded ", "<b>"}) {
        EXPECT_EQ(name(text), text);
    }
    EXPECT_EQ(name("Zoe\u0308"), "Zoë");
}

TEST(DisplayNameTest, CountsCodePoints) {
    EXPECT_EQ(name(repeated("é", 100)), repeated("é", 100));
    EXPECT_EQ(name(repeated("e\u0301", 100)), repeated("é", 100));
    EXPECT_EQ(name(repeated("😀", 101)), "refused invalid_name");
    EXPECT_EQ(name(std::string(1'000'000, 'a')), "refused invalid_name");
}

TEST(DisplayNameTest, RefusesWhatCannotBeShown) {
    for (const std::string_view text :
         {"", " ", "\u3000\u00A0", "\u200B\u2060", "\u3164", "\u2800", "a\nb", "a\r\nb", "a\tb",
          "a\x7F", "a\u0085", "a\u202Eb", "a\u2066b", "a\u2028b", "\x1B[31m", "\xFF",
          "a\xED\xA0\x80"}) {
        EXPECT_EQ(name(text), "refused invalid_name") << text;
    }
    EXPECT_EQ(name(std::string_view{"a\0b", 3}), "refused invalid_name");
}

}  // namespace
}  // namespace gatehouse
