-- Access tokens refused before they expire; rows are only added, and removed once `forget_after` has
-- passed. Every process loads them at start and reads what others add.
CREATE TABLE revocations (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    minimum_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    forget_after BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX revocations_by_forget_after ON revocations (forget_after);
