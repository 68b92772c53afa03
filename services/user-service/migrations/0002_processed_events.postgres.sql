-- Events that this service has processed: having one again changes nothing.
CREATE TABLE processed_events (
    event_id uuid NOT NULL PRIMARY KEY,
    topic text NOT NULL,
    processed_at bigint NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
