#include "platform/config/loader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <sys/stat.h>

namespace gatehouse::config {
namespace {

constexpr std::string_view kPrefix = "GATEHOUSE_";
constexpr std::size_t kSecretFileLimit = 64 * 1024;

std::string variable_of(std::string_view key) {
    std::string name{kPrefix};
    for (const char c : key) {
        name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

std::string from_environment(std::string_view variable) {
    return "environment " + std::string{variable};
}

/// Levenshtein's distance.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t column = 0; column < row.size(); ++column) {
        row[column] = column;
    }
    for (std::size_t line = 0; line < left.size(); ++line) {
        std::size_t diagonal = std::exchange(row[0], line + 1);
        for (std::size_t column = 0; column < right.size(); ++column) {
            const auto replaced = diagonal + (left[line] == right[column] ? 0u : 1u);
            diagonal = row[column + 1];
            row[column + 1] = std::min({replaced, row[column] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

void Loader::add(Setting setting) {
    if (find(setting.key()) != nullptr) {
        throw std::logic_error("setting " + setting.key() + " is bound twice");
    }
    if (!setting.default_text.empty() && !setting.doc.secret &&
        !setting.assign(Raw{Untyped{setting.default_text}})) {
        throw std::logic_error("setting " + setting.key() + ": its default is not valid");
    }
    settings_.push_back(std::move(setting));
}

Loader::Setting* Loader::find(std::string_view key) {
    const auto found = std::ranges::find_if(
        settings_, [key](const Setting& setting) { return setting.key() == key; });
    return found == settings_.end() ? nullptr : &*found;
}

void Loader::finding(std::string_view origin, std::string_view key, std::string_view what) {
    std::string text{origin};
    if (!key.empty()) {
        text += ": ";
        text += key;
    }
    text += ": ";
    text += what;
    // Names may come from the file, quoted: one finding stays one line.
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    findings_.push_back(std::move(text));
}

void Loader::refuse(std::string_view key, std::string_view why) {
    finding(origin(key), key, why);
}

void Loader::assign(Setting& setting, const Raw& raw, std::string origin) {
    if (!setting.assign(raw)) {
        finding(origin, setting.key(), "must be " + setting.form);
        return;
    }
    setting.origin = std::move(origin);
}

std::string Loader::suggestion(std::string_view key) const {
    const Setting* best = nullptr;
    std::size_t best_distance = 4;
    for (const auto& setting : settings_) {
        const auto far = distance(setting.key(), key);
        if (far < best_distance) {
            best = &setting;
            best_distance = far;
        }
    }
    return best == nullptr ? std::string{} : "; did you mean " + best->key() + "?";
}

void Loader::environment(std::span<const char* const> variables,
                         std::span<const std::string_view> except) {
    std::map<std::string, std::string, std::less<>> by_variable;
    for (const auto& setting : settings_) {
        by_variable.emplace(variable_of(setting.key()), setting.key());
    }
    for (const std::string_view variable : variables) {
        const auto equals = variable.find('=');
        const auto name = variable.substr(0, equals);
        if (equals == std::string_view::npos || !name.starts_with(kPrefix) ||
            std::ranges::find(except, name) != except.end()) {
            continue;
        }
        const auto value = variable.substr(equals + 1);
        if (const auto key = by_variable.find(name); key != by_variable.end()) {
            assign(*find(key->second), Raw{Untyped{std::string{value}}}, from_environment(name));
            continue;
        }
        if (name.ends_with("_FILE")) {
            const auto key = by_variable.find(name.substr(0, name.size() - 5));
            auto* setting = key == by_variable.end() ? nullptr : find(key->second);
            if (setting != nullptr && setting->doc.secret) {
                read_secret_file(*setting, name, value);
                continue;
            }
        }
        std::string guess{name.substr(kPrefix.size())};
        std::ranges::transform(guess, guess.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
        std::string nearest;
        std::size_t nearest_distance = 4;
        for (const auto& [known, key] : by_variable) {
            if (const auto far = distance(known, name); far < nearest_distance) {
                nearest = known;
                nearest_distance = far;
            }
        }
        finding(name, "",
                "no setting has this variable" +
                    (nearest.empty() ? std::string{} : "; did you mean " + nearest + "?"));
    }
}

void Loader::read_secret_file(Setting& setting, std::string_view variable, std::string_view path) {
    const std::string name{path};
    struct stat status{};
    if (::stat(name.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
        static_cast<std::size_t>(status.st_size) > kSecretFileLimit) {
        finding(variable, setting.key(), "must name a readable regular file of at most 64 KiB");
        return;
    }
    std::ifstream stream{name, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad()) {
        finding(variable, setting.key(), "its file cannot be read");
        return;
    }
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.pop_back();
    }
    if (setting.origin.starts_with("environment ")) {
        finding(variable, setting.key(), "is also given by " + setting.origin);
        return;
    }
    assign(setting, Raw{Untyped{std::move(text)}}, from_environment(variable));
}

void Loader::flag(std::string_view key, std::string_view flag, std::string_view value) {
    auto* setting = find(key);
    if (setting == nullptr) {
        throw std::logic_error("flag for a setting that is not bound: " + std::string{key});
    }
    assign(*setting, Raw{Untyped{std::string{value}}}, std::string{flag});
}

void Loader::finish() const {
    if (findings_.empty()) {
        return;
    }
    std::string text;
    for (const auto& line : findings_) {
        text += (text.empty() ? "" : "\n") + line;
    }
    throw Invalid(text);
}

std::vector<Entry> Loader::entries() const {
    std::vector<Entry> entries;
    for (const auto& setting : settings_) {
        entries.push_back({.key = setting.key(),
                           .variable = variable_of(setting.key()),
                           .doc = setting.doc.text,
                           .form = setting.form,
                           .default_text = setting.default_text,
                           .text = setting.show(),
                           .origin = setting.origin,
                           .secret = setting.doc.secret});
    }
    return entries;
}

std::string_view Loader::origin(std::string_view key) const {
    const auto found = std::ranges::find_if(
        settings_, [key](const Setting& setting) { return setting.key() == key; });
    if (found == settings_.end()) {
        throw std::logic_error("no setting is bound as " + std::string{key});
    }
    return found->origin;
}

}  // namespace gatehouse::config
