#include "platform/json/document.hpp"

#include <chrono>
#include <ctime>
#include <random>

#include <gtest/gtest.h>

namespace gatehouse::json {
namespace {

std::string compact(std::string_view text) {
    const auto document = Document::parse(text);
    if (!document) return "refused: " + document.error();
    std::string out;
    append_compact(out, document->root());
    return out;
}

bool refused(std::string_view text) {
    return !Document::parse(text).has_value();
}

/// CPU time of this thread, which a busy machine does not change.
template <class Work>
std::chrono::milliseconds time_of(Work&& work) {
    const auto used = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    };
    const auto begin = used();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(used() - begin);
}

TEST(DocumentTest, ReadsEveryKind) {
    EXPECT_EQ(
        compact(R"( { "a" : [ 1 , -2.50e+10 , "x" ] , "b" : { } , "c" : [ ] , "d" : null } )"),
        R"({"a":[1,-2.50e+10,"x"],"b":{},"c":[],"d":null})");
    EXPECT_EQ(compact("true"), "true");
    EXPECT_EQ(compact(R"("\u00e9\ud83d\ude00\/\"\\\b\f\n\r\t")"), R"("é😀/\"\\\b\f\n\r\t")");
    EXPECT_EQ(compact("12345678901234567890123"), "12345678901234567890123");
    EXPECT_EQ(compact("\t\r\n 1 \t\r\n"), "1");
}

TEST(DocumentTest, IV02_RefusesWhatIsNotJson) {
    for (const std::string_view text : {"",
                                        " ",
                                        "{",
                                        "[1,]",
                                        R"({"a":1,})",
                                        "[1 2]",
                                        "{a:1}",
                                        "{'a':1}",
                                        "nul",
                                        "True",
                                        "NaN",
                                        "Infinity",
                                        "-Infinity",
                                        "+1",
                                        "01",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "0x1",
                                        "-",
                                        "// c\n1",
                                        "/* c */1",
                                        "1 /* c */",
                                        "\xEF\xBB\xBF{}",
                                        "\"a\nb\"",
                                        "\"\t\"",
                                        R"("\x41")",
                                        R"("\u12")",
                                        "\"open",
                                        "1 2",
                                        "{} {}",
                                        "[]]",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{,}",
                                        "\x0B"
                                        "1",
                                        "\xC2\xA0"
                                        "1"}) {
        EXPECT_TRUE(refused(text)) << text;
    }
    EXPECT_TRUE(refused(std::string_view{"{}\0", 3}));
    EXPECT_TRUE(refused(std::string_view{"\"a\0b\"", 5}));
}

TEST(DocumentTest, IV04_RefusesWhatIsNotUtf8) {
    for (const std::string_view text :
         {"\"\xFF\"", "\"\xC0\x80\"", "\"\xE0\x80\x80\"", "\"\xED\xA0\x80\"",
          "\"\xF4\x90\x80\x80\"", "\"\xC3\"", R"("\ud800")", R"("\ud800x")", R"("\udc00")",
          R"("\ud800\ud800")", "{\"\xFF\":1}"}) {
        EXPECT_TRUE(refused(text)) << text;
    }
}

TEST(DocumentTest, IV02_RefusesDuplicateMembersAtAnyDepthAndInAnyEscape) {
    EXPECT_EQ(compact(R"({"email":1,"email":2})"),
              "refused: an object has two members of the same name");
    EXPECT_TRUE(refused(R"([{"x":{"a":1,"b":2,"a":3}}])"));
    EXPECT_TRUE(refused(R"({"email":1,"\u0065mail":2})"));
    EXPECT_TRUE(refused(R"({"":1,"":2})"));
    EXPECT_EQ(compact(R"({"a":{"a":{"a":1}},"A":2})"), R"({"a":{"a":{"a":1}},"A":2})");
    std::string many = "{\"m0\":0";
    for (int i = 1; i < 200; ++i)
        many += ",\"m" + std::to_string(i) + "\":0";
    EXPECT_FALSE(refused(many + "}"));
    EXPECT_TRUE(refused(many + ",\"m77\":0}"));
}

TEST(DocumentTest, IV01_LimitsDepthAndMembers) {
    EXPECT_FALSE(refused(std::string(32, '[') + std::string(32, ']')));
    EXPECT_EQ(compact(std::string(33, '[') + std::string(33, ']')),
              "refused: nested deeper than 32 levels");
    const auto object = [](int members) {
        std::string text = "{";
        for (int i = 0; i < members; ++i)
            text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
        return text + "}";
    };
    EXPECT_FALSE(refused(object(256)));
    EXPECT_EQ(compact(object(257)), "refused: an object has more than 256 members");
}

TEST(DocumentTest, IV01_HostileTextsCostLittle) {
    const std::string brackets(100'000, '[');
    EXPECT_LT(time_of([&] { EXPECT_TRUE(refused(brackets)); }).count(), 5);

    // The members of one object are few, so the worst is many objects of 256 equal-length names.
    std::string colliding = "{";
    for (int i = 0; i < 100'000; ++i) {
        colliding +=
            (i ? ",\"" : "\"") + std::string(60, 'a') + std::to_string(1'000'000 + i) + "\":0";
    }
    EXPECT_LT(time_of([&] { EXPECT_TRUE(refused(colliding + "}")); }).count(), 50);

    std::string object = "{";
    for (int i = 0; i < 256; ++i)
        object += (i ? ",\"" : "\"") + std::to_string(1000 + i) + "\":0";
    object += "}";
    std::string list = "[" + object;
    for (int i = 0; i < 400; ++i)
        list += "," + object;
    EXPECT_LT(time_of([&] { EXPECT_FALSE(refused(list + "]")); }).count(), 500);
}

TEST(DocumentTest, FindsMembers) {
    const auto document = Document::parse(R"({"a":[1,{"b":2}],"c":{"d":true}})");
    ASSERT_TRUE(document);
    const Value root = document->root();
    EXPECT_EQ(root.size(), 2U);
    EXPECT_TRUE(root.find("c")->find("d")->boolean());
    EXPECT_EQ(root.find("a")->first().next().find("b")->text(), "2");
    EXPECT_FALSE(root.find("b"));
    EXPECT_FALSE(root.find("a")->find("b"));
}

TEST(DocumentTest, CompactTextReadsBackTheSame) {
    std::mt19937 random{11};
    const auto value = [&random](const auto& self, int depth) -> std::string {
        constexpr std::string_view kLeaves[] = {"null", "true",           "-0.5e-3",
                                                "17",   R"("é\n\u2028")", "[]"};
        const auto choice = random() % 8;
        if (depth == 0 || choice < 5) return std::string{kLeaves[random() % std::size(kLeaves)]};
        std::string out{choice == 5 ? "{" : "["};
        const auto size = random() % 4;
        for (unsigned i = 0; i < size; ++i) {
            if (i > 0) out += " , ";
            if (choice == 5) out += "\"k" + std::to_string(i) + "\" : ";
            out += self(self, depth - 1);
        }
        return out + (choice == 5 ? "}" : "]");
    };
    for (int i = 0; i < 500; ++i) {
        const std::string text = value(value, 6);
        const std::string once = compact(text);
        ASSERT_FALSE(once.starts_with("refused")) << text;
        ASSERT_EQ(compact(once), once);
    }
}

TEST(DocumentTest, TextsCutAnywhereAreRefused) {
    const std::string text = R"({"a":[1,-2.5e10,{"b":"é\u00e9\ud83d\ude00"}],"c":null})";
    ASSERT_FALSE(refused(text));
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_TRUE(refused(std::string_view{text}.substr(0, size))) << size;
    }
}

TEST(InteroperableNumber, IsWhatEveryReaderAgreesOn) {
    for (const std::string_view token :
         {"0", "-1", "9007199254740991", "-9007199254740991", "0.1", "1e3", "-0.0", "1.5e-300"}) {
        EXPECT_TRUE(interoperable_number(token)) << token;
    }
    for (const std::string_view token :
         {"-0", "9007199254740992", "-9007199254740992", "9223372036854775808",
          "18446744073709551616", "12345678901234567890", "1e999", "-1e999", "1e-999"}) {
        EXPECT_FALSE(interoperable_number(token)) << token;
    }
}

}  // namespace
}  // namespace gatehouse::json
