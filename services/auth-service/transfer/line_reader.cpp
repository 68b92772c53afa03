#include "services/auth-service/transfer/line_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace gatehouse::auth {
namespace {

constexpr std::size_t kBlock = std::size_t{64} * 1024;
constexpr std::string_view kSpace = " \t\r";

}  // namespace

LineReader::LineReader(int file) : file_(file) {
    buffer_.reserve(kBlock + kMaxLine);
}

std::optional<LineReader::Line> LineReader::next() {
    for (;;) {
        auto line = take();
        if (!line || line->too_long || line->text.find_first_not_of(kSpace) != line->text.npos) {
            return line;
        }
    }
}

std::optional<LineReader::Line> LineReader::take() {
    for (;;) {
        const auto end = buffer_.find('\n', begin_);
        if (end != std::string::npos) return cut(end, 1);
        if (buffer_.size() - begin_ > kMaxLine) {
            // The rest is looked at only for its end.
            skipping_ = true;
            begin_ = buffer_.size();
        }
        if (!fill()) break;
    }
    if (begin_ == buffer_.size() && !skipping_) return std::nullopt;
    return cut(buffer_.size(), 0);
}

LineReader::Line LineReader::cut(std::size_t end, std::size_t skip) {
    Line line{++number_, std::string_view{buffer_}.substr(begin_, end - begin_)};
    line.too_long = skipping_ || line.text.size() > kMaxLine;
    if (line.too_long) line.text = {};
    skipping_ = false;
    begin_ = end + skip;
    return line;
}

bool LineReader::fill() {
    if (ended_) return false;
    buffer_.erase(0, begin_);
    begin_ = 0;
    std::array<char, kBlock> block;
    ssize_t size = 0;
    do {
        size = ::read(file_, block.data(), block.size());
    } while (size < 0 && errno == EINTR);
    if (size < 0) throw std::system_error(errno, std::generic_category(), "reading accounts");
    const std::string_view bytes{block.data(), static_cast<std::size_t>(size)};
    digest_.add(bytes);
    buffer_.append(bytes);
    ended_ = size == 0;
    return !ended_;
}

}  // namespace gatehouse::auth
