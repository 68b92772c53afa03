#include "services/auth-service/audit/audit_store.hpp"

#include "platform/crypto/encoding.hpp"
#include "platform/json/json.hpp"

namespace gatehouse::auth {
namespace {

constexpr sql::Query kInsert{"audit_insert", R"sql(
INSERT INTO audit_events (id, hash, code, at, action, outcome, reason, actor_id, target_id,
                          session_id, request_id, trace_id, changes, origin_digest, subject_digest)
VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql"};

constexpr sql::Query kInsertPart{"audit_insert_part", R"sql(
INSERT INTO audit_personal (event_id, part, person_id, salt, content)
VALUES ($1, $2, $3, $4, $5))sql"};

constexpr sql::Query kForget{"audit_forget", "DELETE FROM audit_personal WHERE person_id = $1"};

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kAddressCodeSize = 16;

template <class Tag>
std::optional<std::string> text_of(const std::optional<Id<Tag>>& id) {
    return id ? std::optional{id->text()} : std::nullopt;
}

/// A personal part on its way into the table.
struct Part {
    std::string salt;
    std::string content;

    [[nodiscard]] std::string digest() const { return AuditSeals::part_digest(salt, content); }
};

}  // namespace

Task<void> AuditLog::record(sql::Session& transaction, const AuditEvent& event) {
    const Part origin{crypto::random_token(random_, kSaltSize),
                      json::write(AuditOriginContent{event.origin.ip, event.origin.user_agent})};
    std::optional<Part> subject;
    if (event.subject) {
        subject.emplace(crypto::random_token(random_, kSaltSize), json::write(*event.subject));
    }
    const AuditRecord record{
        .id = ids_.next().text(),
        .at = unix_ms(event.at),
        .action = std::string{event.action.name},
        .outcome = boost::describe::enum_to_string(event.outcome, ""),
        .reason = event.reason,
        .actor_id = text_of(event.actor),
        .target_id = text_of(event.target),
        .session_id = text_of(event.session ? event.session : event.origin.session),
        .request_id = event.origin.request_id,
        .trace_id = event.origin.trace_id,
        .changes = json::write(event.changes),
        .origin_digest = origin.digest(),
        .subject_digest = subject ? subject->digest() : std::string{}};
    co_await transaction.execute(
        kInsert, record.id, seals_.record_code(record), record.at, record.action, record.outcome,
        record.reason, record.actor_id, record.target_id, record.session_id, record.request_id,
        record.trace_id, record.changes, record.origin_digest, record.subject_digest);
    co_await transaction.execute(kInsertPart, record.id, audit_part::kOrigin,
                                 record.person_of(audit_part::kOrigin), origin.salt,
                                 origin.content);
    if (subject) {
        co_await transaction.execute(kInsertPart, record.id, audit_part::kSubject,
                                     record.person_of(audit_part::kSubject), subject->salt,
                                     subject->content);
    }
}

Task<void> AuditLog::forget(sql::Session& transaction, UserId person) {
    co_await transaction.execute(kForget, person);
}

std::string AuditLog::address_code(const Email& email) const {
    const crypto::Digest code = address_key_.sign(email.text());
    return crypto::hex_encode(crypto::bytes_of(code).substr(0, kAddressCodeSize));
}

}  // namespace gatehouse::auth
