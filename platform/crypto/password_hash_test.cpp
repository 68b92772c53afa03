#include "platform/crypto/password_hash.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include <time.h>

#include "platform/crypto/fixture_test.hpp"

namespace gatehouse::crypto {
namespace {

using Algorithm = PasswordScheme::Algorithm;

constexpr PasswordScheme kQuickBcrypt{.bcrypt_cost = 4};
constexpr PasswordScheme kQuickArgon2{
    .algorithm = Algorithm::argon2id, .argon2_memory_kib = 64, .argon2_iterations = 1};

/// What a thread or the process has had of the processors, in seconds.
double processor_time(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

class PasswordHash : public WithKeys {
protected:
    [[nodiscard]] PasswordHasher hasher(PasswordScheme scheme) { return {*ring_, random_, scheme}; }

    std::unique_ptr<KeyRing> ring_ = open();
};

TEST_F(PasswordHash, PW10IsTaggedSaltedAndOfTheCostAskedFor) {
    const PasswordHasher standard = hasher({});
    const std::string stored = standard.hash("a fine password");
    EXPECT_TRUE(stored.starts_with("$gh1$1$2b$12$")) << stored;
    EXPECT_EQ(stored.size(), 6 + 60U);
    EXPECT_TRUE(standard.verify("a fine password", stored));
    EXPECT_FALSE(standard.needs_rehash(stored));

    const PasswordHasher quick = hasher(kQuickBcrypt);
    const std::string first = quick.hash("same");
    EXPECT_NE(first, quick.hash("same")) << "each hash has its own salt";
    EXPECT_TRUE(first.starts_with("$gh1$1$2b$04$")) << first;
    EXPECT_TRUE(standard.needs_rehash(first)) << "the cost was raised";
    EXPECT_TRUE(standard.verify("same", first));

    const PasswordHasher argon2 = hasher(kQuickArgon2);
    const std::string other = argon2.hash("same");
    EXPECT_TRUE(other.starts_with("$gh1$1$argon2id$v=19$m=64,t=1,p=1$")) << other;
    EXPECT_FALSE(argon2.needs_rehash(other));
    EXPECT_TRUE(argon2.needs_rehash(first));
    EXPECT_TRUE(quick.needs_rehash(other));
    EXPECT_TRUE(quick.verify("same", other)) << "every known format is checked";
    EXPECT_FALSE(quick.verify("other", other));
}

TEST_F(PasswordHash, PW03EveryByteCounts) {
    for (const auto& scheme : {kQuickBcrypt, kQuickArgon2}) {
        const PasswordHasher any = hasher(scheme);
        const std::string stored = any.hash(std::string(72, 'a') + "X");
        EXPECT_TRUE(any.verify(std::string(72, 'a') + "X", stored));
        EXPECT_FALSE(any.verify(std::string(72, 'a') + "Y", stored));
        EXPECT_FALSE(any.verify(std::string(72, 'a'), stored));
        const std::string longest(1024, 'b');
        EXPECT_TRUE(any.verify(longest, any.hash(longest)));
        EXPECT_FALSE(any.verify(longest.substr(1), any.hash(longest)));
    }
}

TEST_F(PasswordHash, PW04NulIsRefusedNeverATerminator) {
    const PasswordHasher any = hasher(kQuickBcrypt);
    EXPECT_THROW((void)any.hash(std::string("abc\0def", 7)), std::invalid_argument);
    EXPECT_FALSE(any.verify(std::string("abc\0def", 7), any.hash("abc")));
}

TEST_F(PasswordHash, PW08OneNormalFormElseEveryCharacterAsItIs) {
    const PasswordHasher any = hasher(kQuickBcrypt);
    const std::string composed = "caf\xc3\xa9 am fluss";
    const std::string decomposed = "cafe\xcc\x81 am fluss";
    EXPECT_TRUE(any.verify(composed, any.hash(decomposed)));
    EXPECT_TRUE(any.verify(decomposed, any.hash(composed)));
    EXPECT_TRUE(any.verify("file", any.hash("\xef\xac\x81le"))) << "compatibility forms too";
    const std::string stored = any.hash(composed);
    EXPECT_FALSE(any.verify(" " + composed, stored));
    EXPECT_FALSE(any.verify(composed + " ", stored));
    EXPECT_FALSE(any.verify("Caf\xc3\xa9 am fluss", stored));
    EXPECT_THROW((void)any.hash("\xff\xfe"), std::invalid_argument);
    EXPECT_FALSE(any.verify("\xff\xfe", stored));
}

TEST_F(PasswordHash, ChecksImportedBcryptOfEachKind) {
    const PasswordHasher any = hasher(kQuickBcrypt);
    // Vectors of the bcrypt of OpenBSD and of the tests of jBCrypt.
    constexpr std::string_view kStored =
        "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.";
    EXPECT_TRUE(any.verify("", kStored));
    constexpr std::string_view kA = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    EXPECT_TRUE(any.verify("U*U", kA));
    EXPECT_FALSE(any.verify("U*V", kA));
    for (const std::string_view tag : {"$2b$", "$2y$"}) {
        const std::string other = std::string(tag) + std::string(kA.substr(4));
        EXPECT_TRUE(any.verify("U*U", other)) << other;
        EXPECT_TRUE(any.needs_rehash(other));
    }
    EXPECT_FALSE(any.verify("U*U", "$2x$" + std::string(kA.substr(4))));
    EXPECT_TRUE(
        any.verify("\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"))
        << "another system's password need not be UTF-8";
    EXPECT_FALSE(any.verify(std::string(1024, 'x'), kA)) << "longer than crypt(3) takes";
}

/// Counts the salts of hashes that are made.
class CountingRandom final : public RandomSource {
public:
    void fill(std::span<std::byte> out) override {
        ++count;
        system_.fill(out);
    }
    int count = 0;

private:
    SystemRandom system_;
};

TEST_F(PasswordHash, EN02WhatACheaperBcryptDoesLessIsDoneOnTop) {
    CountingRandom random;
    const PasswordHasher today{*ring_, random, {.bcrypt_cost = 8}};
    const std::string_view salted = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    // Cost 5 and, on top, 5, 6 and 7 are one of cost 8.
    for (const auto& [setting, on_top] : {std::pair{"$2a$05$", 3},
                                          {"$2y$04$", 4},
                                          {"$2b$08$", 0},
                                          {"$2b$09$", 0},
                                          {"$gh1$1$2b$07$", 1},
                                          {"$gh1$1$2b$08$", 0}}) {
        random.count = 0;
        EXPECT_FALSE(today.verify_evenly("password", setting + std::string{salted}));
        // A dearer one is not: a part of one of today tells that.
        EXPECT_EQ(random.count, std::string_view{setting} == "$2b$09$" ? 1 : on_top) << setting;
    }
    random.count = 0;
    EXPECT_TRUE(today.verify_evenly("U*U", "$2a$05$" + std::string{salted}));
    EXPECT_EQ(random.count, 0) << "a right password tells anyway";
}

TEST_F(PasswordHash, EN02OtherFormatsTakeTheWorkOfAHashOfToday) {
    const auto cost = [&](const PasswordHasher& today, const std::string& stored) {
        std::vector<double> costs;
        for (int i = 0; i < 5; ++i) {
            const double begin = processor_time(CLOCK_THREAD_CPUTIME_ID);
            EXPECT_FALSE(today.verify_evenly("password", stored));
            costs.push_back(processor_time(CLOCK_THREAD_CPUTIME_ID) - begin);
        }
        std::ranges::sort(costs);
        return costs[2];
    };
    const std::string hash(43, 'A');
    for (const PasswordScheme& scheme :
         {PasswordScheme{.bcrypt_cost = 9},
          PasswordScheme{.algorithm = Algorithm::argon2id, .argon2_memory_kib = 32 * 1024}}) {
        const PasswordHasher today = hasher(scheme);
        for (const std::string& stored :
             {std::string{"unknown"}, "$pbkdf2-sha256$2000$c2FsdHNhbHQ$" + hash,
              "$argon2id$v=19$m=2048,t=1,p=1$c2FsdHNhbHQ$" + hash,
              hasher({.bcrypt_cost = 6}).dummy()}) {
            // Without it a tenth at most; argon2 varies with what else uses the memory.
            const double ratio = cost(today, stored) / cost(today, today.dummy());
            EXPECT_GT(ratio, 0.5) << stored;
            EXPECT_LT(ratio, 2) << stored;
        }
    }
}

TEST_F(PasswordHash, LanesOfArgon2AreTheWorkOfOneThread) {
    const PasswordScheme scheme{.algorithm = Algorithm::argon2id,
                                .argon2_memory_kib = 64 * 1024,
                                .argon2_iterations = 1,
                                .argon2_lanes = 4};
    const std::string stored = hasher(scheme).hash("password");
    const PasswordHasher any = hasher(kQuickBcrypt);
    const double process = processor_time(CLOCK_PROCESS_CPUTIME_ID);
    const double own = processor_time(CLOCK_THREAD_CPUTIME_ID);
    EXPECT_TRUE(any.verify("password", stored));
    EXPECT_FALSE(any.verify("passwore", stored));
    EXPECT_GT((processor_time(CLOCK_THREAD_CPUTIME_ID) - own) /
                  (processor_time(CLOCK_PROCESS_CPUTIME_ID) - process),
              0.9);
}

TEST_F(PasswordHash, UnknownOrDearFormatsMatchNothing) {
    const PasswordHasher any = hasher(kQuickBcrypt);
    const std::string good = any.hash("password");
    for (const std::string& stored :
         {std::string(), std::string("password"), std::string("$1$salt$qJH7.N4xYta3aEG/dfqo/0"),
          std::string("$gh1$"), std::string("$gh1$1"), std::string("$gh1$1$"),
          "$gh1$2" + good.substr(6), "$gh2$1" + good.substr(6), good.substr(0, good.size() - 1),
          good + "x", good.substr(6), "$gh1$1$2b$31$" + good.substr(13),
          std::string("$gh1$1$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"),
          std::string("$gh1$1$argon2id$v=19$m=64,t=1000000,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"),
          std::string("$gh1$1$argon2id$")}) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_FALSE(any.verify("password", stored)) << stored;
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1)) << stored;
        EXPECT_TRUE(any.needs_rehash(stored) || stored.starts_with(good.substr(0, 13))) << stored;
    }
}

