#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/mp11.hpp>

#include "platform/config/reading.hpp"
#include "platform/config/section.hpp"

namespace gatehouse::config {

/// The settings cannot be used: every finding on a line of its own, each naming the key and where
/// its value came from, none containing a value.
struct Invalid : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One setting as `gatehouse config` and the reference show it.
struct Entry {
    std::string key;       ///< `section.key`
    std::string variable;  ///< `GATEHOUSE_SECTION_KEY`
    std::string_view doc;
    std::string form;          ///< what values it takes
    std::string default_text;  ///< empty when unset
    std::string text;          ///< the effective value; secrets hidden
    std::string origin;        ///< `default`, `FILE:LINE`, `environment VARIABLE`, `--listen`
    bool secret = false;
};

/// Fills bound sections from the sources, each one stronger than those before it: defaults, file,
/// environment, flags. Call in that order; findings are collected, and `finish` throws them all.
/// Used by one thread at start; the bound sections outlive it.
class Loader {
public:
    /// Makes a section's members settable; before the first source. Throws std::logic_error when a
    /// default is out of its own bounds.
    template <Section S>
    void bind(S& section);

    /// Reads a TOML file: a table for each section. A file that is `required` must exist.
    void file(const std::filesystem::path& path, bool required);

    /// Reads the variables `GATEHOUSE_<SECTION>_<KEY>`; for secrets also `..._FILE`, naming a file
    /// that holds the value. `variables` are `NAME=value`; others than `GATEHOUSE_` are left alone,
    /// as are the names in `except`.
    void environment(std::span<const char* const> variables,
                     std::span<const std::string_view> except = {});

    /// Sets `key` (`server.listen`) from a command-line flag (`--listen`).
    void flag(std::string_view key, std::string_view flag, std::string_view value);

    /// A finding of a check across settings.
    void refuse(std::string_view key, std::string_view why);

    /// Throws Invalid when there were findings.
    void finish() const;

    [[nodiscard]] const std::vector<std::string>& findings() const noexcept { return findings_; }
    /// All settings in the order they were bound.
    [[nodiscard]] std::vector<Entry> entries() const;
    /// Where the value of `key` came from.
    [[nodiscard]] std::string_view origin(std::string_view key) const;

private:
    struct Setting {
        std::string section;
        Doc doc;
        std::string form;
        std::string default_text;
        std::string origin = "default";
        std::function<bool(const Raw&)> assign;
        std::function<std::string()> show;

        [[nodiscard]] std::string key() const { return section + "." + std::string{doc.key}; }
    };

    template <class T>
    void bind_member(std::string_view section, T& target, const Doc& doc);
    void add(Setting setting);
    Setting* find(std::string_view key);
    void assign(Setting& setting, const Raw& raw, std::string origin);
    void read_secret_file(Setting& setting, std::string_view variable, std::string_view path);
    void finding(std::string_view origin, std::string_view key, std::string_view what);
    [[nodiscard]] std::string suggestion(std::string_view key) const;

    std::vector<Setting> settings_;
    std::vector<std::string> findings_;
};

template <class T>
void Loader::bind_member(std::string_view section, T& target, const Doc& doc) {
    const auto shown = [&target, secret = doc.secret]() -> std::string {
        auto text = Reading<T>::show(target);
        return secret && !text.empty() ? "(hidden)" : text;
    };
    add({.section = std::string{section},
         .doc = doc,
         .form = Reading<T>::form(doc),
         .default_text = shown(),
         .assign =
             [&target, doc](const Raw& raw) {
                 auto value = Reading<T>::read(raw, doc);
                 if (value) {
                     target = std::move(*value);
                 }
                 return value.has_value();
             },
         .show = shown});
}

template <Section S>
void Loader::bind(S& section) {
    std::size_t index = 0;
    boost::mp11::mp_for_each<Members<S>>(
        [&](auto member) { bind_member(S::kSection, section.*member.pointer, S::kDocs[index++]); });
}

}  // namespace gatehouse::config
