#include "services/notification-service/delivery/mail_headers.hpp"

#include <gtest/gtest.h>

#include "services/notification-service/settings.hpp"

namespace gatehouse::notification {
namespace {

TEST(MailHeaders, SendersAreEncodedSoThatTheirNamesMeanNothing) {
    EXPECT_EQ(sender_header("a@example.com"), "a@example.com");
    EXPECT_EQ(sender_header("Example <a@example.com>"), "Example <a@example.com>");
    EXPECT_EQ(sender_header("Example, Inc. <a@example.com>"),
              "=?UTF-8?B?RXhhbXBsZSwgSW5jLg==?= <a@example.com>");
    EXPECT_EQ(sender_header("\"Example, Inc.\" <a@example.com>"),
              "=?UTF-8?B?RXhhbXBsZSwgSW5jLg==?= <a@example.com>");
    EXPECT_EQ(sender_header("M\u00fcller <a@example.com>"),
              "=?UTF-8?B?TcO8bGxlcg==?= <a@example.com>");
    EXPECT_EQ(domain_of("Example <a@mail.example.com>"), "mail.example.com");
}

TEST(MailHeaders, LongTextsAreFoldedBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        text += "\u00e4";
    }
    const std::string encoded = encode_header(text);
    std::size_t begin = 0;
    while (begin < encoded.size()) {
        const auto end = std::min(encoded.find("\r\n", begin), encoded.size());
        EXPECT_LE(end - begin, 76U);
        begin = end + 2;
    }
    EXPECT_EQ(encoded.find("w6TDpMOk"), 10U);
    EXPECT_EQ(encode_header("plain"), "plain");
    EXPECT_NE(encode_header("=?UTF-8?B?YQ==?="), "=?UTF-8?B?YQ==?=");
}

TEST(MailHeaders, DatesAreThoseOfRfc5322) {
    EXPECT_EQ(date_header(time_from_unix_ms(1'768'478'400'000)), "Thu, 15 Jan 2026 12:00:00 +0000");
}

TEST(Mailbox, IsAnAddressWithOrWithoutAName) {
    for (const char* good : {"a@example.com", "Example <a@example.com>", "<a@example.com>",
                             "root@localhost", "M\u00fcller, AG <a@example.com>"}) {
        EXPECT_TRUE(is_mailbox(good)) << good;
    }
    for (const char* bad :
         {"", "example.com", "@example.com", "a@", "Example <a@example.com", "a b@example.com",
          "<a@example.com> Example", "a@b@example.com", "A <a@example.com>, B <b@example.com>",
          "Example <a@example.com>\r\nBcc: x@example.com", "a@example.com, b@example.com"}) {
        EXPECT_FALSE(is_mailbox(bad)) << bad;
    }
}

}  // namespace
}  // namespace gatehouse::notification
