#include "platform/log/logger.hpp"

#include <array>
#include <utility>

#include <boost/core/demangle.hpp>

#include "platform/log/render.hpp"

namespace gatehouse::log {
namespace {

constexpr std::string_view kEcsVersion = "8.11.0";

std::string json_constants(const Identity& identity) {
    std::string out;
    append_json_text_field(out, "ecs.version", kEcsVersion);
    const auto add = [&out](std::string_view name, std::string_view value) {
        if (!value.empty()) append_json_text_field(out, name, value);
    };
    add("service.name", identity.service);
    add("service.version", identity.version);
    add("service.environment", identity.environment);
    add("service.node.name", identity.node);
    if (!identity.service.empty()) add("event.dataset", identity.service + ".log");
    return out;
}

std::string_view color_of(Level level) {
    switch (level) {
        case Level::warn:
            return "\x1B[33m";
        case Level::error:
            return "\x1B[31m";
        case Level::debug:
            return "\x1B[2m";
        case Level::info:
        case Level::off:
            break;
    }
    return "\x1B[32m";
}

}  // namespace

struct Logger::Shared {
    Sink& sink;
    const Clock& clock;
    Identity identity;
    Options options;
    std::string constants;  // JSON: what every event has

    Shared(Sink& to, const Clock& time_source, Identity who, Options how)
        : sink(to),
          clock(time_source),
          identity(std::move(who)),
          options(how),
          constants(json_constants(identity)) {}

    void append_json_start(std::string& out, Level level, std::string_view message) const {
        out += R"({"@timestamp":")";
        append_time(out);
        out += R"(","log.level":")";
        out += level_name(level);
        out += '"';
        append_json_text_field(out, "message", message);
        out += constants;
    }

    void append_text_start(std::string& out, Level level, std::string_view message) const {
        append_time(out);
        out += ' ';
        if (options.color) out += color_of(level);
        const std::string_view name = level_name(level);
        out += name;
        out.append(6 - name.size(), ' ');
        if (options.color) out += "\x1B[0m";
        if (!identity.service.empty()) {
            append_text_message(out, identity.service);
            out += ": ";
        }
        append_text_message(out, message);
    }

private:
    void append_time(std::string& out) const {
        std::array<char, kRfc3339Size> text;  // NOLINT(cppcoreguidelines-pro-type-member-init)
        write_rfc3339(clock.now(), text.data());
        out.append(text.data(), text.size());
    }
};

Logger::Logger(Sink& sink, const Clock& clock, Identity identity, Options options)
    : shared_(std::make_shared<const Shared>(sink, clock, std::move(identity), options)) {
}

Logger Logger::for_service(std::string_view service) const {
    Identity identity = shared_->identity;
    identity.service = service;
    return Logger{std::make_shared<const Shared>(shared_->sink, shared_->clock, std::move(identity),
                                                 shared_->options),
                  bound_};
}

Logger Logger::with(std::initializer_list<Field> fields) const {
    std::string bound = bound_;
    for (const Field& field : fields) {
        if (shared_->options.format == Format::json) {
            append_json_field(bound, field);
        } else {
            append_text_field(bound, field);
        }
    }
    return Logger{shared_, std::move(bound)};
}

bool Logger::enabled(Level level) const noexcept {
    return level >= shared_->options.level && level != Level::off;
}

void Logger::write(Level level, std::string_view message,
                   std::initializer_list<Field> fields) const {
    if (!enabled(level)) return;
    // One buffer a thread: after the first lines, an event allocates nothing.
    thread_local std::string line;
    line.clear();
    if (shared_->options.format == Format::json) {
        shared_->append_json_start(line, level, message);
        line += bound_;
        for (const Field& field : fields)
            append_json_field(line, field);
        line += "}\n";
    } else {
        shared_->append_text_start(line, level, message);
        line += bound_;
        for (const Field& field : fields)
            append_text_field(line, field);
        line += '\n';
    }
    shared_->sink.write(level, line);
}

void Logger::failure(std::string_view message, const std::exception_ptr& cause,
                     std::initializer_list<Field> fields) const {
    std::string type = "unknown";
    std::string text;
    try {
        if (cause) std::rethrow_exception(cause);
    } catch (const std::exception& error) {
        type = boost::core::demangle(typeid(error).name());
        text = error.what();
    } catch (...) {
        text = "not a std::exception";
    }
    with({{"error.type", type}, {"error.message", text}}).write(Level::error, message, fields);
}

}  // namespace gatehouse::log
