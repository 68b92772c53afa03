-- The tables of platform/service's outbox and inbox, to be copied into a migration of each service
-- that tells of events (outbox) or listens to them (processed_events).
--
-- In the PostgreSQL variant (0001_x.postgres.sql) `id` and `event_id` are of type uuid.

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    traceparent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    parked_at BIGINT,
    parked_reason TEXT
);

CREATE TABLE processed_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    processed_at BIGINT NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
