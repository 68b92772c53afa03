#include "platform/http/chunk_decoder.hpp"

#include <algorithm>

#include "platform/base/hex.hpp"

namespace gatehouse::http {
namespace {

constexpr std::size_t kMaxDigits = 16;
constexpr std::size_t kMaxExtension = 256;

}  // namespace

ChunkDecoder::State ChunkDecoder::size_line(char c) {
    if (part_ == Part::size) {
        if (const std::uint8_t digit = hex_value(c); digit != kNoHexDigit) {
            size_ = size_ << 4 | digit;
            return ++digits_ <= kMaxDigits ? State::more : State::malformed;
        }
        if (digits_ == 0 || (c != ';' && c != '\r')) {
            return State::malformed;
        }
        part_ = c == '\r' ? Part::size_lf : Part::extension;
        return State::more;
    }
    if (part_ == Part::extension) {
        if (c == '\r') {
            part_ = Part::size_lf;
            return State::more;
        }
        const bool visible = c == '\t' || (c >= ' ' && c < '\x7f');
        return visible && ++extension_ <= kMaxExtension ? State::more : State::malformed;
    }
    if (c != '\n') {
        return State::malformed;
    }
    part_ = size_ == 0 ? Part::last_cr : Part::data;
    return size_ <= left_ ? State::more : State::too_large;
}

ChunkDecoder::State ChunkDecoder::feed(std::string_view& input, std::string& body) {
    while (!input.empty()) {
        if (part_ == Part::data) {
            const auto count = std::min<std::uint64_t>(size_, input.size());
            body.append(input.substr(0, count));
            input.remove_prefix(count);
            size_ -= count;
            left_ -= count;
            if (size_ == 0) {
                part_ = Part::data_cr;
            }
            continue;
        }
        const char c = input.front();
        input.remove_prefix(1);
        switch (part_) {
            case Part::size:
            case Part::extension:
            case Part::size_lf:
                if (const State state = size_line(c); state != State::more) {
                    return state;
                }
                break;
            case Part::data_cr:
            case Part::last_cr:
                // Behind the last chunk anything but the end is a trailer field.
                if (c != '\r') {
                    return State::malformed;
                }
                part_ = part_ == Part::data_cr ? Part::data_lf : Part::last_lf;
                break;
            case Part::data_lf:
                if (c != '\n') {
                    return State::malformed;
                }
                part_ = Part::size;
                digits_ = extension_ = 0;
                break;
            case Part::last_lf:
                return c == '\n' ? State::done : State::malformed;
            case Part::data:
                break;
        }
    }
    return State::more;
}

}  // namespace gatehouse::http
