#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "platform/base/random.hpp"
#include "platform/base/time.hpp"
#include "platform/crypto/key_ring.hpp"

namespace gatehouse::crypto {

/// A clock that stands still until it is moved.
class ManualClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return now_; }
    [[nodiscard]] SteadyTime steady_now() const override { return steady_; }
    void advance(Milliseconds by) {
        now_ += by;
        steady_ += by;
    }

private:
    Time now_ = from_rfc3339("2026-03-01T12:00:00Z").value();
    SteadyTime steady_{std::chrono::hours(1000)};
};

/// A folder that is gone after the test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "gatehouse-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Keys in a fresh folder.
class WithKeys : public testing::Test {
protected:
    [[nodiscard]] std::unique_ptr<KeyRing> open() {
        return KeyRing::open(folder_.path() / "keys", clock_, random_);
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    SystemRandom random_;
};

}  // namespace gatehouse::crypto
