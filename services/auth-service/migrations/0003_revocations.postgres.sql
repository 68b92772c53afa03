-- Access tokens refused before they expire; rows are only added, and removed once `forget_after` has
-- passed. Every process loads them at start and reads what others add.
CREATE TABLE revocations (
    id uuid NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL,
    minimum_version bigint NOT NULL,
    created_at bigint NOT NULL,
    forget_after bigint NOT NULL
);
CREATE INDEX revocations_by_forget_after ON revocations (forget_after);
