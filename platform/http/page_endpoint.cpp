#include "platform/http/page_endpoint.hpp"

#include <fmt/format.h>

namespace gatehouse::http {

std::string content_etag(std::string_view content) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : content) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return fmt::format("\"{:016x}-{:x}\"", hash, content.size());
}

PageEndpoint::PageEndpoint(std::string_view content_type, std::string_view text)
    : content_type_(content_type), text_(text), etag_(content_etag(text)) {
}

std::optional<Task<void>> PageEndpoint::start(Exchange& exchange) const {
    exchange.answer.content_type = content_type_;
    exchange.answer.shared_body = text_;
    exchange.answer.protection = Protection::document;
    detail::finish_success(exchange, 200, etag_, "no-cache");
    return std::nullopt;
}

}  // namespace gatehouse::http
