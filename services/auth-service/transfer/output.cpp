#include "services/auth-service/transfer/output.hpp"

#include <cerrno>
#include <cstddef>
#include <system_error>

#include <unistd.h>

namespace gatehouse::auth {
namespace {

constexpr std::size_t kBlock = std::size_t{64} * 1024;

}  // namespace

void Output::append(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= kBlock) flush();
}

void Output::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t size = ::write(file_, rest.data(), rest.size());
        if (size < 0 && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "writing accounts");
        }
        if (size > 0) rest.remove_prefix(static_cast<std::size_t>(size));
    }
    buffer_.clear();
}

}  // namespace gatehouse::auth
