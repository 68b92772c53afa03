-- Wrong passwords in a row, by a code of the address that they were tried for, whether it has an
-- account or not, or of the device that tried them. The code tells nobody which address it is.
CREATE TABLE password_failures (
    code TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL
);
CREATE INDEX password_failures_by_time ON password_failures (failed_at);
