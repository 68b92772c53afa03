#pragma once

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "platform/base/time.hpp"
#include "platform/log/field.hpp"
#include "platform/log/sink.hpp"

namespace gatehouse::log {

/// `json`: one ECS document a line, for machines; `text`: for a person at a terminal.
enum class Format : std::uint8_t { json, text };
BOOST_DESCRIBE_ENUM(Format, json, text)

/// Who logs: the `service.*` fields of ECS. Empty parts are left out.
struct Identity {
    std::string service;
    std::string version{};
    std::string environment{};
    std::string node{};
};

struct Options {
    Level level = Level::info;
    Format format = Format::json;
    bool color = false;  ///< text format only: the level in colour
};

/// Writes events as lines: one event, one line, whatever its texts hold. Cheap to copy; copies and
/// children share the sink and the clock, which outlive them. Safe to share between threads.
class Logger {
public:
    /// Texts are cut to this many bytes.
    static constexpr std::size_t kMaxText = std::size_t{8} * 1024;

    Logger(Sink& sink, const Clock& clock, Identity identity, Options options = {});

    /// The same log under the name of a service of this process.
    [[nodiscard]] Logger for_service(std::string_view service) const;
    /// A logger that adds `fields` to each of its events.
    [[nodiscard]] Logger with(std::initializer_list<Field> fields) const;

    [[nodiscard]] bool enabled(Level level) const noexcept;

    /// Writes one event. `message` is one sentence that does not change between occurrences; what
    /// changes is in the fields.
    void write(Level level, std::string_view message,
               std::initializer_list<Field> fields = {}) const;
    void debug(std::string_view message, std::initializer_list<Field> fields = {}) const {
        write(Level::debug, message, fields);
    }
    void info(std::string_view message, std::initializer_list<Field> fields = {}) const {
        write(Level::info, message, fields);
    }
    void warn(std::string_view message, std::initializer_list<Field> fields = {}) const {
        write(Level::warn, message, fields);
    }
    void error(std::string_view message, std::initializer_list<Field> fields = {}) const {
        write(Level::error, message, fields);
    }
    /// An error event with `error.type` and `error.message` of an exception.
    void failure(std::string_view message, const std::exception_ptr& cause,
                 std::initializer_list<Field> fields = {}) const;

private:
    struct Shared;

    explicit Logger(std::shared_ptr<const Shared> shared, std::string bound)
        : shared_(std::move(shared)), bound_(std::move(bound)) {}

    std::shared_ptr<const Shared> shared_;
    std::string bound_;  // the fields of `with`, rendered
};

}  // namespace gatehouse::log
