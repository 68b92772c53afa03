#include "platform/http/static_site.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "platform/http/page_endpoint.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace gatehouse::http {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kIndex = "/index.html";
constexpr std::string_view kForever = "public, max-age=31536000, immutable";
constexpr std::string_view kRevalidate = "no-cache";
constexpr std::string_view kBrotli = ".br";
constexpr std::string_view kGzip = ".gz";

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".wasm", "application/wasm"},
}};

std::string_view content_type_of(std::string_view path) noexcept {
    for (const auto& [ending, type] : kTypes) {
        if (path.ends_with(ending)) {
            return type;
        }
    }
    return "application/octet-stream";
}

std::string read_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    if (!file) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return bytes;
}

/// Paths that belong to the program, where an unknown one is not a page of the application.
bool is_reserved(std::string_view path) noexcept {
    constexpr std::array<std::string_view, 3> kReserved{"/api", "/docs", "/.well-known"};
    return std::ranges::any_of(kReserved, [path](std::string_view prefix) {
        return path.starts_with(prefix) &&
               (path.size() == prefix.size() || path[prefix.size()] == '/');
    });
}

/// Whether a browser asks for a page: it says so, and the path does not look like a file.
bool asks_for_page(const Request& request) {
    const auto accept = request.header("accept").value_or(std::string_view{});
    const auto last = request.path.substr(request.path.rfind('/') + 1);
    return accept.find("text/html") != accept.npos && last.find('.') == last.npos &&
           !is_reserved(request.path);
}

/// True for `q=0`, `q=0.0` and so on: refused.
bool is_refused(std::string_view parameters) noexcept {
    const auto weight = trim(parameters);
    return (weight.starts_with("q=0") || weight.starts_with("Q=0")) &&
           weight.find_first_of("123456789", 2) == weight.npos;
}

}  // namespace

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) noexcept {
    bool any = false;
    while (!accept_encoding.empty()) {
        const auto item = take_element(accept_encoding);
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto name = trim(item.substr(0, semicolon));
        const bool refused = is_refused(item.substr(std::min(semicolon + 1, item.size())));
        if (name == coding) {
            return !refused;
        }
        any = any || (name == "*" && !refused);
    }
    return any;
}

bool has_hashed_name(std::string_view path) noexcept {
    constexpr std::size_t kHash = 8;
    const auto name = path.substr(path.rfind('/') + 1);
    const auto dot = name.find('.');
    if (dot == name.npos || dot <= kHash || name[dot - kHash - 1] != '-') {
        return false;
    }
    const auto hash = name.substr(dot - kHash, kHash);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    // Eight small letters are more likely a word (`my-calendar.js`) than a hash.
    return std::ranges::all_of(
               hash,
               [&](char c) { return digit(c) || upper(c) || lower(c) || c == '_' || c == '-'; }) &&
           std::ranges::any_of(hash, [&](char c) { return digit(c) || upper(c); });
}

std::unique_ptr<StaticSite> StaticSite::load(const fs::path& folder) {
    if (!fs::is_regular_file(folder / "index.html")) {
        return nullptr;
    }
    std::unique_ptr<StaticSite> site{new StaticSite};
    std::size_t total = 0;
    for (auto entry = fs::recursive_directory_iterator{folder};
         entry != fs::recursive_directory_iterator{}; ++entry) {
        const auto name = entry->path().filename().string();
        if (name.starts_with('.')) {
            entry.disable_recursion_pending();
            continue;
        }
        if (entry->is_symlink() || !entry->is_regular_file() || name.ends_with(".map") ||
            name.find(".map.") != name.npos) {
            continue;
        }
        auto bytes = read_file(entry->path());
        total += bytes.size();
        if (total > kMaxBytes) {
            throw std::runtime_error("too many bytes to serve in " + folder.string());
        }
        site->add("/" + fs::relative(entry->path(), folder).generic_string(), std::move(bytes));
    }
    site->attach_compressed();
    return site;
}

void StaticSite::add(std::string name, std::string bytes) {
    File file;
    file.content_type = content_type_of(name);
    file.cache_control = has_hashed_name(name) ? kForever : kRevalidate;
    file.plain.etag = content_etag(bytes);
    file.plain.bytes = std::move(bytes);
    files_.emplace(std::move(name), std::move(file));
}

/// Turns `app.js.br` into a representation of `app.js`.
void StaticSite::attach_compressed() {
    for (const auto& [ending, slot] :
         {std::pair{kBrotli, &File::brotli}, std::pair{kGzip, &File::gzip}}) {
        for (auto at = files_.begin(); at != files_.end();) {
            const std::string_view name = at->first;
            if (!name.ends_with(ending)) {
                ++at;
                continue;
            }
            const auto original = files_.find(name.substr(0, name.size() - ending.size()));
            if (original != files_.end()) {
                original->second.*slot = std::move(at->second.plain);
            }
            at = files_.erase(at);
        }
    }
}

std::optional<Task<void>> StaticSite::start(Exchange& exchange) const {
    if (const File* file = find(exchange.request)) {
        serve(exchange, *file);
    } else {
        exchange.fail(Problem{problems::kNotFound});
    }
    return std::nullopt;
}

const StaticSite::File* StaticSite::find(const Request& request) const {
    const auto found = files_.find(request.path == "/" ? kIndex : request.path);
    if (found != files_.end()) {
        return &found->second;
    }
    return asks_for_page(request) ? &files_.find(kIndex)->second : nullptr;
}

void StaticSite::serve(Exchange& exchange, const File& file) {
    Answer& answer = exchange.answer;
    const Variant* variant = &file.plain;
    if (file.brotli || file.gzip) {
        answer.add_field("Vary", "Accept-Encoding");
        const auto accepted =
            exchange.request.header("accept-encoding").value_or(std::string_view{});
        if (file.brotli && accepts_coding(accepted, "br")) {
            variant = &*file.brotli;
            answer.add_field("Content-Encoding", "br");
        } else if (file.gzip && accepts_coding(accepted, "gzip")) {
            variant = &*file.gzip;
            answer.add_field("Content-Encoding", "gzip");
        }
    }
    answer.content_type = file.content_type;
    answer.shared_body = variant->bytes;
    answer.protection = Protection::document;
    detail::finish_success(exchange, 200, variant->etag, std::string{file.cache_control});
}

}  // namespace gatehouse::http
