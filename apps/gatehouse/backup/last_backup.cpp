#include "apps/gatehouse/backup/last_backup.hpp"

#include <fstream>
#include <iterator>

#include "platform/base/random.hpp"
#include "platform/crypto/key_file.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::backup {
namespace {

constexpr const char* kFile = "backup.json";

}  // namespace

void remember(const std::filesystem::path& data_dir, const LastBackup& backup) {
    SystemRandom random;
    crypto::write_key_file(data_dir / kFile, json::write(backup) + "\n", random);
}

std::optional<LastBackup> last_backup(const std::filesystem::path& data_dir) {
    std::ifstream stream{data_dir / kFile, std::ios::binary};
    auto read = json::read<LastBackup>(std::string{std::istreambuf_iterator<char>{stream}, {}});
    if (!read) return std::nullopt;
    return std::move(*read);
}

}  // namespace gatehouse::backup
