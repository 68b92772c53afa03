#include "platform/crypto/signing_keys.hpp"

#include <algorithm>
#include <cerrno>
#include <ranges>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <utility>

#include <sys/stat.h>

#include "platform/crypto/key_file.hpp"

namespace gatehouse::crypto {
namespace {

/// Processes of one installation may disagree about the time by this much.
constexpr Seconds kSkew{60};
constexpr std::chrono::days kKeptForTheRecord{30};
constexpr std::string_view kSuffix = ".pem";

std::vector<std::filesystem::path> key_files(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(kSuffix) && !name.starts_with('.')) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

SigningKeyInfo describe(const SigningKey& key, Time now) {
    return {key.kid,        key.state(now),     key.created_at,
            key.signs_from, key.verifies_until, key.revoked_at};
}

/// Whether a key ever signed or will: one that was revoked before its turn replaces no other.
bool takes_its_turn(const SigningKey& key) {
    return !key.revoked_at || *key.revoked_at > key.signs_from;
}

}  // namespace

SigningKeySet::SigningKeySet(std::vector<SigningKey> keys, Milliseconds token_lifetime)
    : keys_(std::move(keys)) {
    std::ranges::sort(keys_, {}, [](const SigningKey& key) {
        return std::tuple(key.signs_from, key.created_at, std::string_view(key.kid));
    });
    std::optional<Time> follows;
    for (SigningKey& key : keys_ | std::views::reverse) {
        key.replaced_at = follows;
        if (follows) {
            key.verifies_until = *follows + token_lifetime + kSkew;
        }
        if (takes_its_turn(key)) {
            follows = key.signs_from;
        }
    }
}

const SigningKey* SigningKeySet::active(Time now) const noexcept {
    for (const SigningKey& key : keys_ | std::views::reverse) {
        if (key.state(now) == KeyState::active) {
            return &key;
        }
    }
    return nullptr;
}

const SigningKey* SigningKeySet::verifying(std::string_view kid, Time now) const noexcept {
    const SigningKey* key = recognising(kid);
    return key == nullptr || key->state(now) == KeyState::retired ? nullptr : key;
}

const SigningKey* SigningKeySet::recognising(std::string_view kid) const noexcept {
    const auto key = std::ranges::find(keys_, kid, &SigningKey::kid);
    return key == keys_.end() || key->revoked_at ? nullptr : &*key;
}

std::string SigningKeySet::jwks(Time now) const {
    std::string text = R"({"keys":[)";
    for (const SigningKey& key : keys_) {
        if (verifying(key.kid, now) == nullptr) continue;
        if (text.back() != '[') text.push_back(',');
        text.append(key.public_jwk);
    }
    return text.append("]}");
}

SigningKeys::SigningKeys(std::filesystem::path directory, Milliseconds token_lifetime,
                         const Clock& clock, RandomSource& random)
    : directory_(std::move(directory)),
      token_lifetime_(token_lifetime),
      clock_(clock),
      random_(random) {
    make_key_folder(directory_);
    if (key_files(directory_).empty()) {
        const KeyFolderLock lock(directory_);
        if (key_files(directory_).empty()) {
            const Time now = clock_.now();
            save(make_signing_key(random_, now, now));
        }
    }
    const std::scoped_lock lock(mutex_);
    read();
}

std::shared_ptr<const SigningKeySet> SigningKeys::current() const {
    const std::scoped_lock lock(mutex_);
    return current_;
}

bool SigningKeys::reload_if_changed() {
    const std::scoped_lock lock(mutex_);
    if (fingerprint() == fingerprint_) {
        return false;
    }
    read();
    return true;
}

std::vector<SigningKeyInfo> SigningKeys::list() const {
    const Time now = clock_.now();
    const auto keys = current();
    std::vector<SigningKeyInfo> infos;
    for (const SigningKey& key : keys->keys()) {
        infos.push_back(describe(key, now));
    }
    return infos;
}

std::optional<SigningKeyInfo> SigningKeys::rotate() {
    const std::scoped_lock lock(mutex_);
    const KeyFolderLock folder_lock(directory_);
    read();
    const Time now = clock_.now();
    if (std::ranges::any_of(current_->keys(), [now](const SigningKey& key) {
            return key.state(now) == KeyState::next;
        })) {
        return std::nullopt;
    }
    const SigningKey key = make_signing_key(random_, now, now + 2 * kPublishedMaxAge);
    save(key);
    remove_old(now);
    read();
    return describe(key, now);
}

bool SigningKeys::revoke(std::string_view kid) {
    const std::scoped_lock lock(mutex_);
    const KeyFolderLock folder_lock(directory_);
    read();
    const Time now = clock_.now();
    const auto keys = current_;
    const auto found = std::ranges::find(keys->keys(), kid, &SigningKey::kid);
    if (found == keys->keys().end()) {
        return false;
    }
    if (found->revoked_at) {
        return true;
    }
    if (found->state(now) == KeyState::active) {
        // The successor is in place before the key goes: a crash in between leaves both.
        const auto waiting = std::ranges::find(
            keys->keys(), KeyState::next, [now](const SigningKey& key) { return key.state(now); });
        SigningKey successor =
            waiting != keys->keys().end() ? *waiting : make_signing_key(random_, now, now);
        successor.signs_from = now;
        save(successor);
    }
    SigningKey revoked = *found;
    revoked.revoked_at = now;
    save(revoked);
    read();
    return true;
}

/// Names, inodes and times of the files: a file put in place by renaming always has another inode
/// or another time.
std::string SigningKeys::fingerprint() const {
    std::string text;
    for (const auto& file : key_files(directory_)) {
        struct stat status{};
        if (::stat(file.c_str(), &status) != 0) {
            throw std::system_error(errno, std::generic_category(), file.string());
        }
        text += file.filename().string() + ' ' + std::to_string(status.st_ino) + ' ' +
                std::to_string(status.st_mtim.tv_sec) + '.' +
                std::to_string(status.st_mtim.tv_nsec) + ' ' + std::to_string(status.st_size) +
                '\n';
    }
    return text;
}

void SigningKeys::read() {
    std::string fingerprint_before = fingerprint();
    std::vector<SigningKey> keys;
    for (const auto& file : key_files(directory_)) {
        const Secret content = read_key_file(file);
        try {
            keys.push_back(read_signing_key(content.expose()));
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(file.string() + ": " + error.what());
        }
        if (file.stem() != keys.back().kid) {
            throw std::runtime_error(file.string() + ": is not the file of key " + keys.back().kid);
        }
    }
    if (keys.empty()) {
        throw std::runtime_error(directory_.string() + ": holds no signing key");
    }
    current_ = std::make_shared<const SigningKeySet>(std::move(keys), token_lifetime_);
    fingerprint_ = std::move(fingerprint_before);
    version_.fetch_add(1, std::memory_order_release);
}

void SigningKeys::save(const SigningKey& key) const {
    write_key_file(directory_ / (key.kid + std::string(kSuffix)), write_signing_key(key).expose(),
                   random_);
}

void SigningKeys::remove_old(Time now) const {
    for (const SigningKey& key : current_->keys()) {
        const bool over = key.verifies_until && *key.verifies_until + kKeptForTheRecord < now;
        if (over || (key.revoked_at && *key.revoked_at + kKeptForTheRecord < now)) {
            std::filesystem::remove(directory_ / (key.kid + std::string(kSuffix)));
        }
    }
}

}  // namespace gatehouse::crypto
