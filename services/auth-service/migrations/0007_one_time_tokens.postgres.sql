-- Tokens that mails carry: verification, reset, change of address. One of a purpose for an account, so
-- only the newest works; using one removes it. Neither token nor code can be read from here.
CREATE TABLE one_time_tokens (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    code_hash text NOT NULL,
    code_attempts bigint NOT NULL,
    email text COLLATE "C" NOT NULL,
    browser_hash text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    UNIQUE (user_id, purpose)
);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);

-- Events of this service's own that were processed: requests whose effect must not show in the time
-- that their answer takes.
CREATE TABLE processed_events (
    event_id uuid NOT NULL PRIMARY KEY,
    topic text NOT NULL,
    processed_at bigint NOT NULL
);
CREATE INDEX processed_events_by_time ON processed_events (processed_at);
