#include "platform/service/inbox.hpp"

namespace gatehouse::service {
namespace {

constexpr sql::Query kNote{"inbox_note", R"sql(
INSERT INTO processed_events (event_id, topic, processed_at) VALUES ($1, $2, $3)
ON CONFLICT (event_id) DO NOTHING)sql"};

constexpr sql::Query kForget{"inbox_forget",
                             "DELETE FROM processed_events WHERE processed_at < $1"};

}  // namespace

Task<bool> Inbox::is_new(sql::Transaction& transaction, const events::Envelope& envelope) {
    const auto noted =
        co_await transaction.execute(kNote, envelope.id, envelope.topic, clock_.now());
    co_return noted == 1;
}

Task<std::int64_t> Inbox::forget_before(Time time) {
    co_return co_await database_.execute(kForget, time);
}

}  // namespace gatehouse::service
