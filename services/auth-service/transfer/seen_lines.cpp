#include "services/auth-service/transfer/seen_lines.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/crypto/digest.hpp"
#include "platform/crypto/encoding.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::size_t kFirstCapacity = std::size_t{1} << 16;
constexpr std::size_t kSaltSize = 16;

[[noreturn]] void fail(int error) {
    throw std::system_error(error, std::generic_category(), "a temporary file for the dry run");
}

/// A file without a name.
class NamelessFile {
public:
    NamelessFile() {
        std::string name =
            (std::filesystem::temp_directory_path() / "gatehouse-import-XXXXXX").string();
        file_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (file_ < 0) fail(errno);
        ::unlink(name.c_str());
    }
    ~NamelessFile() { ::close(file_); }
    NamelessFile(const NamelessFile&) = delete;
    NamelessFile& operator=(const NamelessFile&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return file_; }

private:
    int file_;
};

}  // namespace

SeenLines::Table::Table(std::size_t capacity) : capacity_(capacity) {
    const NamelessFile file;
    const std::size_t size = capacity * sizeof(Slot);
    // Room on the disk first: to touch a page that finds none ends the process.
    if (const int error = ::posix_fallocate(file.descriptor(), 0, static_cast<off_t>(size))) {
        fail(error);
    }
    void* const mapped =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor(), 0);
    if (mapped == MAP_FAILED) fail(errno);
    slots_ = static_cast<Slot*>(mapped);
}

SeenLines::Table::~Table() {
    if (slots_ != nullptr) ::munmap(slots_, capacity_ * sizeof(Slot));
}

SeenLines::Table::Table(Table&& other) noexcept
    : capacity_(other.capacity_), slots_(std::exchange(other.slots_, nullptr)) {
}

SeenLines::Table& SeenLines::Table::operator=(Table&& other) noexcept {
    std::swap(capacity_, other.capacity_);
    std::swap(slots_, other.slots_);
    return *this;
}

SeenLines::Slot& SeenLines::Table::slot_of(std::uint64_t key) const {
    std::size_t index = static_cast<std::size_t>(key) & (capacity_ - 1);
    while (slots_[index].key != 0 && slots_[index].key != key) {
        index = (index + 1) & (capacity_ - 1);
    }
    return slots_[index];
}

SeenLines::SeenLines(RandomSource& random)
    : salt_(crypto::random_bytes(random, kSaltSize)), table_(kFirstCapacity) {
}

SeenLines::~SeenLines() = default;

std::optional<bool> SeenLines::note(std::string_view key, std::string_view content) {
    if (used_ * 10 > table_.capacity() * 7) grow();
    const std::uint64_t key_print = std::max<std::uint64_t>(fingerprint(key), 1);
    const std::uint64_t content_print = fingerprint(content);
    Slot& slot = table_.slot_of(key_print);
    if (slot.key == key_print) return slot.content == content_print;
    slot = {key_print, content_print};
    ++used_;
    return std::nullopt;
}

/// The salt keeps whoever made the file from choosing keys that meet.
std::uint64_t SeenLines::fingerprint(std::string_view text) const {
    const crypto::Digest digest = crypto::sha256(salt_ + std::string{text});
    std::uint64_t print = 0;
    std::memcpy(&print, digest.data(), sizeof print);
    return print;
}

void SeenLines::grow() {
    Table larger{table_.capacity() * 2};
    for (std::size_t index = 0; index < table_.capacity(); ++index) {
        const Slot& slot = table_.at(index);
        if (slot.key != 0) larger.slot_of(slot.key) = slot;
    }
    table_ = std::move(larger);
}

}  // namespace gatehouse::auth
