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
