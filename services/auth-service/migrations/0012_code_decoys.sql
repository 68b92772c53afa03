-- There may be rows of nobody, whose tries are counted when a code is tried where none was sent: so the
-- time of a refusal does not tell for which addresses there is one. The service makes them when it
-- starts: a database that was only migrated holds no rows. The index holds all that finding codes needs.
ALTER TABLE one_time_tokens RENAME TO one_time_tokens_before;
CREATE TABLE one_time_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    code_attempts BIGINT NOT NULL,
    email TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CHECK (user_id IS NOT NULL OR purpose = 'decoy')
);
INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                             browser_hash, created_at, expires_at)
SELECT id, user_id, purpose, token_hash, code_hash, code_attempts, email, browser_hash, created_at,
       expires_at FROM one_time_tokens_before;
DROP TABLE one_time_tokens_before;
CREATE UNIQUE INDEX one_time_tokens_newest ON one_time_tokens (user_id, purpose)
    WHERE purpose <> 'undo_email_change';
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_email
    ON one_time_tokens (email, purpose, created_at, id, expires_at, user_id);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
