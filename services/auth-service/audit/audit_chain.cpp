#include "services/auth-service/audit/audit_chain.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/asio/post.hpp>

#include "platform/async/handoff.hpp"
#include "platform/base/secret.hpp"

namespace gatehouse::auth {
namespace {

namespace store = audit_chain_store;

// Short enough to hold the writer up for milliseconds only.
constexpr std::int64_t kBatch = 200;

constexpr std::string_view kHeadChanged = "the ends of the chain were changed";
constexpr std::string_view kForged = "a record was not written by this installation";
constexpr std::string_view kCutOff = "records that a checkpoint vouches for are gone";
constexpr std::string_view kRewritten = "records differ from what a checkpoint vouches for";

}  // namespace

AuditChain::AuditChain(sql::Database& database, const AuditSeals& seals, CheckpointFolder* folder,
                       const Clock& clock, const log::Logger& log, metrics::Registry& metrics,
                       Milliseconds keep)
    : database_(database),
      seals_(seals),
      folder_(folder),
      clock_(clock),
      log_(log),
      intact_(metrics
                  .gauges("auth_audit_chain_intact",
                          "1 while the audit trail is chained, 0 after it was tampered with.")
                  .with({})),
      keep_(keep) {
    intact_.set(1);
}

AuditChain::~AuditChain() {
    disk_.join();
}

template <class Work>
auto AuditChain::on_disk(Work work) -> Task<std::invoke_result_t<Work&>> {
    using Outcome = std::invoke_result_t<Work&>;
    co_return co_await async::handoff<Outcome>([this, &work](async::Resume<Outcome> resume) {
        boost::asio::post(disk_, [&work, resume = std::move(resume)]() mutable {
            std::optional<Outcome> outcome;
            try {
                outcome.emplace(work());
            } catch (const std::exception&) {
                resume.error(std::current_exception());
                return;
            }
            resume.value(std::move(*outcome));
        });
    });
}

void AuditChain::sign(AuditHead& head) const {
    head.code = seals_.head_code(head.base_seq, head.base_hash, head.seq, head.hash);
}

void AuditChain::halt(std::string_view wrong, const std::string& where) {
    halted_ = true;
    intact_.set(0);
    log_.error("the audit trail was tampered with; it is no longer chained, see audit verify",
               {{"error.message", wrong}, {"labels.audit_record", where}});
}

Task<void> AuditChain::extend() {
    Step step{.more = true};
    while (step.more && !halted_) {
        step = co_await extend_batch();
        if (!step.wrong.empty()) halt(step.wrong, step.where);
    }
    if (!halted_ && folder_ != nullptr) co_await write_checkpoint();
}

Task<std::optional<AuditHead>> AuditChain::open_head(sql::Session& transaction) {
    std::optional<AuditHead> head = co_await store::lock_head(transaction);
    if (!head) {
        // Records with places, but no head: it was there once.
        const auto first = co_await store::list_chained(transaction, 0, 1);
        if (!first.empty()) co_return std::nullopt;
        AuditHead fresh;
        sign(fresh);
        co_await store::insert_head(transaction, fresh);
        head = co_await store::lock_head(transaction);
    }
    if (!constant_time_equal(
            seals_.head_code(head->base_seq, head->base_hash, head->seq, head->hash), head->code)) {
        co_return std::nullopt;
    }
    co_return head;
}

Task<AuditChain::Step> AuditChain::extend_batch() {
    // Looked at before anything is locked: most of the time there is nothing to do.
    const auto some = co_await store::list_waiting(database_, store::kFirstId, 1);
    if (some.empty()) co_return Step{};
    co_return co_await database_.transact([this](sql::Transaction& transaction) -> Task<Step> {
        std::optional<AuditHead> head = co_await open_head(transaction);
        if (!head) co_return Step{.wrong = kHeadChanged};
        const auto waiting = co_await store::list_waiting(transaction, store::kFirstId, kBatch);
        Step step{.more = std::cmp_equal(waiting.size(), kBatch)};
        for (const auto& [record, code] : waiting) {
            if (!constant_time_equal(seals_.record_code(record), code)) {
                step = {.wrong = kForged, .where = record.id};
                break;
            }
            ++head->seq;
            head->hash = AuditSeals::hash(head->hash, head->seq, record);
            co_await store::link(transaction, record.id, head->seq, head->hash,
                                 seals_.link_code(head->seq, head->hash));
        }
        sign(*head);
        co_await store::update_head(transaction, *head);
        co_return step;
    });
}

Task<void> AuditChain::write_checkpoint() {
    const std::optional<AuditHead> seen = co_await store::find_head(database_);
    if (seen && seen->seq == checkpointed_) co_return;
    // The file before the head: what stands in it was committed before.
    const std::optional<Checkpoint> known = co_await on_disk([this] { return folder_->latest(); });
    const std::optional<AuditHead> head = co_await store::find_head(database_);
    if (!head) {
        if (known) halt(kCutOff, "1");
        co_return;
    }
    if (known) {
        const std::string_view wrong = co_await contradiction(*known, *head);
        if (!wrong.empty()) {
            halt(wrong, std::to_string(known->seq));
            co_return;
        }
    }
    if (!known || known->seq < head->seq) {
        co_await on_disk([this, &head] {
            folder_->write(head->seq, head->hash, clock_.now());
            return true;
        });
    }
    checkpointed_ = head->seq;
}

Task<std::string_view> AuditChain::contradiction(const Checkpoint& checkpoint,
                                                 const AuditHead& head) {
    if (checkpoint.seq > head.seq) co_return kCutOff;
    if (checkpoint.seq < head.base_seq) co_return std::string_view{};
    if (checkpoint.seq == head.base_seq) {
        co_return checkpoint.hash == head.base_hash ? std::string_view{} : kRewritten;
    }
    const std::optional<std::string> hash = co_await store::find_hash(database_, checkpoint.seq);
    if (!hash) co_return kCutOff;
    co_return *hash == checkpoint.hash ? std::string_view{} : kRewritten;
}

Task<void> AuditChain::prune() {
    const Time cutoff = clock_.now() - keep_;
    Step step{.more = true};
    while (step.more && !halted_) {
        step = co_await prune_batch(cutoff);
        if (!step.wrong.empty()) halt(step.wrong, step.where);
    }
    if (halted_ || folder_ == nullptr) co_return;
    const std::optional<AuditHead> head = co_await store::find_head(database_);
    if (!head || head->base_seq == 0) co_return;
    co_await on_disk([this, &head] {
        folder_->forget_before(head->base_seq);
        return true;
    });
}

Task<AuditChain::Step> AuditChain::prune_batch(Time cutoff) {
    co_return co_await database_.transact(
        [this, cutoff](sql::Transaction& transaction) -> Task<Step> {
            std::optional<AuditHead> head = co_await open_head(transaction);
            if (!head) co_return Step{.wrong = kHeadChanged};
            const auto kept = co_await store::find_first_since(transaction, cutoff);
            // What is pruned is a prefix: a record keeps all those behind it.
            const std::int64_t until = kept ? *kept - 1 : head->seq;
            const std::int64_t last = std::min(until, head->base_seq + kBatch);
            if (last <= head->base_seq) co_return Step{};
            const std::optional<std::string> hash = co_await store::find_hash(transaction, last);
            if (!hash) co_return Step{.wrong = kCutOff, .where = std::to_string(last)};
            co_await store::remove_until(transaction, last);
            head->base_seq = last;
            head->base_hash = *hash;
            sign(*head);
            co_await store::update_head(transaction, *head);
            co_return Step{.more = last < until};
        });
}

}  // namespace gatehouse::auth
