#include "platform/service/inbox.hpp"

namespace gatehouse::service {
namespace {

constexpr sql::Query kNote{"inbox_note", R"sql(
INSERT INTO processed_events (event_id, topic, processed_at) VALUES ($1, $2, $3)
ON CONFLICT (event_id) DO NOTHING)sql"};

// In batches, so that no backlog runs into the time that a statement may take.
constexpr std::int64_t kBatch = 500;
constexpr sql::Query kForget{"inbox_forget", R"sql(
DELETE FROM processed_events WHERE event_id IN (
    SELECT event_id FROM processed_events WHERE processed_at < $1
    ORDER BY processed_at LIMIT $2))sql"};

}  // namespace

Task<bool> Inbox::is_new(sql::Transaction& transaction, const events::Envelope& envelope) {
    const auto noted =
        co_await transaction.execute(kNote, envelope.id, envelope.topic, clock_.now());
    co_return noted == 1;
}

Task<std::int64_t> Inbox::forget_before(Time time) {
    std::int64_t forgotten = 0;
    std::int64_t batch = kBatch;
    while (batch == kBatch) {
        batch = co_await database_.execute(kForget, time, kBatch);
        forgotten += batch;
    }
    co_return forgotten;
}

}  // namespace gatehouse::service
