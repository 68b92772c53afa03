#include "platform/base/secret.hpp"

#include <algorithm>
#include <ostream>
#include <type_traits>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!Printable<Secret>);

TEST(SecretTest, MovesLeaveNothingBehind) {
    Secret first{"correct horse"};
    Secret second{std::move(first)};
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the point
    EXPECT_EQ(second.expose(), "correct horse");
    Secret third{"battery"};
    third = std::move(second);
    EXPECT_EQ(third.expose(), "correct horse");
    EXPECT_EQ(third.clone().expose(), "correct horse");
}

TEST(SecretTest, WipeOverwritesEveryByte) {
    Secret holder{std::string(64, 's')};
    const auto bytes = holder.writable();
    wipe(bytes.data(), bytes.size());
    EXPECT_TRUE(std::ranges::all_of(holder.expose(), [](char c) { return c == '\0'; }));
}

TEST(SecretTest, WritableReachesEveryByte) {
    Secret secret{std::size_t{32}};
    std::ranges::fill(secret.writable(), std::byte{'x'});
    EXPECT_EQ(secret.expose(), std::string(32, 'x'));
}

TEST(ConstantTimeEqual, ComparesAllBytes) {
    EXPECT_TRUE(constant_time_equal("", ""));
    EXPECT_TRUE(constant_time_equal("abc", "abc"));
    EXPECT_FALSE(constant_time_equal("abc", "abd"));
    EXPECT_FALSE(constant_time_equal("Abc", "abc"));
    EXPECT_FALSE(constant_time_equal("abc", "abcd"));
    EXPECT_FALSE(constant_time_equal(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}));
}

}  // namespace
}  // namespace gatehouse
