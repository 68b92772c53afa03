-- What happened to accounts and sessions: rows are only added, and pruned from the oldest on. A row
-- without `seq` waits to be chained; `hash` covers the row before it, `code` tells that this
-- installation wrote it. What could name a person is in audit_personal, behind salted digests, so
-- that erasing a person leaves the chain whole.
CREATE TABLE audit_events (
    id uuid NOT NULL PRIMARY KEY,
    seq bigint,
    hash text NOT NULL,
    code text NOT NULL,
    at bigint NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    actor_id uuid,
    target_id uuid,
    session_id uuid,
    request_id text NOT NULL,
    trace_id text NOT NULL,
    changes text NOT NULL,
    origin_digest text NOT NULL,
    subject_digest text NOT NULL
);
CREATE UNIQUE INDEX audit_events_by_seq ON audit_events (seq);
CREATE INDEX audit_events_unchained ON audit_events (id) WHERE seq IS NULL;
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_by_target ON audit_events (target_id, id);
CREATE INDEX audit_events_by_action ON audit_events (action, id);

CREATE TABLE audit_personal (
    event_id uuid NOT NULL REFERENCES audit_events (id) ON DELETE CASCADE,
    part text NOT NULL CHECK (part IN ('origin', 'subject')),
    person_id uuid,
    salt text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (event_id, part)
);
CREATE INDEX audit_personal_of_person ON audit_personal (person_id);

-- The ends of the chain: rows up to `base_seq` were pruned, `seq` is the last one.
CREATE TABLE audit_head (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    base_seq bigint NOT NULL,
    base_hash text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    code text NOT NULL
);
