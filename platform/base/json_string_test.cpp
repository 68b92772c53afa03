#include "platform/base/json_string.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "<";
    append_json_string(out, text);
    return out.substr(1);
}

TEST(JsonString, LeavesPlainTextAlone) {
    EXPECT_EQ(quoted(""), R"("")");
    EXPECT_EQ(quoted("a/b 'c' <d> é 世 😀"), R"("a/b 'c' <d> é 世 😀")");
}

TEST(JsonString, EscapesWhatJsonRequires) {
    EXPECT_EQ(quoted("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
    EXPECT_EQ(quoted(std::string_view{"\0\x1F", 2}), R"("\u0000\u001f")");
}

TEST(JsonString, EscapesWhatATerminalWouldObey) {
    EXPECT_EQ(quoted("\x1B[31m\x7F"), R"("\u001b[31m\u007f")");
    EXPECT_EQ(quoted("\u0085\u009b"), R"("\u0085\u009b")");
    EXPECT_EQ(quoted("a\u202Eb\u2066c\u2028\uFEFF"), R"("a\u202eb\u2066c\u2028\ufeff")");
}

TEST(JsonString, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(quoted("a\xFFz\xE2\x82"), "\"a\uFFFDz\uFFFD\"");
}

}  // namespace
}  // namespace gatehouse
