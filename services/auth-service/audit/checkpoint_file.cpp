#include "services/auth-service/audit/checkpoint_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/base/secret.hpp"
#include "platform/crypto/key_file.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::auth {
namespace {

constexpr std::string_view kLatest = "latest.json";
constexpr std::string_view kHistory = "history.jsonl";
constexpr Milliseconds kHistoryEvery = std::chrono::hours{1};

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

std::optional<std::string> content_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) {
        std::error_code error;
        if (!std::filesystem::exists(file, error) && !error) return std::nullopt;
        fail(file);
    }
    return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

/// An open file, closed at the end.
class File {
public:
    explicit File(const std::filesystem::path& path)
        : number_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)),
          path_(path) {
        if (number_ < 0) fail(path_);
    }
    ~File() { ::close(number_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// Begins a new line when the last one was cut off.
    void end_line() {
        struct stat status{};
        if (::fstat(number_, &status) != 0) fail(path_);
        char last = '\n';
        if (status.st_size > 0 && ::pread(number_, &last, 1, status.st_size - 1) != 1) fail(path_);
        if (last != '\n') append("\n");
    }
    void append(std::string_view text) {
        while (!text.empty()) {
            const ssize_t written = ::write(number_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail(path_);
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void flush() {
        if (::fsync(number_) != 0) fail(path_);
    }

private:
    int number_;
    const std::filesystem::path& path_;
};

}  // namespace

bool CheckpointFolder::genuine(const Checkpoint& checkpoint) const {
    return constant_time_equal(
        seals_.checkpoint_code(checkpoint.seq, checkpoint.hash, checkpoint.at), checkpoint.mac);
}

void CheckpointFolder::write(std::int64_t seq, const std::string& hash, Time at) {
    crypto::make_key_folder(folder_);
    const Checkpoint checkpoint{seq, hash, at, seals_.checkpoint_code(seq, hash, at)};
    // History first: if this ends in between, the latest one still is what it was.
    append_history(checkpoint);
    crypto::write_key_file(folder_ / kLatest, json::write(checkpoint) + "\n", random_);
}

void CheckpointFolder::append_history(const Checkpoint& checkpoint) {
    if (!last_history_) {
        const std::vector<Checkpoint> before = history();
        if (!before.empty()) last_history_ = before.back().at;
    }
    if (last_history_ && checkpoint.at - *last_history_ < kHistoryEvery) return;
    const std::filesystem::path path = folder_ / kHistory;
    File file{path};
    file.end_line();
    file.append(json::write(checkpoint) + "\n");
    file.flush();
    last_history_ = checkpoint.at;
}

void CheckpointFolder::forget_before(std::int64_t seq) {
    const std::vector<Checkpoint> checkpoints = history();
    if (checkpoints.empty() || checkpoints.front().seq >= seq) return;
    std::string kept;
    for (const Checkpoint& checkpoint : checkpoints) {
        if (checkpoint.seq >= seq) kept += json::write(checkpoint) + "\n";
    }
    crypto::write_key_file(folder_ / kHistory, kept, random_);
}

std::optional<Checkpoint> CheckpointFolder::latest() const {
    const std::filesystem::path path = folder_ / kLatest;
    const std::optional<std::string> text = content_of(path);
    if (!text) return std::nullopt;
    auto checkpoint = json::read<Checkpoint>(*text);
    if (!checkpoint || !genuine(*checkpoint)) {
        throw std::runtime_error(path.string() + ": is not what this installation wrote");
    }
    return std::move(*checkpoint);
}

std::vector<Checkpoint> CheckpointFolder::history() const {
    const std::filesystem::path path = folder_ / kHistory;
    const std::string text = content_of(path).value_or(std::string{});
    std::vector<Checkpoint> checkpoints;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        auto checkpoint = json::read<Checkpoint>(line);
        // Lines that a crash cut off, and lines that somebody else wrote, vouch for nothing.
        if (checkpoint && genuine(*checkpoint)) checkpoints.push_back(std::move(*checkpoint));
    }
    return checkpoints;
}

}  // namespace gatehouse::auth
