#include "services/auth-service/audit/audit_verifier.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/base/secret.hpp"
#include "platform/json/json.hpp"
#include "services/auth-service/audit/audit_event.hpp"

namespace gatehouse::auth {
namespace {

namespace store = audit_chain_store;

constexpr std::int64_t kPage = 500;
// What a server does meanwhile can look wrong once, hardly three times.
constexpr int kAttempts = 3;

/// A page of records with their personal parts.
struct Page {
    std::vector<ChainedRecord> records;
    std::vector<PersonalPart> parts;
};

Task<std::optional<Page>> try_page(sql::Session& session, std::int64_t after, std::int64_t last,
                                   std::int64_t limit) {
    try {
        Page page{co_await store::list_chained(session, after, limit), {}};
        std::erase_if(page.records,
                      [last](const ChainedRecord& record) { return record.seq > last; });
        if (!page.records.empty()) {
            page.parts = co_await store::list_parts(session, after, page.records.back().seq);
        }
        co_return page;
    } catch (const sql::StatementFailed&) {
        // A cell holds what no column of its type can: somebody else wrote it.
        co_return std::nullopt;
    }
}

/// The page behind `after`; when it holds something unreadable, only what stands before that.
/// Nothing when that is the first record of all.
Task<std::optional<Page>> read_page(sql::Session& session, std::int64_t after, std::int64_t last) {
    std::optional<Page> page = co_await try_page(session, after, last, kPage);
    if (!page) page = co_await try_page(session, after, last, 1);
    co_return page;
}

/// What a record of a restore says; it was written by this installation.
AuditRestore restore_in(const ChainedRecord& chained) {
    AuditRestore restore{.seq = chained.seq,
                         .at = time_from_unix_ms(chained.record.at),
                         .backup = {},
                         .known = {},
                         .reached = {}};
    auto changes = json::read<std::vector<AuditChange>>(chained.record.changes);
    for (AuditChange& change : changes.value()) {
        if (change.field == "backup") {
            restore.backup = std::move(change.after);
        } else if (change.field == "trail") {
            restore.known = std::move(change.before);
            restore.reached = std::move(change.after);
        }
    }
    return restore;
}

}  // namespace

bool AuditVerifier::genuine(const AuditHead& head) const {
    return constant_time_equal(seals_.head_code(head.base_seq, head.base_hash, head.seq, head.hash),
                               head.code);
}

Task<AuditVerdict> AuditVerifier::verify(sql::Session& session) {
    for (int attempt = 1;; ++attempt) {
        verdict_ = {};
        erased_.clear();
        missing_.clear();
        const std::optional<AuditHead> before = co_await store::find_head(session);
        verdict_.fault = co_await check_all(session);
        const std::optional<AuditHead> after = co_await store::find_head(session);
        const bool moved = before && after && before->code != after->code;
        if (!verdict_.fault || !moved || attempt == kAttempts) co_return verdict_;
    }
}

Task<AuditState> AuditVerifier::glance(sql::Session& session) {
    AuditState state;
    const auto waiting = co_await store::list_waiting(session, store::kFirstId, 1);
    if (!waiting.empty()) state.waiting_since = time_from_unix_ms(waiting.front().record.at);
    const std::optional<AuditHead> head = co_await store::find_head(session);
    if (!head) {
        if (!checkpoints_.empty()) state.fault = "the chain is gone, and checkpoints tell of it";
        co_return state;
    }
    state.records = head->seq;
    if (!genuine(*head)) {
        state.fault = "the ends of the chain were changed";
        co_return state;
    }
    if (head->seq > head->base_seq &&
        co_await store::find_hash(session, head->seq) != std::optional{head->hash}) {
        state.fault = fmt::format("record {}, the last one, was changed or is missing", head->seq);
    } else if (!checkpoints_.empty() && checkpoints_.back().seq > head->base_seq) {
        const Checkpoint& newest = checkpoints_.back();
        if (co_await store::find_hash(session, newest.seq) != std::optional{newest.hash}) {
            state.fault = fmt::format("record {} is not what the checkpoint of {} vouches for",
                                      newest.seq, to_rfc3339(newest.at));
        }
    }
    co_return state;
}

Task<std::optional<AuditFault>> AuditVerifier::check_all(sql::Session& session) {
    std::optional<AuditHead> head = co_await store::find_head(session);
    const bool had_head = head.has_value();
    const bool trusted = head && genuine(*head);
    if (!head) head.emplace();
    seq_ = head->base_seq;
    hash_ = head->base_hash;
    if (auto fault = check_checkpoints(seq_, hash_)) co_return fault;
    // As far as it goes whatever the head says, so that a fault is named where it is; and again
    // while servers add to it.
    for (std::int64_t known = -1; known < head->seq;) {
        known = head->seq;
        if (auto fault = co_await check_from(session, known)) co_return fault;
        if (trusted) {
            if (const auto now = co_await store::find_head(session)) head = now;
        }
    }
    if (auto fault = co_await check_behind(session, *head)) co_return fault;
    if (!checkpoints_.empty() && checkpoints_.back().seq > seq_) {
        co_return AuditFault{
            seq_ + 1, fmt::format("is missing: the checkpoint of {} vouches for record {}",
                                  to_rfc3339(checkpoints_.back().at), checkpoints_.back().seq)};
    }
    if (had_head && !genuine(*head)) {
        co_return AuditFault{verdict_.first == 0 ? seq_ + 1 : verdict_.first,
                             "and those before or behind it may be missing: the ends of the chain "
                             "were changed"};
    }
    if (auto fault = co_await check_waiting(session)) co_return fault;
    co_return check_unexplained();
}

/// Checks the records up to the place `last`, which has to be there.
Task<std::optional<AuditFault>> AuditVerifier::check_from(sql::Session& session,
                                                          std::int64_t last) {
    while (seq_ < last) {
        const std::optional<Page> page = co_await read_page(session, seq_, last);
        if (!page) co_return AuditFault{seq_ + 1, "cannot be read"};
        if (page->records.empty()) co_return AuditFault{seq_ + 1, "is missing"};
        auto part = page->parts.begin();
        for (const ChainedRecord& chained : page->records) {
            std::vector<PersonalPart> own;
            for (; part != page->parts.end() && part->seq == chained.seq; ++part)
                own.push_back(*part);
            if (auto fault = check_record(chained, own)) co_return fault;
        }
    }
    co_return std::nullopt;
}

std::optional<AuditFault> AuditVerifier::check_record(const ChainedRecord& chained,
                                                      const std::vector<PersonalPart>& parts) {
    if (chained.seq != seq_ + 1) return AuditFault{seq_ + 1, "is missing"};
    const std::string hash = AuditSeals::hash(hash_, chained.seq, chained.record);
    if (hash != chained.hash) return AuditFault{chained.seq, "was changed"};
    if (!constant_time_equal(seals_.link_code(chained.seq, hash), chained.code)) {
        return AuditFault{chained.seq, "was not put there by this installation"};
    }
    if (auto fault = check_checkpoints(chained.seq, hash)) return fault;
    if (auto fault = check_parts(chained, parts)) return fault;
    note_erased(chained.record);
    if (chained.record.action == audit_action::kRestored.name) {
        verdict_.restores.push_back(restore_in(chained));
    }
    if (verdict_.first == 0) verdict_.first = chained.seq;
    ++verdict_.records;
    seq_ = chained.seq;
    hash_ = hash;
    return std::nullopt;
}

void AuditVerifier::note_erased(const AuditRecord& record) {
    if (record.action == audit_action::kDeleted.name && record.target_id) {
        erased_.insert(*record.target_id);
    }
}

std::optional<AuditFault> AuditVerifier::check_parts(const ChainedRecord& chained,
                                                     const std::vector<PersonalPart>& parts) {
    for (const std::string_view name : {audit_part::kOrigin, audit_part::kSubject}) {
        const auto part = std::ranges::find(parts, name, &PersonalPart::part);
        const std::string& digest = chained.record.digest_of(name);
        const std::optional<std::string>& person = chained.record.person_of(name);
        if (part != parts.end()) {
            if (part->person_id != person ||
                AuditSeals::part_digest(part->salt, part->content) != digest) {
                return AuditFault{chained.seq,
                                  fmt::format("has a personal part ({}) that was changed", name)};
            }
        } else if (!digest.empty()) {
            if (!person) {
                return AuditFault{
                    chained.seq,
                    fmt::format("lacks its personal part ({}), which is nobody's", name)};
            }
            missing_.emplace(*person, chained.seq);
        }
    }
    return std::nullopt;
}

std::optional<AuditFault> AuditVerifier::check_checkpoints(std::int64_t seq,
                                                           const std::string& hash) const {
    const auto wrong = std::ranges::find_if(checkpoints_, [&](const Checkpoint& checkpoint) {
        return checkpoint.seq == seq && checkpoint.hash != hash;
    });
    if (wrong == checkpoints_.end()) return std::nullopt;
    return AuditFault{seq, fmt::format("differs from the checkpoint of {}", to_rfc3339(wrong->at))};
}

/// Personal parts may be missing when the person was erased, which is an event of its own.
std::optional<AuditFault> AuditVerifier::check_unexplained() const {
    std::optional<AuditFault> fault;
    for (const auto& [person, seq] : missing_) {
        if (!erased_.contains(person) && (!fault || seq < fault->seq)) {
            fault = AuditFault{seq, "lacks a personal part, and its person was not erased"};
        }
    }
    return fault;
}

/// There is nothing behind the last record.
Task<std::optional<AuditFault>> AuditVerifier::check_behind(sql::Session& session,
                                                            const AuditHead& head) {
    const auto more = co_await store::list_chained(session, seq_, 1);
    if (more.empty()) co_return std::nullopt;
    const auto now = co_await store::find_head(session);
    // A server may have added it since.
    if (now && genuine(*now) && now->seq >= more.front().seq && now->seq > head.seq) {
        co_return std::nullopt;
    }
    co_return AuditFault{more.front().seq, "stands behind the end of the chain"};
}

Task<std::optional<AuditFault>> AuditVerifier::check_waiting(sql::Session& session) {
    std::string after{store::kFirstId};
    for (;;) {
        const auto waiting = co_await store::list_waiting(session, after, kPage);
        for (const auto& [record, code] : waiting) {
            if (!constant_time_equal(seals_.record_code(record), code)) {
                co_return AuditFault{
                    seq_ + 1, fmt::format("will be {}, which was not written by this installation",
                                          record.id)};
            }
            note_erased(record);
            ++verdict_.waiting;
        }
        if (std::cmp_less(waiting.size(), kPage)) co_return std::nullopt;
        after = waiting.back().record.id;
    }
}

}  // namespace gatehouse::auth
