-- An earlier way back to an old address stays when another change begins: only of the other purposes
-- does the newest token replace the one before. A code comes with the address that it was sent to.
ALTER TABLE one_time_tokens DROP CONSTRAINT one_time_tokens_user_id_purpose_key;
CREATE UNIQUE INDEX one_time_tokens_newest ON one_time_tokens (user_id, purpose)
    WHERE purpose <> 'undo_email_change';
CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_by_email ON one_time_tokens (email, purpose);
