-- A keyring as commit 885f998 made it in SQLite.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('keyring_0001');
CREATE TABLE tombstones (
    subject_id VARCHAR(30) NOT NULL,
    reference BLOB NOT NULL,
    erased_at VARCHAR(32) NOT NULL,
    CONSTRAINT pk_tombstones PRIMARY KEY (subject_id)
);
CREATE TABLE wrapped_keys (
    name VARCHAR(80) NOT NULL,
    kek_id VARCHAR(200) NOT NULL,
    ciphertext BLOB NOT NULL,
    CONSTRAINT pk_wrapped_keys PRIMARY KEY (name)
);
CREATE INDEX ix_tombstones_erased_at ON tombstones (erased_at);
