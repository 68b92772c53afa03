#include "platform/sql/migrations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace gatehouse::sql {
namespace {

constexpr std::array<std::string_view, 2> kDialects{"sqlite", "postgres"};

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    std::string hex;
    for (unsigned int index = 0; index < size; ++index) {
        fmt::format_to(std::back_inserter(hex), "{:02x}", digest[index]);
    }
    return hex;
}

/// The parts of `0007_names.postgres.sql`.
struct Name {
    std::int64_t version;
    std::string_view base;     ///< `0007_names`
    std::string_view dialect;  ///< empty for all
};

std::optional<Name> parse_name(std::string_view file) {
    if (!file.ends_with(".sql")) {
        return std::nullopt;
    }
    file.remove_suffix(4);
    Name name{0, file, {}};
    if (const auto dot = file.find('.'); dot != std::string_view::npos) {
        name.base = file.substr(0, dot);
        name.dialect = file.substr(dot + 1);
        if (std::ranges::find(kDialects, name.dialect) == kDialects.end()) {
            return std::nullopt;
        }
    }
    const char* digits_end = name.base.data() + 4;
    if (name.base.size() < 6 || name.base[4] != '_' ||
        std::from_chars(name.base.data(), digits_end, name.version).ptr != digits_end ||
        name.version < 1) {
        return std::nullopt;
    }
    return name;
}

/// The texts that were given for one number.
struct Variants {
    std::string_view base;
    const Migration* general = nullptr;
    std::map<std::string_view, const Migration*> overrides;
};

std::string_view file_name(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::map<std::int64_t, Variants> group_by_version(std::span<const Migration> migrations) {
    std::map<std::int64_t, Variants> versions;
    for (const Migration& migration : migrations) {
        const auto file = file_name(migration.file);
        const auto name = parse_name(file);
        if (!name) {
            throw std::runtime_error(
                fmt::format("{}: a migration is named like 0001_users.sql", file));
        }
        Variants& variants = versions[name->version];
        if (variants.base.empty()) {
            variants.base = name->base;
        }
        const bool free = name->dialect.empty()
                              ? std::exchange(variants.general, &migration) == nullptr
                              : variants.overrides.emplace(name->dialect, &migration).second;
        if (variants.base != name->base || !free) {
            throw std::runtime_error(
                fmt::format("{}: number {} is taken twice", file, name->version));
        }
    }
    return versions;
}

}  // namespace

std::vector<Step> plan_migrations(std::span<const Migration> migrations, std::string_view dialect) {
    std::vector<Step> steps;
    for (const auto& [version, variants] : group_by_version(migrations)) {
        if (variants.general == nullptr) {
            throw std::runtime_error(fmt::format("{}.sql is missing", variants.base));
        }
        if (version != static_cast<std::int64_t>(steps.size()) + 1) {
            throw std::runtime_error(
                fmt::format("{}.sql: migration {} is missing", variants.base, steps.size() + 1));
        }
        const auto found = variants.overrides.find(dialect);
        const Migration& chosen =
            found == variants.overrides.end() ? *variants.general : *found->second;
        steps.push_back(
            {version, std::string(file_name(chosen.file)), chosen.text, sha256_hex(chosen.text)});
    }
    return steps;
}

std::size_t count_applied(std::span<const Step> steps, std::span<const AppliedStep> applied) {
    for (std::size_t index = 0; index < applied.size(); ++index) {
        const AppliedStep& done = applied[index];
        if (index >= steps.size()) {
            throw std::runtime_error(fmt::format(
                "the database is newer than this program: {} was applied to it", done.file));
        }
        const Step& step = steps[index];
        if (done.version != step.version || done.checksum != step.checksum) {
            throw std::runtime_error(
                fmt::format("{} was changed after it was applied (as {})", step.file, done.file));
        }
    }
    return applied.size();
}

void fail_migration(const Step& step, std::string_view why) {
    throw std::runtime_error(fmt::format("migration {}: {}", step.file, why));
}

}  // namespace gatehouse::sql
