-- An earlier way back to an old address stays when another change begins: only of the other purposes
-- does the newest token replace the one before. A code comes with the address that it was sent to.
ALTER TABLE one_time_tokens RENAME TO one_time_tokens_before;
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
    expires_at BIGINT NOT NULL
);
INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                             browser_hash, created_at, expires_at)
SELECT id, user_id, purpose, token_hash, code_hash, code_attempts, email, browser_hash, created_at,
       expires_at FROM one_time_tokens_before;
DROP TABLE one_time_tokens_before;
CREATE UNIQUE INDEX one_time_tokens_newest ON one_time_tokens (user_id, purpose)
    WHERE purpose <> 'undo_email_change';
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_email ON one_time_tokens (email, purpose);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
