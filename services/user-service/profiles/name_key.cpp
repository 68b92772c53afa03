#include "services/user-service/profiles/name_key.hpp"

#include "contracts/unicode.hpp"
#include "platform/base/utf8.hpp"

namespace gatehouse::user {
namespace {

// A code point may become eighteen in NFKC, and PostgreSQL's index entries end at 2,704 bytes.
constexpr std::size_t kMaxSize = 400;

}  // namespace

std::string name_key(std::string_view name) {
    return std::string{utf8::cut(unicode::lower(unicode::nfkc(name)), kMaxSize)};
}

}  // namespace gatehouse::user
