#include "platform/base/utf8.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Utf8, EveryScalarValueReadsBack) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        utf8::append(text, c);
        const utf8::Decoded decoded = utf8::decode(text);
        ASSERT_TRUE(decoded.valid) << static_cast<unsigned>(c);
        ASSERT_EQ(decoded.code_point, c);
        ASSERT_EQ(decoded.size, text.size());
    }
}

TEST(Utf8, RefusesWhatTheStandardRefuses) {
    for (const std::string_view text :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
          "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
          "\xFE", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "a\xE2\x28\xA1"}) {
        EXPECT_FALSE(utf8::valid(text));
    }
    EXPECT_TRUE(utf8::valid(""));
    EXPECT_TRUE(utf8::valid("Grüße, мир, 世界, 😀"));
}

TEST(Utf8, CountsCodePointsAndMaximalSubparts) {
    EXPECT_EQ(utf8::count(""), 0U);
    EXPECT_EQ(utf8::count("é😀a"), 3U);
    // The example of the Unicode standard, table 3-8.
    EXPECT_EQ(utf8::count("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"), 10U);
}

TEST(Utf8, CutsBetweenCodePoints) {
    const std::string_view text = "aé世😀";  // 1, 2, 3 and 4 bytes
    const std::string_view expected[] = {"",     "a",    "a",    "aé",   "aé", "aé",
                                         "aé世", "aé世", "aé世", "aé世", text, text};
    for (std::size_t size = 0; size < std::size(expected); ++size) {
        EXPECT_EQ(utf8::cut(text, size), expected[size]) << size;
    }
}

TEST(Utf8, KnowsDeceptiveCharacters) {
    for (const char32_t c : {U'\u202E', U'\u2066', U'\u200F', U'\u061C', U'\u2028', U'\uFEFF'}) {
        EXPECT_TRUE(utf8::is_deceptive(c));
    }
    for (const char32_t c : {U'a', U'\u200D', U'\u0600', U'\u2030', U'\u2065'}) {
        EXPECT_FALSE(utf8::is_deceptive(c));
    }
}

}  // namespace
}  // namespace gatehouse
