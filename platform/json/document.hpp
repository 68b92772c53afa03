#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

class Value;

/// One JSON text (RFC 8259) that was checked and taken apart. Owns the decoded strings and wipes
/// them when released, since they may hold passwords. Immutable, safe to read from any thread.
class Document {
public:
    static constexpr std::size_t kMaxDepth = 32;
    static constexpr std::size_t kMaxMembers = 256;  ///< of one object

    /// Takes `text` apart; fails with a sentence for the client when it is not JSON, not UTF-8, has
    /// a lone surrogate, a duplicate member or something behind its value, or breaks a limit.
    [[nodiscard]] static std::expected<Document, std::string> parse(std::string_view text);

    Document(Document&& other) noexcept = default;
    Document& operator=(Document&& other) = delete;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    ~Document();

    [[nodiscard]] Value root() const noexcept;

private:
    friend class Value;
    friend class DocumentBuilder;

    /// One value or member name; those of a container follow it, up to `next`.
    struct Node {
        Kind kind = Kind::null;
        bool flag = false;        ///< boolean: its value; string: U+0000 occurs in it
        std::uint32_t begin = 0;  ///< string, number: where its characters begin
        std::uint32_t size = 0;   ///< string, number: bytes; container: elements or members
        std::uint32_t next = 0;   ///< the node behind this value
    };

    explicit Document(std::size_t capacity)
        : chars_(std::make_unique_for_overwrite<char[]>(capacity)) {}

    std::vector<Node> nodes_;
    std::unique_ptr<char[]> chars_;
    std::size_t used_ = 0;
};

/// A place in a Document, which must outlive it. As cheap to copy as a pointer.
class Value {
public:
    [[nodiscard]] Kind kind() const noexcept { return node().kind; }
    /// The characters of a string, decoded, or of a number, as they were written.
    [[nodiscard]] std::string_view text() const noexcept {
        return {document_->chars_.get() + node().begin, node().size};
    }
    [[nodiscard]] bool boolean() const noexcept { return node().flag; }
    [[nodiscard]] bool holds_nul() const noexcept { return node().flag; }
    /// How many elements or members a container has.
    [[nodiscard]] std::size_t size() const noexcept { return node().size; }

    /// The first element of an array, or the name of the first member of an object, whose value is
    /// `next()` to it. Only when `size()` is not 0.
    [[nodiscard]] Value first() const noexcept { return {*document_, index_ + 1}; }
    /// What follows this value in its container; the caller counts.
    [[nodiscard]] Value next() const noexcept { return {*document_, node().next}; }

    /// The member of an object with this name; nothing for other kinds.
    [[nodiscard]] std::optional<Value> find(std::string_view name) const noexcept;

private:
    friend class Document;
    Value(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}
    [[nodiscard]] const Document::Node& node() const noexcept { return document_->nodes_[index_]; }

    const Document* document_;
    std::uint32_t index_;
};

/// Whether a number token is one that every reader of JSON gives the same value (RFC 7493 section
/// 2.2): an integer within 2^53 or a fraction that a double holds, and not `-0`.
[[nodiscard]] bool interoperable_number(std::string_view token) noexcept;

/// Appends the value without white space, its numbers as they were written.
void append_compact(std::string& out, Value value);

}  // namespace gatehouse::json
