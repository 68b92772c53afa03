#include "platform/metrics/instruments.hpp"

#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace gatehouse::metrics {
namespace {

TEST(CounterTest, AddsUpOverThreads) {
    Counter counter;
    UpDownCounter level;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 12; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i) {
                    counter.add();
                    level.add(i % 2 == 0 ? 3 : -2);
                }
            });
        }
    }
    EXPECT_EQ(counter.value(), 120'000U);
    EXPECT_EQ(level.value(), 12 * 5'000);
}

TEST(HistogramTest, PutsValuesIntoTheBucketOfTheirBound) {
    constexpr std::array kBounds{1.0, 2.0, 5.0};
    Histogram histogram{kBounds};
    for (const double value : {0.0, 1.0, 1.5, 2.0, 2.1, 5.0, 5.1, 100.0})
        histogram.observe(value);
    const auto snapshot = histogram.snapshot();
    EXPECT_EQ(snapshot.counts, (std::vector<std::uint64_t>{2, 2, 2, 2}));
    EXPECT_DOUBLE_EQ(snapshot.sum, 116.7);
}

TEST(HistogramTest, LosesNothingBetweenThreads) {
    Histogram histogram{kDurationBounds};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 12; ++t) {
            threads.emplace_back([&histogram] {
                for (int i = 0; i < 5'000; ++i)
                    histogram.observe(0.25);
            });
        }
    }
    const auto snapshot = histogram.snapshot();
    EXPECT_EQ(std::accumulate(snapshot.counts.begin(), snapshot.counts.end(), std::uint64_t{0}),
              60'000U);
    EXPECT_DOUBLE_EQ(snapshot.sum, 15'000.0);
    EXPECT_EQ(snapshot.counts[6], 60'000U);
}

TEST(HistogramTest, RefusesBoundsThatDoNotAscend) {
    EXPECT_THROW(Histogram{std::span<const double>{}}, std::invalid_argument);
    EXPECT_THROW((Histogram{std::array{2.0, 1.0}}), std::invalid_argument);
    EXPECT_THROW((Histogram{std::array{1.0, 1.0}}), std::invalid_argument);
    EXPECT_THROW(Histogram{std::vector<double>(Histogram::kMaxBounds + 1)}, std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::metrics
