-- A improvement as commit 885f998 made it in PostgreSQL, in the schema `store`.
CREATE TABLE store.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE store.improvement_exports (
    number integer NOT NULL,
    exported_at timestamp with time zone NOT NULL,
    samples integer NOT NULL,
    manifest_sha256 bytea NOT NULL,
    chain_sha256 bytea NOT NULL
);
CREATE TABLE store.improvement_samples (
    id character varying(30) NOT NULL,
    session_id character varying(30) NOT NULL,
    subject_id character varying(30) NOT NULL,
    token_kind character varying(10) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT ck_improvement_samples_developer_only CHECK (((token_kind)::text = 'developer'::text))
);
INSERT INTO store.alembic_version VALUES ('improvement_0001');
ALTER TABLE ONLY store.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY store.improvement_exports
    ADD CONSTRAINT pk_improvement_exports PRIMARY KEY (number);
ALTER TABLE ONLY store.improvement_samples
    ADD CONSTRAINT pk_improvement_samples PRIMARY KEY (id);
CREATE INDEX ix_improvement_samples_subject_id ON store.improvement_samples USING btree (subject_id);
CREATE INDEX ix_improvement_samples_taken_at ON store.improvement_samples USING btree (taken_at);
