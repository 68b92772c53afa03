#include "platform/trace/trace.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace gatehouse::trace {
namespace {

constexpr std::string_view kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, ReadsAndWritesTheExampleOfTheStandard) {
    const auto context = parse_traceparent(kParent);
    ASSERT_TRUE(context);
    EXPECT_EQ(context->trace_id.text(), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(context->span_id.text(), "00f067aa0ba902b7");
    EXPECT_TRUE(context->sampled);
    EXPECT_EQ(to_traceparent(*context), kParent);
}

TEST(Traceparent, LooksAtTheSampledFlagOnly) {
    EXPECT_FALSE(
        parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")->sampled);
    EXPECT_FALSE(
        parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02")->sampled);
    EXPECT_TRUE(
        parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff")->sampled);
}

TEST(Traceparent, ReadsTheKnownPartOfLaterVersions) {
    EXPECT_TRUE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    EXPECT_TRUE(parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what"));
    EXPECT_FALSE(parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what"));
}

TEST(Traceparent, RefusesEverythingElse) {
    for (const std::string_view text :
         {"", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
          "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
          " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0"}) {
        EXPECT_FALSE(parse_traceparent(text)) << text;
    }
}

TEST(Traceparent, SurvivesEveryChangeOfOneByte) {
    int accepted = 0;
    for (std::size_t at = 0; at < kParent.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text{kParent};
            text[at] = static_cast<char>(byte);
            const auto context = parse_traceparent(text);
            if (!context) continue;
            ++accepted;
            EXPECT_EQ(parse_traceparent(to_traceparent(*context)), context);
        }
    }
    // 52 hex digits, 16 choices each, and three dashes, which may only stay.
    EXPECT_EQ(accepted, 52 * 16 + 3);
}

class FewZeros final : public RandomSource {
public:
    void fill(std::span<std::byte> out) override {
        std::ranges::fill(out, std::byte{1});
        std::ranges::fill(out.first(32), std::byte{0});
    }
};

TEST(IdMakerTest, NeverMakesAZeroId) {
    FewZeros random;
    IdMaker maker{random};
    for (int i = 0; i < 200; ++i) {
        EXPECT_TRUE(TraceId::parse(maker.trace_id().text()));
        EXPECT_TRUE(SpanId::parse(maker.span_id().text()));
    }
}

TEST(IdMakerTest, MakesDifferentIds) {
    SystemRandom random;
    IdMaker maker{random};
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(maker.trace_id().text());
    EXPECT_EQ(seen.size(), 1000U);
}

TEST(IdMakerTest, AChildStaysInItsTrace) {
    SystemRandom random;
    IdMaker maker{random};
    const TraceContext parent = maker.root(true);
    const TraceContext child = maker.child(parent);
    EXPECT_EQ(child.trace_id, parent.trace_id);
    EXPECT_NE(child.span_id, parent.span_id);
    EXPECT_TRUE(child.sampled);
    EXPECT_FALSE(maker.child(maker.root(false)).sampled);
}

}  // namespace
}  // namespace gatehouse::trace
