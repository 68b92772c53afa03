-- What administrators search by: the name without regard to case or to how its accents are encoded
-- (those that are there already get what SQL can do), and the few accounts that have a role.
ALTER TABLE users ADD COLUMN name_key text COLLATE "C" NOT NULL DEFAULT '';
UPDATE users SET name_key = lower(name);
CREATE INDEX users_by_name ON users (name_key, id);
CREATE INDEX users_with_roles ON users (id) WHERE roles <> '';
