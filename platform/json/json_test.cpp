#include "platform/json/json.hpp"

#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/utf8.hpp"
#include "platform/json/sample_types_test.hpp"

namespace gatehouse::json {
namespace {

using testing::ElementsAre;

template <class T>
concept Writable = requires(std::string& out, const T& value) { Codec<T>::append(out, value); };

constexpr std::string_view kEverything =
    R"({"yes":true,"big":-9223372036854775808,"small":4294967295,"number":-7,"real":0.1,)"
    R"("text":"é\"\n","at":"2026-01-31T08:05:09.120Z","id":"01234567-89ab-7cde-8f01-23456789abcd",)"
    R"("color":"dark_red","maybe":null,"inners":[{"label":"a","numbers":[1,2]},)"
    R"({"label":"b","numbers":[]}],"object":{"theme":"dark","n":[1.50]}})";

/// `pointer code` of each error.
template <class T>
std::vector<std::string> errors_of(std::string_view text) {
    const auto result = read<T>(text);
    if (result) return {"no error"};
    if (result.error().malformed) return {"malformed"};
    std::vector<std::string> out;
    for (const FieldError& error : result.error().errors) {
        EXPECT_FALSE(error.detail.empty());
        out.push_back(error.pointer + " " + error.code);
    }
    return out;
}

TEST(Json, ReadsAndWritesEveryKindOfMember) {
    const auto value = read<Everything>(kEverything);
    ASSERT_TRUE(value) << value.error().errors.at(0).pointer;
    EXPECT_EQ(value->big, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(value->text, "é\"\n");
    EXPECT_EQ(value->inners.at(0).numbers, (std::vector{1, 2}));
    EXPECT_EQ(value->object.text(), R"({"theme":"dark","n":[1.50]})");
    EXPECT_EQ(write(*value), kEverything);
}

TEST(Json, TheOrderOfMembersDoesNotMatter) {
    const auto value = read<Inner>(R"({"numbers":[3],"label":"x"})");
    ASSERT_TRUE(value);
    EXPECT_EQ(write(*value), R"({"label":"x","numbers":[3]})");
}

TEST(Json, IV05_ReportsEverythingThatIsWrong) {
    EXPECT_THAT(
        errors_of<Everything>(
            R"({"yes":1,"big":1.5,"small":-1,"number":2147483648,"real":"x","text":null,"at":"soon",)"
            R"("id":"7","color":"red","maybe":"toolong","inners":[{"label":"","numbers":[1,"2"]},3],)"
            R"("object":[],"extra/a~b":1})"),
        ElementsAre("/yes wrong_type", "/big wrong_type", "/small out_of_range",
                    "/number out_of_range", "/real wrong_type", "/text wrong_type",
                    "/at invalid_time", "/id invalid_id", "/color invalid_value",
                    "/maybe bad_label", "/inners/0/label bad_label",
                    "/inners/0/numbers/1 wrong_type", "/inners/1 wrong_type", "/object wrong_type",
                    "/extra~1a~0b unknown_member"));
    EXPECT_THAT(errors_of<Inner>("{}"), ElementsAre("/label required", "/numbers required"));
    EXPECT_THAT(errors_of<Inner>(R"({"label":{"$gt":""},"numbers":true})"),
                ElementsAre("/label wrong_type", "/numbers wrong_type"));
    EXPECT_THAT(errors_of<Inner>("[]"), ElementsAre(" wrong_type"));
    EXPECT_THAT(errors_of<Inner>("null"), ElementsAre(" wrong_type"));
    EXPECT_THAT(errors_of<Nothing>(R"({"role":"admin"})"), ElementsAre("/role unknown_member"));
}

TEST(Json, TellsMalformedTextsApart) {
    EXPECT_THAT(errors_of<Inner>(R"({"label":1,"label":2})"), ElementsAre("malformed"));
    EXPECT_THAT(errors_of<Inner>("{"), ElementsAre("malformed"));
    EXPECT_FALSE(read<Inner>("").error().detail.empty());
}

TEST(Json, BoundsTheNumberOfErrorsAndTheirSize) {
    std::string text = R"({"label":"a","numbers":[)";
    for (int i = 0; i < 20'000; ++i)
        text += "\"x\",";
    EXPECT_EQ(errors_of<Inner>(text + "0]}").size(), Errors::kMax);

    const auto result = read<Nothing>("{\"" + std::string(60'000, 'm') + "\":1}");
    ASSERT_FALSE(result);
    EXPECT_LT(result.error().errors.at(0).pointer.size(), 200U);
}

TEST(Json, IV03_NeverRoundsAnInteger) {
    for (const std::string_view bad :
         {"1e3", "1.0", "-0", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
          "12345678901234567890", "1e999", "0.1"}) {
        const auto errors = errors_of<Number>("{\"n\":" + std::string{bad} + "}");
        ASSERT_EQ(errors.size(), 1U) << bad;
        EXPECT_TRUE(errors[0] == "/n wrong_type" || errors[0] == "/n out_of_range") << errors[0];
    }
    EXPECT_THAT(errors_of<Number>(R"({"n":"1"})"), ElementsAre("/n wrong_type"));
    EXPECT_EQ(read<Number>(R"({"n":9223372036854775807})")->n, 9'223'372'036'854'775'807);
}

TEST(Json, IV03_RefusesRealsOutOfRange) {
    EXPECT_THAT(errors_of<Real>(R"({"n":1e999})"), ElementsAre("/n out_of_range"));
    EXPECT_THAT(errors_of<Real>(R"({"n":12345678901234567890})"), ElementsAre("/n out_of_range"));
    EXPECT_EQ(read<Real>(R"({"n":-2.5e-3})")->n, -0.0025);
    for (const double n :
         {0.0, -0.0, 1.0, 9007199254740991.0, 9007199254740992.0, -1e300, 5e-324}) {
        EXPECT_EQ(read<Real>(write(Real{n}))->n, n);
    }
    EXPECT_THROW((void)write(Real{std::numeric_limits<double>::quiet_NaN()}), std::domain_error);
}

TEST(Json, IV04_RefusesNulInEveryString) {
    EXPECT_THAT(errors_of<Inner>(R"({"label":"a\u0000b","numbers":[]})"),
                ElementsAre("/label invalid_character"));
    EXPECT_THAT(errors_of<Login>(R"({"name":"a","password":"abc\u0000def"})"),
                ElementsAre("/password invalid_character"));
    EXPECT_FALSE(Object::parse(R"({"a":[{"b":"\u0000"}]})"));
    EXPECT_FALSE(Object::parse(R"({"a\u0000":1})"));
}

TEST(Json, ReadsSecretsButCannotWriteThem) {
    const auto login = read<Login>(R"({"name":"a","password":"correct horse"})");
    ASSERT_TRUE(login);
    EXPECT_EQ(login->password.expose(), "correct horse");
    static_assert(!Writable<Secret> && Writable<Label>);
}

TEST(Json, TellsAbsentNullAndValueApart) {
    const auto empty = read<Change>("{}");
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->label.absent());
    const auto change = read<Change>(R"({"label":null,"number":3})");
    ASSERT_TRUE(change);
    EXPECT_TRUE(change->label.is_null());
    EXPECT_FALSE(change->label.absent());
    EXPECT_EQ(change->number.value(), 3);
    EXPECT_EQ(write(*empty), "{}");
    EXPECT_EQ(write(*change), R"({"label":null,"number":3})");
    EXPECT_THAT(errors_of<Change>(R"({"label":""})"), ElementsAre("/label bad_label"));
}

TEST(Json, RefusesToRemoveWhatCanOnlyBeReplaced) {
    const auto empty = read<Rename>("{}");
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->label.absent());
    EXPECT_EQ(write(*empty), "{}");
    const auto rename = read<Rename>(R"({"label":"a"})");
    ASSERT_TRUE(rename);
    EXPECT_EQ(rename->label.value(), *Label::parse("a"));
    EXPECT_EQ(write(*rename), R"({"label":"a"})");
    EXPECT_THAT(errors_of<Rename>(R"({"label":null,"color":null})"),
                ElementsAre("/label required", "/color required"));
    EXPECT_THAT(errors_of<Rename>(R"({"label":""})"), ElementsAre("/label bad_label"));
}

TEST(Json, WritesALiteralAndReadsNoOther) {
    EXPECT_EQ(write(Done{{}, 1}), R"({"status":"done","number":1})");
    EXPECT_TRUE(read<Done>(R"({"status":"done","number":1})"));
    EXPECT_THAT(errors_of<Done>(R"({"status":"gone","number":1})"),
                ElementsAre("/status invalid_value"));
}

TEST(Json, StripsTheUnderscoreOfKeywords) {
    EXPECT_EQ(write(std::vector{Color::delete_, Color::dark_red}), R"(["delete","dark_red"])");
    EXPECT_EQ(read<Color>(R"("delete")"), Color::delete_);
    EXPECT_THAT(errors_of<Color>(R"("delete_")"), ElementsAre(" invalid_value"));
    EXPECT_THROW((void)write(static_cast<Color>(9)), std::logic_error);
}

TEST(ObjectTest, BoundsWhatItKeeps) {
    EXPECT_EQ(Object{}.text(), "{}");
    EXPECT_EQ(Object::parse(" { \"a\" : 1 } ")->text(), R"({"a":1})");
    EXPECT_EQ(Object::parse("[]").error().code, "wrong_type");
    EXPECT_EQ(Object::parse("{").error().code, "invalid_value");
    EXPECT_EQ(Object::parse(R"({"a":1e999})").error().code, "out_of_range");
    EXPECT_EQ(Object::parse(R"({"a":[9007199254740993]})").error().code, "out_of_range");
    const auto of_size = [](std::size_t size) {
        return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}";
    };
    EXPECT_TRUE(Object::parse(of_size(Object::kMaxSize)));
    EXPECT_EQ(Object::parse(of_size(Object::kMaxSize + 1)).error().code, "too_long");
}

TEST(Json, ReadsBackWhateverItWrites) {
    std::mt19937_64 random{5};
    const auto text = [&random] {
        std::string out;
        for (auto size = random() % 20; size > 0; --size) {
            auto c =
                static_cast<char32_t>(random() % 4 == 0 ? random() % 0x10FFFF : random() % 0x100);
            if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) c = U'"';
            utf8::append(out, c);
        }
        return out;
    };
    for (int i = 0; i < 1000; ++i) {
        std::vector<Inner> inners;
        for (auto n = random() % 3; n > 0; --n) {
            inners.push_back({Label::parse("abc").value(),
                              {static_cast<int>(random()), static_cast<int>(random())}});
        }
        const Everything value{
            random() % 2 == 0,
            static_cast<std::int64_t>(random()),
            static_cast<std::uint32_t>(random()),
            static_cast<int>(random()),
            std::generate_canonical<double, 64>(random) * 1e17 + 0.5,
            text(),
            time_from_unix_ms(static_cast<std::int64_t>(random() % 253'402'300'799'999)),
            ThingId{Uuid{}},
            Color::delete_,
            random() % 2 == 0 ? std::optional{Label::parse("m").value()} : std::nullopt,
            std::move(inners),
            Object::parse(R"({"k":[true]})").value()};
        const auto back = read<Everything>(write(value));
        ASSERT_TRUE(back) << write(value);
        ASSERT_EQ(*back, value);
    }
}

TEST(Json, ChangedTextsNeverReadAsSomethingThatWritesDifferently) {
    std::mt19937_64 random{6};
    int read_well = 0;
    for (int i = 0; i < 5000; ++i) {
        std::string text{kEverything};
        for (auto n = 1 + random() % 2; n > 0; --n) {
            text[random() % text.size()] = static_cast<char>(random());
        }
        if (const auto value = read<Everything>(text)) {
            ++read_well;
            const auto again = read<Everything>(write(*value));
            ASSERT_TRUE(again);
            ASSERT_EQ(*again, *value);
        }
    }
    EXPECT_GT(read_well, 10);
}

}  // namespace
}  // namespace gatehouse::json
