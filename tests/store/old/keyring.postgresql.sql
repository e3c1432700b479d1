-- A keyring as commit 885f998 made it in PostgreSQL, in the schema `store`.
CREATE TABLE store.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE store.tombstones (
    subject_id character varying(30) NOT NULL,
    reference bytea NOT NULL,
    erased_at timestamp with time zone NOT NULL
);
CREATE TABLE store.wrapped_keys (
    name character varying(80) NOT NULL,
    kek_id character varying(200) NOT NULL,
    ciphertext bytea NOT NULL
);
INSERT INTO store.alembic_version VALUES ('keyring_0001');
ALTER TABLE ONLY store.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY store.tombstones
    ADD CONSTRAINT pk_tombstones PRIMARY KEY (subject_id);
ALTER TABLE ONLY store.wrapped_keys
    ADD CONSTRAINT pk_wrapped_keys PRIMARY KEY (name);
CREATE INDEX ix_tombstones_erased_at ON store.tombstones USING btree (erased_at);
