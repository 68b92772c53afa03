-- When the name was changed last, here or in the auth-service: of two changes the later one counts
-- in both, in whatever order they hear of each other.
ALTER TABLE user_profiles ADD COLUMN name_changed_at bigint NOT NULL DEFAULT 0;

-- Events on their way to the other services: written with the change that they tell of, removed
-- once every service has processed them.
CREATE TABLE outbox (
    id uuid NOT NULL PRIMARY KEY,
    topic text NOT NULL,
    payload text NOT NULL,
    traceparent text NOT NULL,
    created_at bigint NOT NULL,
    parked_at bigint,
    parked_reason text
);
