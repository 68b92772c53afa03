-- Who may sign in. `email` is canonical, `password` a tagged hash, `roles` space separated; `version`
-- is what access tokens carry as `ver`. Texts compare by bytes, as SQLite does.
CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    email text COLLATE "C" NOT NULL UNIQUE,
    password text NOT NULL,
    name text COLLATE "C" NOT NULL,
    roles text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'disabled')),
    email_verified_at bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
