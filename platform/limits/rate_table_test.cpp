#include "platform/limits/rate_table.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "platform/limits/siphash.hpp"

namespace gatehouse::limits {
namespace {

using namespace std::chrono_literals;

constexpr Policy kTenAMinute{"ten-a-minute", 10, 60s};

class RateTableTest : public ::testing::Test {
protected:
    SystemRandom random;
    RateTable table{random, 1024};
    SteadyTime now{1000s};
};

TEST(SipHash, gives_the_reference_vectors) {
    const std::array<std::uint64_t, 2> key{0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL};
    std::string message;
    EXPECT_EQ(siphash(key, message), 0x726fdb47dd0e0e31ULL);
    message.push_back('\0');
    EXPECT_EQ(siphash(key, message), 0x74f839c593dc67fdULL);
    for (char i = 1; i < 15; ++i) {
        message.push_back(i);
    }
    EXPECT_EQ(siphash(key, message), 0xa129ca6149be45e5ULL);
}

TEST_F(RateTableTest, the_whole_quota_may_go_at_once_and_comes_back_evenly) {
    for (int i = 0; i < 10; ++i) {
        const Verdict verdict = table.spend(kTenAMinute, "a", now);
        EXPECT_TRUE(verdict.allowed);
        EXPECT_EQ(verdict.remaining, 9 - i);
        EXPECT_EQ(verdict.reset, (i + 1) * 6s);
    }
    const Verdict refused = table.spend(kTenAMinute, "a", now);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.retry_after, 6s);
    EXPECT_EQ(refused.remaining, 0);
    EXPECT_FALSE(table.spend(kTenAMinute, "a", now + 5999ms).allowed);
    EXPECT_TRUE(table.spend(kTenAMinute, "a", now + 6s).allowed);
    EXPECT_FALSE(table.spend(kTenAMinute, "a", now + 6s).allowed);
}

TEST_F(RateTableTest, being_refused_costs_nothing) {
    for (int i = 0; i < 1000; ++i) {
        table.spend(kTenAMinute, "a", now);
    }
    EXPECT_TRUE(table.spend(kTenAMinute, "a", now + 6s).allowed);
}

TEST_F(RateTableTest, keys_and_policies_are_apart) {
    constexpr Policy other{"other", 1, 60s};
    for (int i = 0; i < 10; ++i) {
        table.spend(kTenAMinute, "a", now);
    }
    EXPECT_TRUE(table.spend(kTenAMinute, "b", now).allowed);
    EXPECT_TRUE(table.spend(other, "a", now).allowed);
    EXPECT_FALSE(table.spend(other, "a", now).allowed);
}

TEST_F(RateTableTest, refund_and_reset_give_back_what_was_spent_and_no_more) {
    for (int i = 0; i < 10; ++i) {
        table.spend(kTenAMinute, "a", now);
    }
    table.refund(kTenAMinute, "a", now);
    EXPECT_TRUE(table.spend(kTenAMinute, "a", now).allowed);
    EXPECT_FALSE(table.spend(kTenAMinute, "a", now).allowed);
    table.refund(kTenAMinute, "a", now, 500);
    EXPECT_EQ(table.peek(kTenAMinute, "a", now, 0).remaining, 10);
    table.spend(kTenAMinute, "a", now);
    table.reset(kTenAMinute, "a");
    EXPECT_EQ(table.peek(kTenAMinute, "a", now, 0).remaining, 10);
}

TEST_F(RateTableTest, peek_spends_nothing) {
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(table.peek(kTenAMinute, "a", now).remaining, 9);
    }
}

TEST_F(RateTableTest, BF11_a_flood_of_new_keys_frees_no_key_at_its_limit) {
    for (int i = 0; i < 10; ++i) {
        table.spend(kTenAMinute, "hot", now);
    }
    for (int i = 0; i < 100'000; ++i) {
        table.spend(kTenAMinute, "cold" + std::to_string(i), now);
    }
    EXPECT_FALSE(table.spend(kTenAMinute, "hot", now).allowed);
}

TEST_F(RateTableTest, BF05_parallel_spending_allows_exactly_the_quota) {
    std::atomic<int> allowed = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    allowed += table.spend(kTenAMinute, "shared", now).allowed ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(allowed, 10);
}

TEST(RateTableMemory, BF11_a_million_keys_take_at_most_64_mebibytes) {
#if __has_feature(thread_sanitizer)
    GTEST_SKIP() << "the sanitizer's own memory counts too";
#endif
    const auto resident = [] {
        long pages = 0;
        long total = 0;
        FILE* file = std::fopen("/proc/self/statm", "r");
        EXPECT_EQ(std::fscanf(file, "%ld %ld", &total, &pages), 2);
        std::fclose(file);
        return pages * 4096;
    };
    SystemRandom random;
    const long before = resident();
    RateTable table(random);
    const SteadyTime now{1000s};
    for (int i = 0; i < 1'000'000; ++i) {
        table.spend(kTenAMinute, std::to_string(i), now);
    }
    EXPECT_LE(resident() - before, 64L * 1024 * 1024);
}

}  // namespace
}  // namespace gatehouse::limits
