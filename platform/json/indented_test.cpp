#include "platform/json/indented.hpp"

#include <gtest/gtest.h>

namespace gatehouse::json {
namespace {

TEST(Indented, PutsEachMemberAndElementOnItsLine) {
    EXPECT_EQ(indented(R"({"a":[1,{"b":null}],"c":{},"d":[],"e":true})"),
              "{\n"
              "  \"a\": [\n"
              "    1,\n"
              "    {\n"
              "      \"b\": null\n"
              "    }\n"
              "  ],\n"
              "  \"c\": {},\n"
              "  \"d\": [],\n"
              "  \"e\": true\n"
              "}");
}

TEST(Indented, LeavesStringsAlone) {
    EXPECT_EQ(indented(R"(["{\"a\":[1,2]}","\\",":,"])"),
              "[\n  \"{\\\"a\\\":[1,2]}\",\n  \"\\\\\",\n  \":,\"\n]");
    EXPECT_EQ(indented(R"("{")"), R"("{")");
}

}  // namespace
}  // namespace gatehouse::json
