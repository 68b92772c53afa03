-- When the name was changed last, here or in the user-service: of two changes the later one counts
-- in both, in whatever order they hear of each other.
ALTER TABLE users ADD COLUMN name_changed_at BIGINT NOT NULL DEFAULT 0;
