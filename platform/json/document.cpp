#include "platform/json/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <span>
#include <system_error>

#include <boost/json/basic_parser_impl.hpp>

#include "platform/base/json_string.hpp"
#include "platform/base/secret.hpp"

namespace gatehouse::json {

namespace {
// Positions are 32 bits wide; what comes from a client is limited far below.
constexpr std::size_t kMaxText = std::size_t{64} * 1024 * 1024;
constexpr std::int64_t kMaxExactInteger = (std::int64_t{1} << 53) - 1;
}  // namespace

/// The handler of Boost.JSON's parser: writes down what it finds, and finds duplicate members.
class DocumentBuilder {
public:
    static constexpr std::size_t max_object_size = Document::kMaxMembers;
    static constexpr std::size_t max_array_size = kMaxText;
    static constexpr std::size_t max_key_size = kMaxText;
    static constexpr std::size_t max_string_size = kMaxText;

    using Text = boost::json::string_view;
    using Error = boost::json::error_code;

    explicit DocumentBuilder(std::size_t capacity) : document_(capacity) {}

    [[nodiscard]] Document take() { return std::move(document_); }
    [[nodiscard]] bool found_duplicate() const { return found_duplicate_; }

    bool on_document_begin(Error& /*error*/) { return true; }
    bool on_document_end(Error& /*error*/) { return true; }
    bool on_object_begin(Error& /*error*/) { return open(Kind::object); }
    bool on_object_end(std::size_t members, Error& error) {
        const std::uint32_t object = close(members);
        if (!has_duplicate(object)) return true;
        found_duplicate_ = true;
        error = boost::json::error::syntax;
        return false;
    }
    bool on_array_begin(Error& /*error*/) { return open(Kind::array); }
    bool on_array_end(std::size_t elements, Error& /*error*/) {
        close(elements);
        return true;
    }
    bool on_key_part(Text text, std::size_t /*size*/, Error& /*error*/) { return keep(text); }
    bool on_key(Text text, std::size_t /*size*/, Error& /*error*/) { return string(text); }
    bool on_string_part(Text text, std::size_t /*size*/, Error& /*error*/) { return keep(text); }
    bool on_string(Text text, std::size_t /*size*/, Error& /*error*/) { return string(text); }
    bool on_number_part(Text text, Error& /*error*/) { return keep(text); }
    bool on_int64(std::int64_t /*value*/, Text text, Error& /*error*/) { return number(text); }
    bool on_uint64(std::uint64_t /*value*/, Text text, Error& /*error*/) { return number(text); }
    bool on_double(double /*value*/, Text text, Error& /*error*/) { return number(text); }
    bool on_bool(bool value, Error& /*error*/) {
        add(Kind::boolean).flag = value;
        return true;
    }
    bool on_null(Error& /*error*/) {
        add(Kind::null);
        return true;
    }
    bool on_comment_part(Text /*text*/, Error& /*error*/) { return true; }
    bool on_comment(Text /*text*/, Error& /*error*/) { return true; }

private:
    using Node = Document::Node;

    [[nodiscard]] std::uint32_t end() const {
        return static_cast<std::uint32_t>(document_.nodes_.size());
    }
    Node& add(Kind kind) {
        Node& node = document_.nodes_.emplace_back(Node{.kind = kind});
        node.next = end();
        return node;
    }
    bool open(Kind kind) {
        open_[depth_++] = end();
        add(kind);
        return true;
    }
    std::uint32_t close(std::size_t size) {
        const std::uint32_t index = open_[--depth_];
        Node& node = document_.nodes_[index];
        node.size = static_cast<std::uint32_t>(size);
        node.next = end();
        return index;
    }
    bool keep(Text text) {
        std::memcpy(document_.chars_.get() + document_.used_, text.data(), text.size());
        document_.used_ += text.size();
        return true;
    }
    bool number(Text text) {
        keep(text);
        finish(add(Kind::number));
        return true;
    }
    bool string(Text text) {
        keep(text);
        Node& node = add(Kind::string);
        const std::string_view whole = finish(node);
        node.flag = whole.find('\0') != std::string_view::npos;
        return true;
    }
    std::string_view finish(Node& node) {
        node.begin = static_cast<std::uint32_t>(begin_);
        node.size = static_cast<std::uint32_t>(document_.used_ - begin_);
        begin_ = document_.used_;
        return {document_.chars_.get() + node.begin, node.size};
    }

