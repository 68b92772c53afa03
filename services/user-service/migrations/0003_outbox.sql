-- When the name was changed last, here or in the auth-service: of two changes the later one counts
-- in both, in whatever order they hear of each other.
ALTER TABLE user_profiles ADD COLUMN name_changed_at BIGINT NOT NULL DEFAULT 0;

-- Events on their way to the other services: written with the change that they tell of, removed
-- once every service has processed them.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    traceparent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    parked_at BIGINT,
    parked_reason TEXT
);
