-- Rows of nobody, whose tries are counted when a code is tried where none was sent: so the time of a
-- refusal does not tell for which addresses there is one. Many of them, so that tries for different
-- addresses do not wait for each other. The index holds all that finding codes needs.
ALTER TABLE one_time_tokens ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE one_time_tokens ADD CHECK (user_id IS NOT NULL OR purpose = 'decoy');
DROP INDEX one_time_tokens_by_email;
CREATE INDEX one_time_tokens_by_email
    ON one_time_tokens (email, purpose, created_at, id, expires_at, user_id);

INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, code_hash, code_attempts, email,
                             browser_hash, created_at, expires_at)
SELECT CAST('00000000-0000-8000-8000-0000000000' || number AS uuid), NULL, 'decoy',
       'decoy ' || number, '----------------------------------------------------------------', 0,
       'decoy ' || number, '', 0, 9223372036854775807
FROM generate_series(10, 73) AS numbers (number);
