#pragma once

#include <memory>
#include <string_view>

#include "platform/base/time.hpp"
#include "platform/log/background_sink.hpp"
#include "platform/log/logger.hpp"
#include "platform/service/settings.hpp"

namespace gatehouse {

/// The log of this process, on standard error. Lives as long as anything that logs.
class ProgramLog {
public:
    ProgramLog(const service::LogSettings& settings, std::string_view service);

    [[nodiscard]] const log::Logger& logger() const noexcept { return logger_; }

private:
    SystemClock clock_;
    std::unique_ptr<log::BackgroundSink> sink_ = log::BackgroundSink::standard_error();
    log::Logger logger_;
};

}  // namespace gatehouse
