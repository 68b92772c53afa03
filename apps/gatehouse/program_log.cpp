#include "apps/gatehouse/program_log.hpp"

#include <unistd.h>

#include "apps/gatehouse/version.hpp"

namespace gatehouse {
namespace {

log::Level level_of(service::LogLevel level) {
    switch (level) {
        case service::LogLevel::debug:
            return log::Level::debug;
        case service::LogLevel::info:
            return log::Level::info;
        case service::LogLevel::warn:
            return log::Level::warn;
        case service::LogLevel::error:
            return log::Level::error;
    }
    return log::Level::info;
}

log::Options options_of(const service::LogSettings& settings) {
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const bool text = settings.format == service::LogFormat::text ||
                      (settings.format == service::LogFormat::automatic && terminal);
    return {.level = level_of(settings.level),
            .format = text ? log::Format::text : log::Format::json,
            .color = terminal};
}

}  // namespace

ProgramLog::ProgramLog(const service::LogSettings& settings, std::string_view service)
    : logger_(*sink_, clock_, {.service = std::string{service}, .version = std::string{kVersion}},
              options_of(settings)) {
}

}  // namespace gatehouse
