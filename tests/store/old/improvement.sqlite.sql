-- A improvement as commit 885f998 made it in SQLite.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('improvement_0001');
CREATE TABLE improvement_exports (
    number INTEGER NOT NULL,
    exported_at VARCHAR(32) NOT NULL,
    samples INTEGER NOT NULL,
    manifest_sha256 BLOB NOT NULL,
    chain_sha256 BLOB NOT NULL,
    CONSTRAINT pk_improvement_exports PRIMARY KEY (number)
);
CREATE TABLE improvement_samples (
    id VARCHAR(30) NOT NULL,
    session_id VARCHAR(30) NOT NULL,
    subject_id VARCHAR(30) NOT NULL,
    token_kind VARCHAR(10) NOT NULL,
    taken_at VARCHAR(32) NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT pk_improvement_samples PRIMARY KEY (id),
    CONSTRAINT ck_improvement_samples_developer_only CHECK (token_kind = 'developer')
);
CREATE INDEX ix_improvement_samples_subject_id ON improvement_samples (subject_id);
CREATE INDEX ix_improvement_samples_taken_at ON improvement_samples (taken_at);
