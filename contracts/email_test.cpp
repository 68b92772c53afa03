#include "contracts/email.hpp"

#include <random>
#include <type_traits>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

static_assert(!std::is_default_constructible_v<Email>);
static_assert(!std::is_convertible_v<std::string, Email>);
static_assert(!std::is_convertible_v<Email, std::string>);

std::string canonical(std::string_view text) {
    const auto email = Email::parse(text);
    return email ? email->text() : "refused";
}

TEST(EmailTest, KeepsUsualAddresses) {
    for (const std::string_view text :
         {"a@example.com", "first.last+tag@sub.example.co.uk", "x_y-z@example.org",
          "!#$%&'*+-/=?^_`{|}~@example.com", "1@2.example", "user@xn--mnchen-3ya.de",
          "почта@example.com", "用户@example.com", "i@example.museum"}) {
        EXPECT_EQ(canonical(text), text);
    }
}

TEST(EmailTest, IV07_SpellingsOfOneAddressAreEqual) {
    EXPECT_EQ(canonical("A@EXAMPLE.com"), "a@example.com");
    EXPECT_EQ(canonical("ÄÖ@Example.Com"), "äö@example.com");
    EXPECT_EQ(canonical("a\u0308@example.com"), "ä@example.com");
    EXPECT_EQ(canonical("a@MÜNCHEN.de"), "a@xn--mnchen-3ya.de");
    EXPECT_EQ(canonical("a@mu\u0308nchen.de"), "a@xn--mnchen-3ya.de");
    EXPECT_EQ(canonical("a@XN--mnchen-3ya.DE"), "a@xn--mnchen-3ya.de");
    EXPECT_EQ(canonical("a@faß.de"), "a@xn--fa-hia.de");
    EXPECT_EQ(canonical("a@example。com"), "a@example.com");
    EXPECT_EQ(canonical("ΑΣ@example.com"), "ασ@example.com");
}

TEST(EmailTest, IV07_LookAlikesStayDistinct) {
    EXPECT_NE(canonical("аdmin@example.com"), "admin@example.com");  // Cyrillic а
    EXPECT_NE(canonical("a@exаmple.com"), "a@example.com");
    EXPECT_EQ(canonical("mıke@example.com"), "mıke@example.com");  // dotless i
    EXPECT_EQ(canonical("Mİke@example.com"), "mi\u0307ke@example.com");
    EXPECT_NE(canonical("straße@example.com"), canonical("strasse@example.com"));
}

TEST(EmailTest, IV07_RefusesWhatIsNoAddress) {
    for (const std::string_view text : {"",
                                        "@",
                                        "a",
                                        "a@",
                                        "@example.com",
                                        "a@b@example.com",
                                        "a@example",
                                        "a@localhost",
                                        ".a@example.com",
                                        "a.@example.com",
                                        "a..b@example.com",
                                        "a b@example.com",
                                        " a@example.com",
                                        "a@example.com ",
                                        "a@ example.com",
                                        "\"a\"@example.com",
                                        "a(c)@example.com",
                                        "a,b@example.com",
                                        "a;b@example.com",
                                        "a:b@example.com",
                                        "<a@example.com>",
                                        "a[@example.com",
                                        "a\\b@example.com",
                                        "a@[127.0.0.1]",
                                        "a@127.0.0.1",
                                        "a@1.0x7f",
                                        "a@example.com.",
                                        "a@.example.com",
                                        "a@example..com",
                                        "a@-example.com",
                                        "a@example-.com",
                                        "a@exa_mple.com",
                                        "a@exam ple.com",
                                        "a@example.com\r\nBcc: b@c.de",
                                        "a\r\n@example.com",
                                        "a\n@example.com",
                                        "a@example.com\n",
                                        "a\t@example.com",
                                        "a\u00A0b@example.com",
                                        "a\u200Bb@example.com",
                                        "a\u202Eb@example.com",
                                        "a\u2028@example.com",
                                        "a＠b@example.com",
                                        "\u0301a@example.com",
                                        "a@xn--a.com",
                                        "a@exam\u00ADple\u2024com",
                                        "\xFF@example.com",
                                        "a\xC3@example.com",
                                        "a@\xFF.com",
                                        "a\uE000@example.com"}) {
        EXPECT_EQ(canonical(text), "refused") << text;
    }
    EXPECT_EQ(canonical(std::string_view{"a\0@example.com", 14}), "refused");
    EXPECT_EQ(canonical(std::string_view{"a@example.com\0.evil.org", 23}), "refused");
    EXPECT_EQ(Email::parse("a").error().code, "invalid_email");
}

TEST(EmailTest, LimitsItsParts) {
    const std::string local(64, 'l');
    EXPECT_NE(canonical(local + "@example.com"), "refused");
    EXPECT_EQ(canonical(local + "l@example.com"), "refused");
    EXPECT_EQ(canonical(std::string(33, 'x') + std::string("ééééééééééééééééé") + "@example.com"),
              "refused");  // 67 bytes
    const std::string label(63, 'd');
    const std::string domain = label + "." + label + "." + label;  // 191 bytes
    EXPECT_NE(canonical(local.substr(0, 62) + "@" + domain), "refused");
    EXPECT_EQ(canonical(local.substr(0, 63) + "@" + domain), "refused");
    EXPECT_EQ(canonical("a@" + label + "d.com"), "refused");
    EXPECT_EQ(canonical(std::string(100'000, 'a')), "refused");
}

TEST(EmailTest, GivesItsPartsAndAMask) {
    const Email email = Email::parse("Ändi@Example.com").value();
    EXPECT_EQ(email.local(), "ändi");
    EXPECT_EQ(email.domain(), "example.com");
    EXPECT_EQ(email.masked(), "ä***@example.com");
}

TEST(EmailTest, CanonicalFormsAreFixedPoints) {
    // Pieces that have broken such code before: case pairs, compositions, look-alikes, specials.
    constexpr std::string_view kPieces[] = {
        "a",      "B",      "ı",      "İ",      "ſ",          "K",  "Å",  "ß",      "ẞ",  "Σ", "ς",
        "\u0301", "\u0307", "\u0345", "ﬁ",      "Ⅷ",          "ⓐ",  "＠", "．",     "。", "@", ".",
        "-",      "xn--",   "\u200D", "\xC3",   "😀",         "一", "ก",  "\u0E33", "Ǆ",  "ǅ", "ᾈ",
        "Ω",      "①",      "\u1100", "\u1161", "example.com"};
    std::mt19937 random{3};
    int accepted = 0;
    for (int i = 0; i < 30'000; ++i) {
        std::string text;
        for (auto n = random() % 6; n > 0; --n)
            text += kPieces[random() % std::size(kPieces)];
        if (random() % 4 != 0) text += "@example.com";
        const auto email = Email::parse(text);
        if (!email) continue;
        ++accepted;
        const auto again = Email::parse(email->text());
        ASSERT_TRUE(again) << text << " -> " << email->text();
        ASSERT_EQ(again->text(), email->text()) << text;
        ASSERT_LE(email->text().size(), Email::kMaxSize);
        ASSERT_EQ(std::ranges::count(email->text(), '@'), 1);
    }
    EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace gatehouse
