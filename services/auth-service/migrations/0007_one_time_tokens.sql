-- Tokens that mails carry: verification, reset, change of address. One of a purpose for an account, so
-- only the newest works; using one removes it. Neither token nor code can be read from here.
CREATE TABLE one_time_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    code_attempts BIGINT NOT NULL,
    email TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (user_id, purpose)
);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);

-- Events of this service's own that were processed: requests whose effect must not show in the time
-- that their answer takes.
CREATE TABLE processed_events (
    event_id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    processed_at BIGINT NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
