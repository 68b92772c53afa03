#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::http {

/// Takes a chunked body apart (RFC 9112 section 7.1), as strictly as the grammar allows and then
/// some: plain hexadecimal sizes of at most 16 digits, CRLF only, extensions of at most 256 bytes,
/// no trailer fields. For one body.
class ChunkDecoder {
public:
    enum class State : std::uint8_t { more, done, malformed, too_large };

    /// Bodies beyond `max_body` bytes are `too_large`.
    explicit ChunkDecoder(std::size_t max_body) : left_(max_body) {}

    /// Takes what it can from `input`, which shrinks to the rest, and appends data to `body`.
    State feed(std::string_view& input, std::string& body);

private:
    enum class Part : std::uint8_t {
        size,
        extension,
        size_lf,
        data,
        data_cr,
        data_lf,
        last_cr,
        last_lf
    };

    State size_line(char c);

    Part part_ = Part::size;
    std::uint64_t size_ = 0;
    std::size_t digits_ = 0;
    std::size_t extension_ = 0;
    std::size_t left_;
};

}  // namespace gatehouse::http
