-- Events that this service has processed: having one again changes nothing.
CREATE TABLE processed_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    processed_at BIGINT NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
