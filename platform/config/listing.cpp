#include "platform/config/listing.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace gatehouse::config {
namespace {

std::string_view section_of(const Entry& entry) {
    return std::string_view{entry.key}.substr(0, entry.key.find('.'));
}

bool is_bare(const Entry& entry) {
    return entry.form.starts_with("an integer") || entry.form.starts_with("`true`");
}

/// `text` as a basic string of TOML; settings hold no control characters.
std::string quote(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result + '"';
}

std::string toml_value(const Entry& entry, std::string_view text) {
    if (is_bare(entry)) {
        return std::string{text};
    }
    if (!entry.form.starts_with("a list")) {
        return quote(text);
    }
    std::string list;
    for (const auto& item : split_list(text)) {
        list += (list.empty() ? "" : ", ") + quote(item);
    }
    return "[" + list + "]";
}

/// For a cell of a table.
std::string cell(std::string_view text) {
    std::string result;
    for (const char c : text) {
        result += c == '|' ? "\\|" : std::string(1, c);
    }
    return result;
}

}  // namespace

std::string listing(std::span<const Entry> entries) {
    std::string text;
    std::string_view section;
    for (const auto& entry : entries) {
        if (section_of(entry) != section && !text.empty()) {
            text += "\n";
        }
        section = section_of(entry);
        const bool list = entry.form.starts_with("a list");
        const bool given = list || (!entry.text.empty() && entry.text != "(hidden)");
        const auto value = entry.text == "(hidden)" ? "(hidden)"
                           : given                  ? toml_value(entry, entry.text)
                                                    : "(unset)";
        const auto line = fmt::format("{}{} = {}", given ? "" : "# ", entry.key, value);
        text += fmt::format("{:<56} # {}\n", line, entry.origin);
    }
    return text;
}

std::string reference(std::span<const Entry> entries) {
    std::string text =
        "# Settings\n\n"
        "Written by `gatehouse config --reference`; do not edit.\n\n"
        "Each setting is looked for in this order, the last one wins: its default, the file\n"
        "`gatehouse.toml` of the working directory (or the one that `--config` or\n"
        "`GATEHOUSE_CONFIG` names), the environment, the command line. `gatehouse config` prints\n"
        "what each is set to and where that came from. Durations are written `500ms`, `30s`, "
        "`15m`, `12h`, `7d`; lists are TOML\n"
        "arrays, in the environment separated by commas. A secret may also be given as\n"
        "`VARIABLE_FILE`, the name of a file that holds it. Whatever is unknown or wrong stops\n"
        "the start.\n";
    std::string_view section;
    for (const auto& entry : entries) {
        if (section_of(entry) != section) {
            section = section_of(entry);
            text +=
                fmt::format("\n## {}\n\n| setting | default | meaning |\n|---|---|---|\n", section);
        }
        const auto default_text =
            entry.default_text.empty()
                ? std::string{entry.form.starts_with("a list") ? "empty" : "unset"}
                : "`" + entry.default_text + "`";
        text += fmt::format("| `{}`<br>`{}`{} | {} | {} Takes {}. |\n", entry.key, entry.variable,
                            entry.secret ? "<br>secret" : "", cell(default_text), cell(entry.doc),
                            cell(entry.form));
    }
    return text;
}

}  // namespace gatehouse::config
