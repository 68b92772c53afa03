-- One row for each session; its id is the token family. `token` is the salt that keys the family's
-- MACs, `expires_at` the idle limit. A rotation changes no indexed column, and the room that each
-- page keeps lets the new version of the row stay on it (heap-only tuple).
CREATE TABLE refresh_tokens (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token text NOT NULL,
    generation bigint NOT NULL,
    rotated_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    absolute_expires_at bigint NOT NULL,
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    end_reason text,
    ip text NOT NULL,
    user_agent text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX refresh_tokens_of_user ON refresh_tokens (user_id, id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (absolute_expires_at);
