#include "platform/log/background_sink.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace gatehouse::log {
namespace {

// Long enough that a busy server writes many lines at once, too short to be noticed.
constexpr std::chrono::milliseconds kGather{5};
constexpr std::size_t kFullBatch = std::size_t{64} * 1024;

/// Passes on lines as they are: they were rendered by the Logger.
class AsIs final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        out.append(message.payload.begin(), message.payload.end());
    }
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<AsIs>();
    }
};

}  // namespace

std::unique_ptr<BackgroundSink> BackgroundSink::standard_output() {
    return std::make_unique<BackgroundSink>(std::make_shared<spdlog::sinks::stdout_sink_mt>());
}

std::unique_ptr<BackgroundSink> BackgroundSink::standard_error() {
    return std::make_unique<BackgroundSink>(std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

std::unique_ptr<BackgroundSink> BackgroundSink::file(const std::filesystem::path& path,
                                                     std::size_t max_bytes, std::size_t files) {
    try {
        return std::make_unique<BackgroundSink>(
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path.string(), max_bytes,
                                                                   files));
    } catch (const spdlog::spdlog_ex& error) {
        throw std::runtime_error(error.what());
    }
}

BackgroundSink::BackgroundSink(std::shared_ptr<spdlog::sinks::sink> output)
    : output_(std::move(output)) {
    output_->set_formatter(std::make_unique<AsIs>());
    thread_ = std::jthread{[this] { run(); }};
}

BackgroundSink::~BackgroundSink() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    work_.notify_one();
    thread_.join();
}

void BackgroundSink::write(Level level, std::string_view line) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        if (pending_.size() + line.size() > kMaxPending) {
            ++dropped_;
            return;
        }
        const bool was_full = pending_.size() >= kFullBatch;
        wake = pending_.empty() || (!was_full && pending_.size() + line.size() >= kFullBatch);
        if (level >= Level::error) wake = urgent_ = true;
        pending_ += line;
        ++taken_lines_;
    }
    if (wake) work_.notify_one();
}

void BackgroundSink::flush() {
    std::unique_lock lock{mutex_};
    const std::uint64_t goal = taken_lines_;
    urgent_ = true;
    work_.notify_one();
    written_.wait(lock, [this, goal] { return written_lines_ >= goal; });
}

std::uint64_t BackgroundSink::dropped() const {
    const std::lock_guard lock{mutex_};
    return dropped_;
}

void BackgroundSink::run() {
    std::string batch;
    std::unique_lock lock{mutex_};
    while (true) {
        work_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
        if (pending_.empty()) return;
        work_.wait_for(lock, kGather,
                       [this] { return stopping_ || urgent_ || pending_.size() >= kFullBatch; });
        batch.clear();
        std::swap(batch, pending_);
        const std::uint64_t lines = taken_lines_;
        urgent_ = false;
        lock.unlock();
        const bool written = write_batch(batch);
        lock.lock();
        if (!written) dropped_ += lines - written_lines_;
        written_lines_ = lines;
        written_.notify_all();
    }
}

bool BackgroundSink::write_batch(const std::string& batch) {
    try {
        output_->log(spdlog::details::log_msg{spdlog::string_view_t{}, spdlog::level::info, batch});
        output_->flush();
        return true;
    } catch (const spdlog::spdlog_ex&) {
        // The disk is full or the file is gone. There is no better place to say so than the count
        // of dropped lines, which is a metric.
        return false;
    }
}

}  // namespace gatehouse::log
