// libFuzzer target: bytes as they may arrive on a connection. What is accepted must have one
// meaning: it holds nothing that another program could frame differently, it means the same
// wherever it is split, and written out again it reads back as the same request.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/chunk_decoder.hpp"
#include "platform/http/client_address.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/head_reader.hpp"
#include "platform/http/target.hpp"

namespace gatehouse::http {
namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

std::size_t count_of(const Request& request, std::string_view name) {
    return request.count(name);
}

void check_path(std::string_view raw) {
    std::string storage;
    const auto target = read_target(raw, storage);
    if (!target) {
        return;
    }
    const auto path = target->path;
    require(path.starts_with('/') && path.find("//") == path.npos);
    require(path.find("/../") == path.npos && !path.ends_with("/.."));
    require(path.find_first_of(std::string_view{"%\\;\0", 4}) == path.npos);
    std::string encoded;
    for (const char c : path) {
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        if (c == '/') {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kDigits[static_cast<unsigned char>(c) >> 4];
            encoded += kDigits[static_cast<unsigned char>(c) & 15];
        }
    }
    std::string again_storage;
    const auto again = read_target(encoded, again_storage);
    require(again.has_value() && again->path == path);
    if (const auto parameters = read_query(target->query)) {
        for (const auto& parameter : *parameters) {
            require(!parameter.name.empty());
        }
    }
}

void check_head(std::string_view text) {
    // Wherever the bytes are split, the head ends at the same place.
    std::size_t searched = 0;
    const auto size = find_head(text, searched);
    std::size_t stepped = 0;
    std::size_t step_size = 0;
    for (std::size_t end = 0; end <= text.size() && step_size == 0; ++end) {
        step_size = find_head(text.substr(0, end), stepped);
    }
    require(size == step_size);
    if (size == 0 || size == kBrokenLine) {
        return;
    }
    std::vector<char> bytes(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    Request request;
    const auto head = read_head(bytes, request, {});
    if (!head) {
        return;
    }
    require(count_of(request, "content-length") + count_of(request, "transfer-encoding") <= 1);
    require(count_of(request, "host") == 1 || (head->http_1_0 && count_of(request, "host") == 0));
    require(!head->chunked || head->content_length == 0);
    require(request.headers.size() <= 100);

    std::string written = head->known_method ? std::string{to_text(request.verb)} : "BREW";
    written.append(" ").append(head->target);
    written.append(head->http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    for (const auto& [name, value] : request.headers) {
        for (const char c : value) {
            require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f'));
        }
        require(std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; }));
        written.append(name).append(": ").append(value).append("\r\n");
    }
    written += "\r\n";
    std::vector<char> copy(written.begin(), written.end());
    Request again;
    const auto head_again = read_head(copy, again, {.total = 64 * 1024});
    require(head_again.has_value() && again.headers == request.headers);
    require(head_again->target == head->target && again.verb == request.verb);
    require(head_again->content_length == head->content_length &&
            head_again->chunked == head->chunked && head_again->keep_alive == head->keep_alive);
    check_path(head->target);
}

void check_chunks(std::string_view text) {
    constexpr std::size_t kMax = 4096;
    ChunkDecoder whole{kMax};
    std::string body;
    auto rest = text;
    const auto state = whole.feed(rest, body);
    require(body.size() <= kMax);

    ChunkDecoder bytewise{kMax};
    std::string bytewise_body;
    auto bytewise_state = ChunkDecoder::State::more;
    std::size_t taken = 0;
    for (; taken < text.size() && bytewise_state == ChunkDecoder::State::more; ++taken) {
        auto one = text.substr(taken, 1);
        bytewise_state = bytewise.feed(one, bytewise_body);
    }
    require(bytewise_state == state && bytewise_body == body);
    require(taken == text.size() - rest.size());
}

void check_addresses(std::string_view text) {
    if (const auto address = parse_address(text)) {
        const auto again = parse_address(address->to_string());
        require(again && *again == *address);
    }
    const auto tag = ETag::of("7");
    if (IfMatch{text}.names(tag)) {
        require(none_match_hits(text, tag.text));
    }
}

}  // namespace
}  // namespace gatehouse::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gatehouse::http;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_head(text);
    check_chunks(text);
    check_path(text);
    check_addresses(text);
    return 0;
}
