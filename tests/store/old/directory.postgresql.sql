-- A directory as commit 885f998 made it in PostgreSQL, in the schema `store`.
CREATE FUNCTION store.is_spent() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'it is spent'; END $$;
CREATE TABLE store.across_ledger (
    period character varying(7) NOT NULL,
    epsilon_micro integer NOT NULL,
    release text NOT NULL,
    CONSTRAINT ck_across_ledger_costs CHECK ((epsilon_micro > 0))
);
CREATE TABLE store.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE store.app_tokens (
    id character varying(30) NOT NULL,
    tenant_id character varying(30) NOT NULL,
    kind character varying(10) NOT NULL,
    label character varying(80) NOT NULL,
    sha256 bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    scopes character varying(80) NOT NULL,
    origins character varying(2000) NOT NULL,
    packages character varying(2000) NOT NULL,
    last_used_on date,
    CONSTRAINT ck_app_tokens_kind CHECK ((kind IN ('developer', 'production')))
);
CREATE TABLE store.breaches (
    id character varying(30) NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    body text NOT NULL
);
CREATE TABLE store.challenges (
    sha256 bytea NOT NULL,
    ceremony character varying(10) NOT NULL,
    person_id character varying(30),
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_challenges_ceremony CHECK ((ceremony IN ('join', 'recover', 'sign_in', 'step_up', 'add'))),
    CONSTRAINT ck_challenges_whose CHECK ((((ceremony)::text = 'sign_in'::text) = (person_id IS NULL)))
);
CREATE TABLE store.console_sessions (
    sha256 bytea NOT NULL,
    person_id character varying(30) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    stepped_up_at timestamp with time zone NOT NULL
);
CREATE TABLE store.invitations (
    person_id character varying(30) NOT NULL,
    sha256 bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE store.passkeys (
    credential_id bytea NOT NULL,
    person_id character varying(30) NOT NULL,
    public_key bytea NOT NULL,
    sign_count integer NOT NULL,
    transports character varying(120) NOT NULL,
    created_on date NOT NULL
);
CREATE TABLE store.people (
    id character varying(30) NOT NULL,
    role character varying(20) NOT NULL,
    tenant_id character varying(30),
    name character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT ck_people_place CHECK ((((role)::text = 'operator'::text) = (tenant_id IS NULL))),
    CONSTRAINT ck_people_role CHECK ((role IN ('operator', 'tenant_admin', 'tenant_auditor')))
);
CREATE TABLE store.private_clients (
    id character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    jwks text NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE store.processes (
    id character varying(30) NOT NULL,
    seen_at timestamp with time zone NOT NULL
);
CREATE TABLE store.recoveries (
    person_id character varying(30) NOT NULL,
    handle character varying(8) NOT NULL,
    failures integer NOT NULL,
    locked_until timestamp with time zone
);
CREATE TABLE store.recovery_codes (
    sha256 bytea NOT NULL,
    person_id character varying(30) NOT NULL
);
CREATE TABLE store.tenants (
    id character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE store.usage_reports (
    client_id character varying(30) NOT NULL,
    number bigint NOT NULL,
    period character varying(7) NOT NULL,
    sha256 character varying(64) NOT NULL,
    report text NOT NULL,
    received_at timestamp with time zone NOT NULL
);
INSERT INTO store.alembic_version VALUES ('directory_0006');
ALTER TABLE ONLY store.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY store.across_ledger
    ADD CONSTRAINT pk_across_ledger PRIMARY KEY (period);
ALTER TABLE ONLY store.app_tokens
    ADD CONSTRAINT pk_app_tokens PRIMARY KEY (id);
ALTER TABLE ONLY store.breaches
    ADD CONSTRAINT pk_breaches PRIMARY KEY (id);
ALTER TABLE ONLY store.challenges
    ADD CONSTRAINT pk_challenges PRIMARY KEY (sha256);
ALTER TABLE ONLY store.console_sessions
    ADD CONSTRAINT pk_console_sessions PRIMARY KEY (sha256);
ALTER TABLE ONLY store.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (person_id);
ALTER TABLE ONLY store.passkeys
    ADD CONSTRAINT pk_passkeys PRIMARY KEY (credential_id);
ALTER TABLE ONLY store.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);
ALTER TABLE ONLY store.private_clients
    ADD CONSTRAINT pk_private_clients PRIMARY KEY (id);
ALTER TABLE ONLY store.processes
    ADD CONSTRAINT pk_processes PRIMARY KEY (id);
ALTER TABLE ONLY store.recoveries
    ADD CONSTRAINT pk_recoveries PRIMARY KEY (person_id);
ALTER TABLE ONLY store.recovery_codes
    ADD CONSTRAINT pk_recovery_codes PRIMARY KEY (sha256);
ALTER TABLE ONLY store.tenants
    ADD CONSTRAINT pk_tenants PRIMARY KEY (id);
ALTER TABLE ONLY store.usage_reports
    ADD CONSTRAINT pk_usage_reports PRIMARY KEY (client_id, number);
ALTER TABLE ONLY store.app_tokens
    ADD CONSTRAINT uq_app_tokens_sha256 UNIQUE (sha256);
ALTER TABLE ONLY store.invitations
    ADD CONSTRAINT uq_invitations_sha256 UNIQUE (sha256);
ALTER TABLE ONLY store.private_clients
    ADD CONSTRAINT uq_private_clients_name UNIQUE (name);
ALTER TABLE ONLY store.recoveries
    ADD CONSTRAINT uq_recoveries_handle UNIQUE (handle);
ALTER TABLE ONLY store.tenants
    ADD CONSTRAINT uq_tenants_name UNIQUE (name);
CREATE INDEX ix_app_tokens_tenant_id ON store.app_tokens USING btree (tenant_id);
CREATE INDEX ix_challenges_expires_at ON store.challenges USING btree (expires_at);
CREATE INDEX ix_console_sessions_last_seen_at ON store.console_sessions USING btree (last_seen_at);
CREATE INDEX ix_console_sessions_person_id ON store.console_sessions USING btree (person_id);
CREATE INDEX ix_passkeys_person_id ON store.passkeys USING btree (person_id);
CREATE INDEX ix_people_tenant_id ON store.people USING btree (tenant_id);
CREATE INDEX ix_recovery_codes_person_id ON store.recovery_codes USING btree (person_id);
CREATE TRIGGER frozen BEFORE DELETE OR UPDATE ON store.across_ledger FOR EACH ROW EXECUTE FUNCTION store.is_spent();
ALTER TABLE ONLY store.app_tokens
    ADD CONSTRAINT fk_app_tokens_tenant_id FOREIGN KEY (tenant_id) REFERENCES store.tenants(id);
ALTER TABLE ONLY store.challenges
    ADD CONSTRAINT fk_challenges_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.console_sessions
    ADD CONSTRAINT fk_console_sessions_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.invitations
    ADD CONSTRAINT fk_invitations_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.passkeys
    ADD CONSTRAINT fk_passkeys_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.people
    ADD CONSTRAINT fk_people_tenant_id FOREIGN KEY (tenant_id) REFERENCES store.tenants(id);
ALTER TABLE ONLY store.recoveries
    ADD CONSTRAINT fk_recoveries_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.recovery_codes
    ADD CONSTRAINT fk_recovery_codes_person_id FOREIGN KEY (person_id) REFERENCES store.people(id);
ALTER TABLE ONLY store.usage_reports
    ADD CONSTRAINT fk_usage_reports_client_id FOREIGN KEY (client_id) REFERENCES store.private_clients(id);
