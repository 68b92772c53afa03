#include "services/auth-service/audit/audit_store.hpp"

#include <utility>

#include "platform/crypto/encoding.hpp"
#include "platform/json/json.hpp"
#include "platform/sql/insert_many.hpp"

namespace gatehouse::auth {
namespace {

const sql::InsertMany& insert_events() {
    static const sql::InsertMany insert{"audit_insert", R"sql(
INSERT INTO audit_events (id, hash, code, at, action, outcome, reason, actor_id, target_id,
                          session_id, request_id, trace_id, changes, origin_digest,
                          subject_digest))sql",
                                        15};
    return insert;
}

const sql::InsertMany& insert_parts() {
    static const sql::InsertMany insert{"audit_insert_part", R"sql(
INSERT INTO audit_personal (event_id, part, person_id, salt, content))sql",
                                        5};
    return insert;
}

constexpr sql::Query kForget{"audit_forget", "DELETE FROM audit_personal WHERE person_id = $1"};

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kAddressCodeSize = 16;

template <class Tag>
std::optional<std::string> text_of(const std::optional<Id<Tag>>& id) {
    return id ? std::optional{id->text()} : std::nullopt;
}

std::string digest_of(const AuditPart& part) {
    return AuditSeals::part_digest(part.salt, part.content);
}

sql::Value value_of(const std::optional<std::string>& text) {
    return text ? sql::Value{std::string_view{*text}} : sql::Value{};
}

void append_event(std::vector<sql::Value>& values, const PreparedAuditEvent& event) {
    const AuditRecord& record = event.record;
    for (const std::string_view text :
         {std::string_view{record.id}, std::string_view{}, std::string_view{event.code}}) {
        values.emplace_back(text);
    }
    values.emplace_back(record.at);
    for (const std::string* text : {&record.action, &record.outcome, &record.reason}) {
        values.emplace_back(std::string_view{*text});
    }
    for (const auto* id : {&record.actor_id, &record.target_id, &record.session_id}) {
        values.push_back(value_of(*id));
    }
    for (const std::string* text : {&record.request_id, &record.trace_id, &record.changes,
                                    &record.origin_digest, &record.subject_digest}) {
        values.emplace_back(std::string_view{*text});
    }
}

void append_part(std::vector<sql::Value>& values, const AuditRecord& record, std::string_view name,
                 const AuditPart& part) {
    values.emplace_back(std::string_view{record.id});
    values.emplace_back(name);
    values.push_back(value_of(record.person_of(name)));
    values.emplace_back(std::string_view{part.salt});
    values.emplace_back(std::string_view{part.content});
}

}  // namespace

Task<void> AuditLog::record(sql::Session& transaction, const AuditEvent& event) {
    const PreparedAuditEvent prepared = prepare(event);
    const PreparedAuditEvent* const one[] = {&prepared};
    co_await record_all(transaction, one);
}

PreparedAuditEvent AuditLog::prepare(const AuditEvent& event) const {
    AuditPart origin{crypto::random_token(random_, kSaltSize),
                     json::write(AuditOriginContent{event.origin.ip, event.origin.user_agent})};
    std::optional<AuditPart> subject;
    if (event.subject) {
        subject.emplace(crypto::random_token(random_, kSaltSize), json::write(*event.subject));
    }
    AuditRecord record{.id = ids_.next().text(),
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
                       .origin_digest = digest_of(origin),
                       .subject_digest = subject ? digest_of(*subject) : std::string{}};
    std::string code = seals_.record_code(record);
    return {std::move(record), std::move(code), std::move(origin), std::move(subject)};
}

Task<void> AuditLog::record_all(sql::Session& transaction,
                                std::span<const PreparedAuditEvent* const> events) {
    std::vector<sql::Value> rows;
    std::vector<sql::Value> parts;
    for (const PreparedAuditEvent* event : events) {
        append_event(rows, *event);
        append_part(parts, event->record, audit_part::kOrigin, event->origin);
        if (event->subject) {
            append_part(parts, event->record, audit_part::kSubject, *event->subject);
        }
    }
    co_await insert_events().run(transaction, rows);
    co_await insert_parts().run(transaction, parts);
}

Task<void> AuditLog::forget(sql::Session& transaction, UserId person) {
    co_await transaction.execute(kForget, person);
}

std::string AuditLog::address_code(const Email& email) const {
    const crypto::Digest code = address_key_.sign(email.text());
    return crypto::hex_encode(crypto::bytes_of(code).substr(0, kAddressCodeSize));
}

}  // namespace gatehouse::auth
