CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    content TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    not_after BIGINT NOT NULL
);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE status IN ('queued', 'sending');
CREATE INDEX mails_recipient ON mails (recipient, created_at);
CREATE INDEX mails_user ON mails (user_id);

CREATE TABLE languages (
    user_id TEXT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL,
    chosen_at BIGINT NOT NULL
);

CREATE TABLE processed_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    processed_at BIGINT NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
