#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace gatehouse::log {

enum class Level : std::uint8_t { debug, info, warn, error, off };
BOOST_DESCRIBE_ENUM(Level, debug, info, warn, error, off)

/// Where log lines go. Safe to share between threads.
class Sink {
public:
    virtual ~Sink() = default;
    /// Takes one line with its line feed. Must not block on the output.
    virtual void write(Level level, std::string_view line) = 0;
    /// Returns once everything taken so far has been written.
    virtual void flush() = 0;
    /// How many lines were given up since the start: the output was slower than the events.
    [[nodiscard]] virtual std::uint64_t dropped() const = 0;
};

/// Keeps the lines, for tests.
class MemorySink final : public Sink {
public:
    void write(Level level, std::string_view line) override;
    void flush() override {}
    [[nodiscard]] std::uint64_t dropped() const override { return 0; }

    [[nodiscard]] std::vector<std::string> lines() const;
    /// Whether any line holds `text`.
    [[nodiscard]] bool contains(std::string_view text) const;
    void clear();

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace gatehouse::log
