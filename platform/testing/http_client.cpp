#include "platform/testing/http_client.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace gatehouse::testing {
namespace {

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return out;
}

bool has(const Fields& fields, std::string_view name) {
    return std::ranges::any_of(fields,
                               [&](const auto& field) { return lower(field.first) == name; });
}

Task<void> dispatch(http::Pipeline& pipeline, http::Exchange& exchange) {
    co_await pipeline.run(exchange);
}

}  // namespace

std::string Response::header(std::string_view name) const {
    const auto values = all(name);
    return values.empty() ? std::string{} : values.front();
}

std::vector<std::string> Response::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [field, value] : headers) {
        if (lower(field) == lower(name)) {
            values.push_back(value);
        }
    }
    return values;
}

std::optional<std::string> Response::cookie(std::string_view name) const {
    const auto start = std::string{name} + "=";
    for (const auto& value : all("set-cookie")) {
        if (value.starts_with(start)) {
            return value.substr(start.size(), value.find(';') - start.size());
        }
    }
    return std::nullopt;
}

std::string Response::code() const {
    const auto document = json::Document::parse(body);
    if (!document || document->root().kind() != json::Kind::object) {
        return {};
    }
    const auto code = document->root().find("code");
    return code && code->kind() == json::Kind::string ? std::string{code->text()} : std::string{};
}

Response parse_response(std::string_view text) {
    const auto fail = [&] { throw std::runtime_error("not an answer: " + std::string{text}); };
    Response response;
    const auto end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || text.size() < 12 || end == text.npos) {
        fail();
    }
    std::from_chars(text.data() + 9, text.data() + 12, response.status);
    response.body = text.substr(end + 4);
    auto head = text.substr(0, end);
    head.remove_prefix(std::min(head.find("\r\n"), head.size()));
    while (!head.empty()) {
        head.remove_prefix(2);
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(line.size());
        const auto colon = line.find(": ");
        if (colon == line.npos) {
            fail();
        }
        response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return response;
}

HttpClient::HttpClient(const http::Router& router, async::Loops& loops, const Clock& clock,
                       RandomSource& random, http::PipelineSettings settings,
                       http::Telemetry telemetry)
    : pipeline_(router, loops.size(), clock, random, std::move(settings), telemetry),
      loops_(loops) {
}

Response HttpClient::send(std::string_view method, std::string_view target, std::string_view body,
                          Fields fields) {
    for (const auto& field : always_) {
        if (!has(fields, lower(field.first))) {
            fields.push_back(field);
        }
    }
    if (!body.empty() && !has(fields, "content-type")) {
        fields.emplace_back("content-type", "application/json");
    }
    for (auto& [name, value] : fields) {
        name = lower(name);
    }
    http::Exchange exchange;
    const auto verb = http::parse_verb(method);
    exchange.known_method = verb.has_value();
    exchange.request.verb = verb.value_or(http::Verb::get);
    exchange.request.body = body;
    exchange.request.headers.assign(fields.begin(), fields.end());
    exchange.peer = peer_;
    boost::system::error_code error;
    const auto peer = boost::asio::ip::make_address(peer_, error);
    exchange.peer_is_proxy = !error && contains(pipeline_.settings().trusted_proxies, peer);
    pipeline_.locate(exchange, target);
    async::run_on(loops_.at(0), dispatch(pipeline_, exchange));

    std::string head;
    http::append_head(head, exchange.answer, exchange.context ? &*exchange.context : nullptr,
                      {.date = http::http_date(pipeline_.clock().now()),
                       .request_id = exchange.context->request_id()});
    if (verb != http::Verb::head) {
        head += exchange.answer.bytes();
    }
    return parse_response(head);
}

Response HttpClient::get(std::string_view target, Fields fields) {
    return send("GET", target, {}, std::move(fields));
}
Response HttpClient::post(std::string_view target, std::string_view body, Fields fields) {
    return send("POST", target, body, std::move(fields));
}
Response HttpClient::put(std::string_view target, std::string_view body, Fields fields) {
    return send("PUT", target, body, std::move(fields));
}
Response HttpClient::patch(std::string_view target, std::string_view body, Fields fields) {
    return send("PATCH", target, body, std::move(fields));
}
Response HttpClient::remove(std::string_view target, Fields fields) {
    return send("DELETE", target, {}, std::move(fields));
}

void HttpClient::set_header(std::string_view name, std::string_view value) {
    std::erase_if(always_, [&](const auto& field) { return lower(field.first) == lower(name); });
    if (!value.empty()) {
        always_.emplace_back(name, value);
    }
}

}  // namespace gatehouse::testing
