-- What people tell about themselves, one row for each account. `name_key` is the name as it is
-- searched for, `version` what the entity tag is made of.
CREATE TABLE user_profiles (
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    bio TEXT NOT NULL,
    avatar_url TEXT,
    preferences TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX user_profiles_by_name ON user_profiles (name_key, user_id);
