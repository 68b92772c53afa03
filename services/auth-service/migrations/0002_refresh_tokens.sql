-- One row for each session; its id is the token family. `token` is the salt that keys the family's
-- MACs, `expires_at` the idle limit. A rotation changes no indexed column.
CREATE TABLE refresh_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    generation BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX refresh_tokens_of_user ON refresh_tokens (user_id, id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (absolute_expires_at);
