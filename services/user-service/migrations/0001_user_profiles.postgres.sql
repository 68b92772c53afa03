-- What people tell about themselves, one row for each account. `name_key` is the name as it is
-- searched for, by bytes; `version` what the entity tag is made of. `preferences` is text: it is
-- given back as it was sent, and never searched.
CREATE TABLE user_profiles (
    id uuid NOT NULL UNIQUE,
    user_id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    bio text NOT NULL,
    avatar_url text,
    preferences text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX user_profiles_by_name ON user_profiles (name_key, user_id);
