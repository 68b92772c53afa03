-- There may be rows of nobody, whose tries are counted when a code is tried where none was sent: so the
-- time of a refusal does not tell for which addresses there is one. The service makes them when it
-- starts: a database that was only migrated holds no rows. The index holds all that finding codes needs.
ALTER TABLE one_time_tokens ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE one_time_tokens ADD CHECK (user_id IS NOT NULL OR purpose = 'decoy');
DROP INDEX one_time_tokens_by_email;
CREATE INDEX one_time_tokens_by_email
    ON one_time_tokens (email, purpose, created_at, id, expires_at, user_id);
