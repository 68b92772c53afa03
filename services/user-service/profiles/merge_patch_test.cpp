#include "services/user-service/profiles/merge_patch.hpp"

#include <gtest/gtest.h>

namespace gatehouse::user {
namespace {

struct Case {
    std::string_view target;
    std::string_view patch;
    std::string_view result;
};

// Those of RFC 7396, appendix A, in which both are objects.
TEST(MergePatch, DoesWhatTheStandardShows) {
    for (const Case& example : {
             Case{R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
             Case{R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
             Case{R"({"a":"b"})", R"({"a":null})", R"({})"},
             Case{R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
             Case{R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
             Case{R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
             Case{R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
             Case{R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
             Case{R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
             Case{R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
             Case{R"({"a":"b"})", R"({"a":{"c":null,"d":1}})", R"({"a":{"d":1}})"},
             Case{R"({"\"":1})", R"({"\"":2,"\n":3})", R"({"\"":2,"\n":3})"},
         }) {
        const auto merged =
            merge_patch(*json::Object::parse(example.target), *json::Object::parse(example.patch));
        ASSERT_TRUE(merged) << example.patch;
        EXPECT_EQ(merged->text(), example.result) << example.patch;
    }
}

TEST(MergePatch, RefusesWhatGrowsTooLarge) {
    const std::string half(json::Object::kMaxSize / 2 + 1, 'x');
    const auto one = json::Object::parse(R"({"a":")" + half + "\"}");
    const auto two = json::Object::parse(R"({"b":")" + half + "\"}");
    EXPECT_FALSE(merge_patch(*one, *two));
    EXPECT_TRUE(merge_patch(*one, *one));
}

}  // namespace
}  // namespace gatehouse::user
