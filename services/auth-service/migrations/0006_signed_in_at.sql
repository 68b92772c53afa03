-- When the account last signed in. A sign-in writes it before it begins a session, which puts it in
-- order with whatever changes the account meanwhile.
ALTER TABLE users ADD COLUMN signed_in_at BIGINT;
