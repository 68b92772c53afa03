#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/endpoint.hpp"

namespace gatehouse::http {

/// The built files of a single-page application, loaded into memory when it is made: a request can
/// only name what was found then, so that no path leads out of the folder. Hidden files, source
/// maps and links are left out. The router's fallback; shared by all loops.
class StaticSite final : public Endpoint {
public:
    /// All files together.
    static constexpr std::size_t kMaxBytes = std::size_t{64} * 1024 * 1024;

    /// Loads the folder; nothing when it has no `index.html`. Throws std::runtime_error when a file
    /// cannot be read or the files exceed `kMaxBytes`.
    [[nodiscard]] static std::unique_ptr<StaticSite> load(const std::filesystem::path& folder);

    [[nodiscard]] BodyKind body_kind() const noexcept override { return BodyKind::none; }
    [[nodiscard]] bool knows(const Request& request) const override {
        return find(request) != nullptr;
    }
    /// Answers with the file, or with `index.html` where a browser asks for a page of the
    /// application; 404 for everything else.
    std::optional<Task<void>> start(Exchange& exchange) const override;
    bool describe(Operation&, json::SchemaBook&) const override { return false; }

    [[nodiscard]] std::size_t files() const noexcept { return files_.size(); }

private:
    /// One representation of a file.
    struct Variant {
        std::string bytes;
        std::string etag;
    };
    struct File {
        std::string_view content_type;
        std::string_view cache_control;
        Variant plain;
        std::optional<Variant> brotli;
        std::optional<Variant> gzip;
    };

    StaticSite() = default;
    void add(std::string name, std::string bytes);
    void attach_compressed();
    [[nodiscard]] const File* find(const Request& request) const;
    static void serve(Exchange& exchange, const File& file);

    std::map<std::string, File, std::less<>> files_;  ///< by path: `/assets/app-1a2b3c4d.js`
};

/// Whether `accept_encoding` allows `coding` (RFC 9110 section 12.5.3); `*` counts.
[[nodiscard]] bool accepts_coding(std::string_view accept_encoding,
                                  std::string_view coding) noexcept;

/// Whether a file's name holds a hash of its content, as bundlers write it: `app-1a2B3c4-.js`.
[[nodiscard]] bool has_hashed_name(std::string_view path) noexcept;

}  // namespace gatehouse::http
