#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::load {

/// One answer as it was read.
struct Answer {
    int status;
    std::string_view head;
    std::string_view body;
};

/// What is asked. Each request is for one line of the input; a line is in use by one connection at
/// a time, so that what rotates is never used twice.
class Scenario {
public:
    virtual ~Scenario() = default;
    /// The number of lines.
    [[nodiscard]] virtual std::size_t size() const = 0;
    /// Appends the request of a line.
    virtual void append_request(std::size_t line, std::string& out) const = 0;
    /// Sees the answer to it.
    virtual void take(std::size_t line, const Answer& answer) = 0;
};

/// The value of a header field of an answer; nothing when it is absent. `name` in lower case.
[[nodiscard]] std::optional<std::string_view> field(std::string_view head, std::string_view name);

/// `get:<path>`: GET with each line's token as bearer; `refresh`: each line is a refresh cookie and
/// a CSRF token; `sign-in`: each line is an e-mail address and a password. Parts are separated by a
/// tab. Throws std::invalid_argument for any other name.
[[nodiscard]] std::unique_ptr<Scenario> make_scenario(std::string_view name, std::string_view host,
                                                      std::vector<std::string> lines);

}  // namespace gatehouse::load
