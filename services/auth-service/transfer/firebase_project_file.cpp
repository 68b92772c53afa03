#include "services/auth-service/transfer/firebase_project_file.hpp"

#include <cstdint>
#include <optional>

#include <boost/describe.hpp>

#include "platform/base/secret.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::auth {
namespace {

/// The names are Firebase's.
struct HashConfig {
    std::optional<std::string> algorithm;
    Secret base64_signer_key;
    std::string base64_salt_separator;
    std::uint32_t rounds;
    std::uint32_t mem_cost;
};
BOOST_DESCRIBE_STRUCT(HashConfig, (),
                      (algorithm, base64_signer_key, base64_salt_separator, rounds, mem_cost))

}  // namespace

std::expected<crypto::FirebaseProject, std::string> read_firebase_project(
    std::string_view text, const crypto::Seal& seal) {
    const auto config = json::read<HashConfig>(text);
    if (!config) {
        std::string what = config.error().detail;
        for (const FieldError& error : config.error().errors) {
            what += "; " + error.pointer + ": " + error.detail;
        }
        return std::unexpected(std::move(what));
    }
    if (config->algorithm.value_or("SCRYPT") != "SCRYPT") {
        return std::unexpected("the algorithm is not SCRYPT: such hashes need no project");
    }
    auto project = crypto::FirebaseProject::make(config->base64_signer_key.expose(),
                                                 config->base64_salt_separator, config->rounds,
                                                 config->mem_cost, seal);
    if (!project) return std::unexpected(std::move(project.error().detail));
    return std::move(*project);
}

}  // namespace gatehouse::auth
