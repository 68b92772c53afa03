#include "platform/limits/decision_log.hpp"

#include <gtest/gtest.h>

namespace gatehouse::limits {
namespace {

constexpr Policy kPolicy{"some", 10, Seconds{60}};
constexpr Key kClient{KeyKind::client, "\xc0\x00\x02\x01"};

class DecisionLogTest : public ::testing::Test {
protected:
    void add(std::string_view id, Outcome outcome, std::int64_t remaining = 0) {
        log.add(id, kPolicy, kClient, outcome, Verdict{.remaining = remaining}, Time{});
    }

    DecisionLog log{64, 64};
};

TEST_F(DecisionLogTest, finds_what_was_decided_for_a_request) {
    add("one", Outcome::allowed, 3);
    add("two", Outcome::allowed);
    add("one", Outcome::refused);
    const auto found = log.find("one");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].policy, &kPolicy);
    EXPECT_EQ(found[0].key, kClient.bytes);
    EXPECT_EQ(found[0].remaining, 3);
    EXPECT_EQ(found[1].outcome, Outcome::refused);
    EXPECT_TRUE(log.find("three").empty());
    EXPECT_TRUE(log.find("").empty());
}

TEST_F(DecisionLogTest, allowed_ones_do_not_push_out_refused_ones) {
    add("refused", Outcome::refused);
    add("tried", Outcome::would_refuse);
    add("allowed", Outcome::allowed);
    for (int i = 0; i < 10'000; ++i) {
        add("flood" + std::to_string(i), Outcome::allowed);
    }
    EXPECT_EQ(log.find("refused").size(), 1U);
    EXPECT_EQ(log.find("tried").size(), 1U);
    EXPECT_TRUE(log.find("allowed").empty());
    EXPECT_EQ(log.find("flood9999").size(), 1U);
}

TEST_F(DecisionLogTest, keeps_the_first_bytes_of_long_keys_and_ids) {
    const std::string id(100, 'x');
    log.add(id, kPolicy, {KeyKind::account, "0123456789abcdef"}, Outcome::allowed, {}, Time{});
    const auto found = log.find(id.substr(0, DecisionLog::kIdSize));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].key, "01234567");
}

}  // namespace
}  // namespace gatehouse::limits
