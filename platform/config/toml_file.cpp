#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <sys/stat.h>
#include <toml++/toml.h>

#include "platform/config/loader.hpp"

namespace gatehouse::config {
namespace {

constexpr std::uintmax_t kFileLimit = 1024 * 1024;

/// The value as it stands in the file; nothing for kinds that no setting has (tables, dates, real
/// numbers, lists of other things than text and integers).
std::optional<Raw> raw_value(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return Raw{text->get()};
    }
    if (const auto* number = node.as_integer()) {
        return Raw{number->get()};
    }
    if (const auto* truth = node.as_boolean()) {
        return Raw{truth->get()};
    }
    const auto* list = node.as_array();
    if (list == nullptr) {
        return {};
    }
    std::vector<std::string> items;
    for (const auto& item : *list) {
        if (const auto* text = item.as_string()) {
            items.push_back(text->get());
        } else if (const auto* number = item.as_integer()) {
            items.push_back(std::to_string(number->get()));
        } else {
            return {};
        }
    }
    return Raw{std::move(items)};
}

/// What toml++ says, without the parts of the file that it quotes: they may be secrets.
std::string without_quotes(std::string_view description) {
    description = description.substr(0, description.find(", saw"));
    description = description.substr(0, description.find('\''));
    while (description.ends_with(' ') || description.ends_with(':')) {
        description.remove_suffix(1);
    }
    return std::string{description};
}

}  // namespace

void Loader::file(const std::filesystem::path& path, bool required) {
    const auto name = path.string();
    struct stat status{};
    if (::stat(name.c_str(), &status) != 0) {
        if (required || errno != ENOENT) {
            finding(name, "", "cannot be read: " + std::string{std::strerror(errno)});
        }
        return;
    }
    if (!S_ISREG(status.st_mode) || static_cast<std::uintmax_t>(status.st_size) > kFileLimit) {
        finding(name, "", "is not a regular file of at most 1 MiB");
        return;
    }
    std::ifstream stream{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad()) {
        finding(name, "", "cannot be read");
        return;
    }
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        finding(name + ":" + std::to_string(error.source().begin.line), "",
                "is not valid TOML: " + without_quotes(error.description()));
        return;
    }
    const bool open_to_others = (status.st_mode & S_IROTH) != 0;
    const auto place = [&name](const toml::node& node) {
        return name + ":" + std::to_string(node.source().begin.line);
    };
    for (const auto& [section, node] : root) {
        const auto* table = node.as_table();
        if (table == nullptr) {
            finding(place(node), section.str(), "is not a section");
            continue;
        }
        for (const auto& [key, value] : *table) {
            const auto full = std::string{section.str()} + "." + std::string{key.str()};
            auto* setting = find(full);
            if (setting == nullptr) {
                finding(place(value), full, "no setting has this name" + suggestion(full));
                continue;
            }
            if (setting->doc.secret && open_to_others) {
                finding(place(value), full,
                        "is a secret in a file that others may read; run: chmod 600 " + name);
            }
            const auto raw = raw_value(value);
            if (raw) {
                assign(*setting, *raw, place(value));
            } else {
                finding(place(value), full, "must be " + setting->form);
            }
        }
    }
}

}  // namespace gatehouse::config
