#include "services/notification-service/intake/rendering.hpp"

#include <string>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11.hpp>
#include <gtest/gtest.h>

namespace gatehouse::notification {
namespace {

using contracts::MailContent;
using contracts::MailKind;

MailContent content() {
    return {.to = "ada@example.com",
            .name = "Ada",
            .token = "TOKEN123",
            .code = "427 913",
            .new_email = "new@example.com",
            .ip = "192.0.2.7",
            .user_agent = "Firefox on Debian",
            .occurred_at = time_from_unix_ms(1'768'478'400'000)};
}

template <class F>
void for_each_kind(F f) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<MailKind>>(
        [&](auto kind) { f(kind.value, kind.name); });
}

TEST(Rendering, every_kind_of_mail_has_its_templates_in_every_language) {
    const Rendering rendering("https://id.example.com");
    for (const std::string language : {"en", "de"}) {
        for_each_kind([&](MailKind kind, const char* name) {
            const RenderedMail mail = rendering.render(kind, content(), language, "");
            EXPECT_EQ(mail.to, "ada@example.com") << name;
            EXPECT_GT(mail.subject.size(), 10U) << name;
            EXPECT_NE(mail.text.find("Ada"), std::string::npos) << name;
            EXPECT_NE(mail.html.find("lang=\"" + language), std::string::npos) << name;
            for (const std::string& part : {mail.subject, mail.text, mail.html}) {
                EXPECT_EQ(part.find("{{"), std::string::npos) << name << ": " << part;
                EXPECT_EQ(part.find("}}"), std::string::npos) << name << ": " << part;
            }
        });
    }
}

TEST(Rendering, a_token_stands_behind_the_hash_of_a_link_to_the_configured_address) {
    const Rendering rendering("https://id.example.com");
    const RenderedMail mail = rendering.render(MailKind::reset_password, content(), "en", "");
    EXPECT_NE(mail.text.find("https://id.example.com/reset#token=TOKEN123"), std::string::npos);
    EXPECT_NE(mail.html.find("https://id.example.com/reset#token=TOKEN123"), std::string::npos);
    EXPECT_NE(mail.text.find("427 913"), std::string::npos);
}

TEST(Rendering, XS01_what_people_write_is_inert_in_mails) {
    const Rendering rendering("https://id.example.com");
    MailContent hostile = content();
    hostile.name = "<script>alert(1)</script>\r\nBcc: everybody@example.com";
    hostile.user_agent = "<img src=x onerror=alert(1)>{{link}}";
    for_each_kind([&](MailKind kind, const char* name) {
        const RenderedMail mail = rendering.render(kind, hostile, "en", "");
        EXPECT_EQ(mail.html.find("<script"), std::string::npos) << name;
        EXPECT_EQ(mail.html.find("<img"), std::string::npos) << name;
        EXPECT_EQ(mail.subject.find_first_of("\r\n"), std::string::npos) << name;
    });
}

TEST(Rendering, XS01_what_people_write_becomes_no_link) {
    const Rendering rendering("https://id.example.com");
    MailContent hostile = content();
    hostile.name = "Prize at https://evil.example/win or www.evil.example, mail me@evil.example";
    hostile.user_agent = "Mozilla/5.0 (compatible; +http://evil.example/)" + std::string(500, 'x');
    for_each_kind([&](MailKind kind, const char* name) {
        const RenderedMail mail = rendering.render(kind, hostile, "en", "");
        for (const std::string& part : {mail.subject, mail.text, mail.html}) {
            EXPECT_EQ(part.find("evil.example"), std::string::npos) << name << part;
            EXPECT_EQ(part.find("://evil"), std::string::npos) << name << part;
        }
        EXPECT_LT(mail.text.size(), 1500U) << name;
    });
    hostile.name = "Dr. J. R. O'Neil jr.";
    hostile.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    const RenderedMail mail = rendering.render(MailKind::new_sign_in, hostile, "en", "");
    EXPECT_NE(mail.text.find("Hello Dr. J. R. O'Neil jr.,"), std::string::npos) << mail.text;
    EXPECT_NE(mail.text.find(*hostile.user_agent), std::string::npos) << mail.text;
}

TEST(Rendering, the_language_is_the_persons_choice_then_what_the_browser_asks_for) {
    EXPECT_EQ(choose_language("de", "en"), "de");
    EXPECT_EQ(choose_language("de-AT", ""), "de");
    EXPECT_EQ(choose_language("DE", ""), "de");
    EXPECT_EQ(choose_language("fr", "de;q=0.8, en;q=0.4"), "de");
    EXPECT_EQ(choose_language("", "fr, en;q=0.3, de-CH;q=0.9"), "de");
    EXPECT_EQ(choose_language("", "de;q=0, en;q=0.1"), "en");
    EXPECT_EQ(choose_language("", "de;q=nonsense"), "en");
    EXPECT_EQ(choose_language("", ",,;;q=1,"), "en");
    EXPECT_EQ(choose_language("", ""), "en");
}

}  // namespace
}  // namespace gatehouse::notification
