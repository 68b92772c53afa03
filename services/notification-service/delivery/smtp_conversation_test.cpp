#include "services/notification-service/delivery/smtp_conversation.hpp"

#include <gtest/gtest.h>

namespace gatehouse::notification {
namespace {

using Outcome = Handover::Outcome;

/// A conversation in which each command got 250, and the last one `reply` ("" for none).
SmtpConversation after(std::initializer_list<const char*> commands, const char* reply) {
    SmtpConversation conversation;
    conversation.received_reply("220 mail.example ESMTP\r\n");
    for (const char* command : commands) {
        conversation.received_reply("250 fine\r\n");
        conversation.sent_command(command);
    }
    conversation.received_reply(reply);
    return conversation;
}

TEST(SmtpConversation, A5yzAboutTheMailIsForGood) {
    for (const char* command : {"MAIL FROM:<a@b.c>\r\n", "RCPT TO:<d@e.f>\r\n", "DATA\r\n"}) {
        EXPECT_EQ(after({command}, "550 5.1.1 no\r\n").failure("x").outcome, Outcome::refused)
            << command;
        EXPECT_EQ(after({command}, "450 4.2.1 not now\r\n").failure("x").outcome,
                  Outcome::postponed)
            << command;
        EXPECT_EQ(after({command}, "").failure("x").outcome, Outcome::postponed) << command;
    }
    auto conversation = after({"DATA\r\n"}, "354 go on\r\n");
    conversation.sent_content();
    EXPECT_EQ(conversation.failure("cut").outcome, Outcome::postponed);
    conversation.received_reply("554 5.7.1 spam\r\n");
    EXPECT_EQ(conversation.failure("x").outcome, Outcome::refused);
}

TEST(SmtpConversation, PartingChangesNothing) {
    auto conversation = after({"RCPT TO:<d@e.f>\r\n"}, "550 5.1.1 no\r\n");
    conversation.sent_command("QUIT\r\n");
    EXPECT_EQ(conversation.failure("x").outcome, Outcome::refused);
    conversation.received_reply("221 bye\r\n");
    EXPECT_EQ(conversation.failure("x").reason, "recipient: x (reply 550 5.1.1)");
}

TEST(SmtpConversation, WhatIsWrongWithTheServerOrTheSettingsMayPass) {
    SmtpConversation greeting;
    greeting.received_reply("554 no service here\r\n");
    EXPECT_EQ(greeting.failure("x").outcome, Outcome::postponed);
    for (const char* command : {"EHLO me\r\n", "STARTTLS\r\n", "AUTH PLAIN\r\n"}) {
        EXPECT_EQ(after({command}, "550 no\r\n").failure("x").outcome, Outcome::postponed);
    }
    for (const char* reply : {"530 TLS first\r\n", "535 wrong\r\n", "538 encrypt\r\n"}) {
        EXPECT_EQ(after({"MAIL FROM:<a@b.c>\r\n"}, reply).failure("x").outcome, Outcome::postponed);
    }
}

TEST(SmtpConversation, TheReasonNamesStepAndCodesAndNoAddress) {
    const auto conversation = after({"MAIL FROM:<a@b.c>\r\n", "RCPT TO:<ada@example.com>\r\n"},
                                    "550 5.1.1 <ada@example.com>: unknown\r\n");
    EXPECT_EQ(conversation.failure("RCPT failed: 550").reason,
              "recipient: RCPT failed: 550 (reply 550 5.1.1)");
    EXPECT_EQ(after({"RCPT TO:<d@e.f>\r\n"}, "550 d@e.f. is. unknown\r\n").failure("x").reason,
              "recipient: x (reply 550)");
    EXPECT_EQ(after({"AUTH PLAIN\r\n", "c2VjcmV0\r\n"}, "").failure("cut").reason, "sign_in: cut");
}

}  // namespace
}  // namespace gatehouse::notification
