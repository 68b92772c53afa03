#include "platform/log/sink.hpp"

#include <algorithm>

namespace gatehouse::log {

void MemorySink::write(Level /*level*/, std::string_view line) {
    const std::lock_guard lock{mutex_};
    lines_.emplace_back(line);
}

std::vector<std::string> MemorySink::lines() const {
    const std::lock_guard lock{mutex_};
    return lines_;
}

bool MemorySink::contains(std::string_view text) const {
    const std::lock_guard lock{mutex_};
    return std::ranges::any_of(
        lines_, [text](const std::string& line) { return line.find(text) != std::string::npos; });
}

void MemorySink::clear() {
    const std::lock_guard lock{mutex_};
    lines_.clear();
}

}  // namespace gatehouse::log
