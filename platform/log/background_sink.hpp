#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "platform/log/sink.hpp"

namespace spdlog::sinks {
class sink;
}

namespace gatehouse::log {

/// Gathers lines in memory and has a thread of its own write them, so that a request pays for a
/// copy and never waits for a terminal, a pipe or a disk. What exceeds `kMaxPending` bytes is
/// dropped and counted. Lines wait for a few milliseconds at most; errors are written at once.
class BackgroundSink final : public Sink {
public:
    static constexpr std::size_t kMaxPending = std::size_t{4} * 1024 * 1024;

    /// Writes to standard output or standard error.
    [[nodiscard]] static std::unique_ptr<BackgroundSink> standard_output();
    [[nodiscard]] static std::unique_ptr<BackgroundSink> standard_error();
    /// Appends to a file, which is renamed to `x.1.log` and so on when it reaches `max_bytes`;
    /// `files` old ones are kept. Throws std::runtime_error when it cannot be opened.
    [[nodiscard]] static std::unique_ptr<BackgroundSink> file(const std::filesystem::path& path,
                                                              std::size_t max_bytes,
                                                              std::size_t files);

    explicit BackgroundSink(std::shared_ptr<spdlog::sinks::sink> output);
    BackgroundSink(const BackgroundSink&) = delete;
    BackgroundSink& operator=(const BackgroundSink&) = delete;
    /// Writes what is pending.
    ~BackgroundSink() override;

    void write(Level level, std::string_view line) override;
    void flush() override;
    [[nodiscard]] std::uint64_t dropped() const override;

private:
    void run();
    [[nodiscard]] bool write_batch(const std::string& batch);

    std::shared_ptr<spdlog::sinks::sink> output_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable written_;
    std::string pending_;
    std::uint64_t taken_lines_ = 0;
    std::uint64_t written_lines_ = 0;
    std::uint64_t dropped_ = 0;
    bool urgent_ = false;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace gatehouse::log
