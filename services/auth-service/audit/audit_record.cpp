#include "services/auth-service/audit/audit_record.hpp"

#include <fmt/format.h>

#include "platform/crypto/encoding.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::auth {
namespace {

std::string hex(const crypto::Digest& digest) {
    return crypto::hex_encode(crypto::bytes_of(digest));
}

}  // namespace

std::string AuditSeals::part_digest(std::string_view salt, std::string_view content) {
    return hex(crypto::sha256(fmt::format("{}\n{}", salt, content)));
}

std::string AuditSeals::hash(std::string_view previous, std::int64_t seq,
                             const AuditRecord& record) {
    return hex(crypto::sha256(fmt::format("{}\n{}\n{}", previous, seq, json::write(record))));
}

std::string AuditSeals::record_code(const AuditRecord& record) const {
    return hex(key_.sign({"record\n", json::write(record)}));
}

std::string AuditSeals::head_code(std::int64_t base_seq, std::string_view base_hash,
                                  std::int64_t seq, std::string_view hash) const {
    return hex(key_.sign(fmt::format("head\n{}\n{}\n{}\n{}", base_seq, base_hash, seq, hash)));
}

std::string AuditSeals::checkpoint_code(std::int64_t seq, std::string_view hash, Time at) const {
    return hex(key_.sign(fmt::format("checkpoint\n{}\n{}\n{}", seq, hash, unix_ms(at))));
}

std::string AuditSeals::link_code(std::int64_t seq, std::string_view hash) const {
    return hex(key_.sign(fmt::format("link\n{}\n{}", seq, hash)));
}

}  // namespace gatehouse::auth
