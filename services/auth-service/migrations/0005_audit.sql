-- What happened to accounts and sessions: rows are only added, and pruned from the oldest on. A row
-- without `seq` waits to be chained; `hash` covers the row before it, `code` tells that this
-- installation wrote it. What could name a person is in audit_personal, behind salted digests, so
-- that erasing a person leaves the chain whole.
CREATE TABLE audit_events (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT,
    hash TEXT NOT NULL,
    code TEXT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor_id TEXT,
    target_id TEXT,
    session_id TEXT,
    request_id TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    changes TEXT NOT NULL,
    origin_digest TEXT NOT NULL,
    subject_digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX audit_events_by_seq ON audit_events (seq);
CREATE INDEX audit_events_unchained ON audit_events (id) WHERE seq IS NULL;
CREATE INDEX audit_events_by_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_by_target ON audit_events (target_id, id);
CREATE INDEX audit_events_by_action ON audit_events (action, id);

CREATE TABLE audit_personal (
    event_id TEXT NOT NULL REFERENCES audit_events (id) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('origin', 'subject')),
    person_id TEXT,
    salt TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (event_id, part)
) WITHOUT ROWID;
CREATE INDEX audit_personal_of_person ON audit_personal (person_id);

-- The ends of the chain: rows up to `base_seq` were pruned, `seq` is the last one.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    base_seq BIGINT NOT NULL,
    base_hash TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    code TEXT NOT NULL
);
