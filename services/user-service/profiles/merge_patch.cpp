#include "services/user-service/profiles/merge_patch.hpp"

#include <optional>
#include <stdexcept>
#include <string>

#include "platform/json/document.hpp"
#include "platform/json/writer.hpp"

namespace gatehouse::user {
namespace {

using json::Kind;
using json::Value;

/// Writes the members of an object, one after the other.
class Members {
public:
    explicit Members(std::string& out) : out_(out) { out_ += '{'; }

    std::string& begin(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        json::append_text(out_, name);
        out_ += ':';
        return out_;
    }
    void end() { out_ += '}'; }

private:
    std::string& out_;
    bool first_ = true;
};

// As deep as the documents are, which the reader bounds.
void merge(std::string& out, std::optional<Value> target, Value patch) {
    if (patch.kind() != Kind::object) {
        json::append_compact(out, patch);
        return;
    }
    if (target && target->kind() != Kind::object) target.reset();
    Members members{out};
    if (target && target->size() > 0) {
        Value name = target->first();
        for (std::size_t left = target->size(); left > 0; --left) {
            const Value value = name.next();
            const std::optional<Value> change = patch.find(name.text());
            if (!change) {
                json::append_compact(members.begin(name.text()), value);
            } else if (change->kind() != Kind::null) {
                merge(members.begin(name.text()), value, *change);
            }
            if (left > 1) name = value.next();
        }
    }
    if (patch.size() > 0) {
        Value name = patch.first();
        for (std::size_t left = patch.size(); left > 0; --left) {
            const Value value = name.next();
            const bool known = target && target->find(name.text());
            if (!known && value.kind() != Kind::null) {
                merge(members.begin(name.text()), std::nullopt, value);
            }
            if (left > 1) name = value.next();
        }
    }
    members.end();
}

json::Document document_of(const json::Object& object) {
    auto document = json::Document::parse(object.text());
    if (!document) throw std::logic_error("a JSON object that is none: " + document.error());
    return std::move(*document);
}

}  // namespace

std::expected<json::Object, FieldError> merge_patch(const json::Object& target,
                                                    const json::Object& patch) {
    const json::Document target_document = document_of(target);
    const json::Document patch_document = document_of(patch);
    std::string merged;
    merge(merged, target_document.root(), patch_document.root());
    return json::Object::parse(merged);
}

}  // namespace gatehouse::user
