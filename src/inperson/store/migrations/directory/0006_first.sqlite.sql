CREATE TABLE tenants (
	id VARCHAR(30) NOT NULL,
	name VARCHAR(80) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_tenants PRIMARY KEY (id),
	CONSTRAINT uq_tenants_name UNIQUE (name)
)

-- next
CREATE TABLE breaches (
	id VARCHAR(30) NOT NULL,
	noticed_at VARCHAR(32) NOT NULL,
	recorded_at VARCHAR(32) NOT NULL,
	closed_at VARCHAR(32),
	body TEXT NOT NULL,
	CONSTRAINT pk_breaches PRIMARY KEY (id)
)

-- next
CREATE TABLE processes (
	id VARCHAR(30) NOT NULL,
	seen_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_processes PRIMARY KEY (id)
)

-- next
CREATE TABLE private_clients (
	id VARCHAR(30) NOT NULL,
	name VARCHAR(80) NOT NULL,
	jwks TEXT NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_private_clients PRIMARY KEY (id),
	CONSTRAINT uq_private_clients_name UNIQUE (name)
)

-- next
CREATE TABLE across_ledger (
	period VARCHAR(7) NOT NULL,
	epsilon_micro INTEGER NOT NULL,
	release TEXT NOT NULL,
	CONSTRAINT pk_across_ledger PRIMARY KEY (period),
	CONSTRAINT ck_across_ledger_costs CHECK (epsilon_micro > 0)
)

-- next
CREATE TRIGGER across_ledger_no_update BEFORE UPDATE ON across_ledger BEGIN SELECT RAISE(ABORT, 'it is spent'); END

-- next
CREATE TRIGGER across_ledger_no_delete BEFORE DELETE ON across_ledger BEGIN SELECT RAISE(ABORT, 'it is spent'); END

-- next
CREATE TABLE app_tokens (
	id VARCHAR(30) NOT NULL,
	tenant_id VARCHAR(30) NOT NULL,
	kind VARCHAR(10) NOT NULL,
	label VARCHAR(80) NOT NULL,
	sha256 BLOB NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	expires_at VARCHAR(32),
	revoked_at VARCHAR(32),
	scopes VARCHAR(80) NOT NULL,
	origins VARCHAR(2000) NOT NULL,
	packages VARCHAR(2000) NOT NULL,
	last_used_on DATE,
	CONSTRAINT pk_app_tokens PRIMARY KEY (id),
	CONSTRAINT ck_app_tokens_kind CHECK (kind IN ('developer', 'production')),
	CONSTRAINT fk_app_tokens_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id),
	CONSTRAINT uq_app_tokens_sha256 UNIQUE (sha256)
)

-- next
CREATE INDEX ix_app_tokens_tenant_id ON app_tokens (tenant_id)

-- next
CREATE TABLE usage_reports (
	client_id VARCHAR(30) NOT NULL,
	number BIGINT NOT NULL,
	period VARCHAR(7) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	report TEXT NOT NULL,
	received_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_usage_reports PRIMARY KEY (client_id, number),
	CONSTRAINT fk_usage_reports_client_id FOREIGN KEY(client_id) REFERENCES private_clients (id)
)

-- next
CREATE TABLE people (
	id VARCHAR(30) NOT NULL,
	role VARCHAR(20) NOT NULL,
	tenant_id VARCHAR(30),
	name VARCHAR(80) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	disabled_at VARCHAR(32),
	CONSTRAINT pk_people PRIMARY KEY (id),
	CONSTRAINT ck_people_role CHECK (role IN ('operator', 'tenant_admin', 'tenant_auditor')),
	CONSTRAINT ck_people_place CHECK ((role = 'operator') = (tenant_id IS NULL)),
	CONSTRAINT fk_people_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (id)
)

-- next
CREATE INDEX ix_people_tenant_id ON people (tenant_id)

-- next
CREATE TABLE passkeys (
	credential_id BLOB NOT NULL,
	person_id VARCHAR(30) NOT NULL,
	public_key BLOB NOT NULL,
	sign_count INTEGER NOT NULL,
	transports VARCHAR(120) NOT NULL,
	created_on DATE NOT NULL,
	CONSTRAINT pk_passkeys PRIMARY KEY (credential_id),
	CONSTRAINT fk_passkeys_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

-- next
CREATE INDEX ix_passkeys_person_id ON passkeys (person_id)

-- next
CREATE TABLE invitations (
	person_id VARCHAR(30) NOT NULL,
	sha256 BLOB NOT NULL,
	expires_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_invitations PRIMARY KEY (person_id),
	CONSTRAINT fk_invitations_person_id FOREIGN KEY(person_id) REFERENCES people (id),
	CONSTRAINT uq_invitations_sha256 UNIQUE (sha256)
)

-- next
CREATE TABLE recoveries (
	person_id VARCHAR(30) NOT NULL,
	handle VARCHAR(8) NOT NULL,
	failures INTEGER NOT NULL,
	locked_until VARCHAR(32),
	CONSTRAINT pk_recoveries PRIMARY KEY (person_id),
	CONSTRAINT fk_recoveries_person_id FOREIGN KEY(person_id) REFERENCES people (id),
	CONSTRAINT uq_recoveries_handle UNIQUE (handle)
)

-- next
CREATE TABLE recovery_codes (
	sha256 BLOB NOT NULL,
	person_id VARCHAR(30) NOT NULL,
	CONSTRAINT pk_recovery_codes PRIMARY KEY (sha256),
	CONSTRAINT fk_recovery_codes_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

-- next
CREATE INDEX ix_recovery_codes_person_id ON recovery_codes (person_id)

-- next
CREATE TABLE challenges (
	sha256 BLOB NOT NULL,
	ceremony VARCHAR(10) NOT NULL,
	person_id VARCHAR(30),
	expires_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_challenges PRIMARY KEY (sha256),
	CONSTRAINT ck_challenges_ceremony CHECK (ceremony IN ('join', 'recover', 'sign_in', 'step_up', 'add')),
	CONSTRAINT ck_challenges_whose CHECK ((ceremony = 'sign_in') = (person_id IS NULL)),
	CONSTRAINT fk_challenges_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

-- next
CREATE INDEX ix_challenges_expires_at ON challenges (expires_at)

-- next
CREATE TABLE console_sessions (
	sha256 BLOB NOT NULL,
	person_id VARCHAR(30) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	last_seen_at VARCHAR(32) NOT NULL,
	stepped_up_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_console_sessions PRIMARY KEY (sha256),
	CONSTRAINT fk_console_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

-- next
CREATE INDEX ix_console_sessions_person_id ON console_sessions (person_id)

-- next
CREATE INDEX ix_console_sessions_last_seen_at ON console_sessions (last_seen_at)