TEST_F(PasswordHash, AHashIsWorthNothingWithoutItsPepper) {
    const std::string stored = hasher(kQuickBcrypt).hash("password");
    const TemporaryFolder elsewhere;
    const auto other = KeyRing::open(elsewhere.path() / "keys", clock_, random_);
    EXPECT_FALSE(PasswordHasher(*other, random_, kQuickBcrypt).verify("password", stored));
}

TEST_F(PasswordHash, TheDummyTakesTheSameWorkAndFitsNothing) {
    for (const auto& scheme :
         {PasswordScheme{.bcrypt_cost = 10}, PasswordScheme{.algorithm = Algorithm::argon2id}}) {
        const PasswordHasher any = hasher(scheme);
        const std::string real = any.hash("password");
        EXPECT_EQ(any.dummy().size(), real.size());
        EXPECT_FALSE(any.needs_rehash(any.dummy()));
        EXPECT_NE(any.dummy(), hasher(scheme).dummy());
        const auto cpu_time = [&](const std::string& stored) {
            const std::clock_t begin = std::clock();
            for (int i = 0; i < 3; ++i) {
                EXPECT_FALSE(any.verify("not the password", stored));
            }
            return static_cast<double>(std::clock() - begin);
        };
        const double ratio = cpu_time(any.dummy()) / cpu_time(real);
        EXPECT_GT(ratio, 0.5);
        EXPECT_LT(ratio, 2.0);
    }
}

TEST_F(PasswordHash, RefusesACostOutOfBounds) {
    for (const int cost : {3, 16, 0, -1}) {
        EXPECT_THROW((void)hasher({.bcrypt_cost = cost}), std::invalid_argument) << cost;
    }
    EXPECT_THROW((void)hasher({.algorithm = Algorithm::argon2id, .argon2_memory_kib = 1}),
                 std::invalid_argument);
    EXPECT_THROW((void)hasher({.algorithm = Algorithm::argon2id, .argon2_iterations = 0}),
                 std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::crypto