    /// Compares or sorts, never hashes: no choice of names makes it slow.
    [[nodiscard]] bool has_duplicate(std::uint32_t object) const {
        std::array<std::string_view, Document::kMaxMembers> all;
        const Node& node = document_.nodes_[object];
        std::uint32_t at = object + 1;
        for (std::size_t i = 0; i < node.size; ++i) {
            const Node& name = document_.nodes_[at];
            all[i] = {document_.chars_.get() + name.begin, name.size};
            at = document_.nodes_[name.next].next;
        }
        const std::span names{all.data(), node.size};
        if (names.size() <= 12) {
            for (std::size_t i = 1; i < names.size(); ++i) {
                if (std::ranges::find(names.first(i), names[i]) !=
                    names.begin() + std::ptrdiff_t(i))
                    return true;
            }
            return false;
        }
        std::ranges::sort(names);
        return std::ranges::adjacent_find(names) != names.end();
    }

    Document document_;
    std::size_t begin_ = 0;  // where the characters of the current string or number begin
    std::array<std::uint32_t, Document::kMaxDepth + 1> open_{};
    std::size_t depth_ = 0;
    bool found_duplicate_ = false;
};

namespace {

std::string describe(const boost::json::error_code& error, const DocumentBuilder& builder,
                     std::size_t position) {
    namespace bj = boost::json;
    if (builder.found_duplicate()) return "an object has two members of the same name";
    if (error == bj::error::too_deep) return "nested deeper than 32 levels";
    if (error == bj::error::object_too_large) return "an object has more than 256 members";
    if (error == bj::error::incomplete) return "the text ends too early";
    if (error == bj::error::extra_data) return "there is more behind the end of the value";
    return "not valid JSON at byte " + std::to_string(position);
}

}  // namespace

std::expected<Document, std::string> Document::parse(std::string_view text) {
    if (text.size() > kMaxText) return std::unexpected("the text is too long");
    static_assert(boost::json::parse_options{}.max_depth == kMaxDepth);
    boost::json::basic_parser<DocumentBuilder> parser{boost::json::parse_options{}, text.size()};
    boost::json::error_code error;
    std::size_t position = parser.write_some(false, text.data(), text.size(), error);
    if (!error && position < text.size()) error = boost::json::error::extra_data;
    if (error) return std::unexpected(describe(error, parser.handler(), position));
    return parser.handler().take();
}

Document::~Document() {
    if (chars_) wipe(chars_.get(), used_);
}

Value Document::root() const noexcept {
    return {*this, 0};
}

std::optional<Value> Value::find(std::string_view name) const noexcept {
    if (kind() != Kind::object || size() == 0) return std::nullopt;
    Value member = first();
    for (std::size_t i = 0; i < size(); ++i) {
        const Value value = member.next();
        if (member.text() == name) return value;
        member = value.next();
    }
    return std::nullopt;
}

bool interoperable_number(std::string_view token) noexcept {
    const char* const end = token.data() + token.size();
    if (token.find_first_of(".eE") != std::string_view::npos) {
        double value = 0;
        const auto [stop, error] = std::from_chars(token.data(), end, value);
        return error == std::errc{} && stop == end;
    }
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(token.data(), end, value);
    return error == std::errc{} && stop == end && token != "-0" && value <= kMaxExactInteger &&
           value >= -kMaxExactInteger;
}

void append_compact(std::string& out, Value value) {
    switch (value.kind()) {
        case Kind::null:
            out += "null";
            return;
        case Kind::boolean:
            out += value.boolean() ? "true" : "false";
            return;
        case Kind::number:
            out += value.text();
            return;
        case Kind::string:
            append_json_string(out, value.text());
            return;
        case Kind::array:
        case Kind::object:
            break;
    }
    const bool object = value.kind() == Kind::object;
    out += object ? '{' : '[';
    Value at = value.first();
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ',';
        if (object) {
            append_json_string(out, at.text());
            out += ':';
            at = at.next();
        }
        append_compact(out, at);
        at = at.next();
    }
    out += object ? '}' : ']';
}

}  // namespace gatehouse::json
