#include "platform/log/background_sink.hpp"

#include <atomic>
#include <fstream>
#include <latch>
#include <sstream>

#include <gtest/gtest.h>
#include <spdlog/common.h>
#include <spdlog/sinks/base_sink.h>

namespace gatehouse::log {
namespace {

/// An output that can be held up and made to fail.
class SlowOutput final : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::string text() {
        const std::lock_guard lock{mutex_};
        return text_;
    }
    std::latch first_batch{1};
    std::latch released{1};
    std::atomic<bool> fails = false;

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (!first_batch.try_wait()) first_batch.count_down();
        released.wait();
        if (fails) throw spdlog::spdlog_ex("disk full");
        spdlog::memory_buf_t formatted;
        formatter_->format(message, formatted);
        text_.append(formatted.data(), formatted.size());
    }
    void flush_() override {}

    std::string text_;
};

TEST(BackgroundSinkTest, WritesEveryLineOfEveryThreadInItsOrder) {
    const auto output = std::make_shared<SlowOutput>();
    output->released.count_down();
    {
        BackgroundSink sink{output};
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&sink, t] {
                for (int i = 0; i < 1000; ++i) {
                    sink.write(i % 100 == 0 ? Level::error : Level::info,
                               std::to_string(t) + " " + std::to_string(i) + "\n");
                }
            });
        }
        threads.clear();
        EXPECT_EQ(sink.dropped(), 0U);
    }
    std::istringstream lines{output->text()};
    std::vector<int> next(4);
    int thread = 0;
    for (int number = 0; lines >> thread >> number;) {
        ASSERT_EQ(number, next.at(static_cast<std::size_t>(thread))++);
    }
    EXPECT_EQ(next, std::vector<int>(4, 1000));
}

TEST(BackgroundSinkTest, DropsAndCountsWhatTheOutputCannotTake) {
    const auto output = std::make_shared<SlowOutput>();
    BackgroundSink sink{output};
    sink.write(Level::error, "first\n");
    output->first_batch.wait();
    const std::string line(1023, 'x');
    for (std::size_t i = 0; i < BackgroundSink::kMaxPending / 1024 + 10; ++i) {
        sink.write(Level::info, line + "\n");
    }
    EXPECT_EQ(sink.dropped(), 10U);
    output->released.count_down();
    sink.flush();
    EXPECT_EQ(output->text().size(), 6 + BackgroundSink::kMaxPending);
}

TEST(BackgroundSinkTest, FlushReturnsWhenTheLinesAreOut) {
    const auto output = std::make_shared<SlowOutput>();
    output->released.count_down();
    BackgroundSink sink{output};
    sink.flush();
    sink.write(Level::info, "a\n");
    sink.flush();
    EXPECT_EQ(output->text(), "a\n");
}

TEST(BackgroundSinkTest, SurvivesAnOutputThatFails) {
    const auto output = std::make_shared<SlowOutput>();
    output->released.count_down();
    output->fails = true;
    BackgroundSink sink{output};
    sink.write(Level::info, "lost\n");
    sink.flush();
    EXPECT_EQ(sink.dropped(), 1U);
    output->fails = false;
    sink.write(Level::info, "kept\n");
    sink.flush();
    EXPECT_EQ(output->text(), "kept\n");
}

TEST(BackgroundSinkTest, WritesAndRotatesFiles) {
    const auto folder = std::filesystem::path{testing::TempDir()} / "background_sink_test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    {
        const auto sink = BackgroundSink::file(folder / "gatehouse.log", 1000, 2);
        for (int i = 0; i < 30; ++i) {
            sink->write(Level::info, std::string(99, 'x') + "\n");
            sink->flush();
        }
    }
    EXPECT_LE(std::filesystem::file_size(folder / "gatehouse.log"), 1000U);
    EXPECT_TRUE(std::filesystem::exists(folder / "gatehouse.1.log"));
    EXPECT_FALSE(std::filesystem::exists(folder / "gatehouse.3.log"));
    EXPECT_THROW((void)BackgroundSink::file("/proc/nowhere/x.log", 1000, 1), std::runtime_error);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace gatehouse::log
