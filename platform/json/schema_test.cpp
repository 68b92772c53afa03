#include "platform/json/schema.hpp"

#include <gtest/gtest.h>

#include "platform/json/sample_types_test.hpp"

namespace gatehouse::json {
namespace {

TEST(SchemaBookTest, DescribesRequests) {
    SchemaBook book;
    EXPECT_EQ(book.reference<Change>(Use::request), R"({"$ref":"#/components/schemas/Change"})");
    EXPECT_EQ(book.reference<Change>(Use::request), R"({"$ref":"#/components/schemas/Change"})");
    EXPECT_EQ(book.components(),
              R"({"Change":{"type":"object","properties":{)"
              R"("label":{"type":["string","null"],"format":"label","minLength":1,"maxLength":5},)"
              R"("number":{"type":["integer","null"],"format":"int32"}},)"
              R"("additionalProperties":false}})");
}

TEST(SchemaBookTest, DescribesAnswersWithAllTheirMembers) {
    SchemaBook book;
    (void)book.reference<Everything>();
    const std::string components = book.components();
    const auto document = Document::parse(components);
    ASSERT_TRUE(document) << components;
    const Value everything = *document->root().find("Everything");
    EXPECT_EQ(everything.find("required")->size(), 12U);
    EXPECT_FALSE(everything.find("additionalProperties"));
    const Value properties = *everything.find("properties");
    const auto text = [&](std::string_view name) {
        std::string out;
        append_compact(out, *properties.find(name));
        return out;
    };
    EXPECT_EQ(text("at"), R"({"type":"string","format":"date-time"})");
    EXPECT_EQ(text("id"), R"({"type":"string","format":"uuid"})");
    EXPECT_EQ(text("color"), R"({"type":"string","enum":["dark_red","delete"]})");
    EXPECT_EQ(text("inners"), R"({"type":"array","items":{"$ref":"#/components/schemas/Inner"}})");
    EXPECT_EQ(text("small"), R"({"type":"integer","minimum":0})");
    EXPECT_EQ(text("big"), R"({"type":"integer","format":"int64"})");
}

TEST(SchemaBookTest, DescribesWhatCanBeReplacedButNotRemoved) {
    SchemaBook book;
    (void)book.reference<Rename>(Use::request);
    EXPECT_EQ(book.components(),
              R"({"Rename":{"type":"object","properties":{)"
              R"("label":{"type":"string","format":"label","minLength":1,"maxLength":5},)"
              R"("color":{"type":"string","enum":["dark_red","delete"]}},)"
              R"("additionalProperties":false}})");
}

TEST(SchemaBookTest, NamesTheTextsThatARuleLeavesAChoiceOf) {
    static constexpr std::string_view kTexts[] = {"user.signed_in", "user.signed_out"};
    EXPECT_EQ(string_schema({.choices = kTexts}).text(),
              R"({"type":"string","enum":["user.signed_in","user.signed_out"]})");
}

TEST(SchemaBookTest, NamesTheTextOfALiteral) {
    SchemaBook book;
    (void)book.reference<Done>();
    EXPECT_EQ(book.components(), R"({"Done":{"type":"object","properties":{)"
                                 R"("status":{"type":"string","enum":["done"]},)"
                                 R"("number":{"type":"integer","format":"int32"}},)"
                                 R"("required":["status","number"]}})");
}

TEST(SchemaBookTest, BoundsNumbersThatQueriesHold) {
    SchemaBook book;
    EXPECT_EQ(book.reference<Count>(Use::request),
              R"({"type":"integer","minimum":1,"maximum":100,"default":20})");
}

TEST(SchemaBookTest, MakesEveryKindNullable) {
    SchemaBook book;
    EXPECT_EQ(book.reference<std::optional<Color>>(),
              R"({"type":["string","null"],"enum":["dark_red","delete",null]})");
    EXPECT_EQ(book.reference<std::optional<Inner>>(),
              R"({"anyOf":[{"$ref":"#/components/schemas/Inner"},{"type":"null"}]})");
}

TEST(SchemaBookTest, EndsForTypesThatHoldThemselves) {
    SchemaBook book;
    (void)book.reference<Tree>();
    EXPECT_NE(book.components().find(R"("items":{"$ref":"#/components/schemas/Tree"})"),
              std::string::npos);
}

TEST(SchemaBookTest, GivesEachTypeAndUseItsOwnName) {
    SchemaBook book;
    const auto describe = [](SchemaBook&, Use) { return std::string{"{}"}; };
    EXPECT_EQ(book.component("a::Page<b::Thing>", Use::answer, describe), "Page_Thing");
    EXPECT_EQ(book.component("a::Thing", Use::answer, describe), "Thing");
    EXPECT_EQ(book.component("b::Thing", Use::answer, describe), "b_Thing");
    EXPECT_EQ(book.component("a::Thing", Use::answer, describe), "Thing");
    EXPECT_EQ(book.component("a::Thing", Use::request, describe), "Thing_request");
    EXPECT_EQ(book.component("x::(anonymous namespace)::Thing", Use::answer, describe), "x_Thing");
    EXPECT_EQ(book.component("y::x::Thing", Use::answer, describe), "y_x_Thing");
}

}  // namespace
}  // namespace gatehouse::json
