CREATE TABLE subjects (
	id VARCHAR(30) NOT NULL,
	reference BYTEA NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	enrolled_at TIMESTAMP WITH TIME ZONE NOT NULL,
	last_seen_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_subjects PRIMARY KEY (id),
	CONSTRAINT ck_subjects_token_kind CHECK (token_kind IN ('developer', 'production')),
	CONSTRAINT uq_subjects_reference UNIQUE (reference)
)

-- next
CREATE INDEX ix_subjects_last_seen_at ON subjects (last_seen_at)

-- next
CREATE TABLE sessions (
	id VARCHAR(30) NOT NULL,
	kind VARCHAR(12) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	liveness VARCHAR(20) NOT NULL,
	subject BYTEA,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state VARCHAR(10) NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	subject_id VARCHAR(30),
	decision VARCHAR(10),
	reasons VARCHAR(400),
	level SMALLINT,
	level_required SMALLINT,
	model_digest VARCHAR(64),
	record BYTEA,
	record_due_at TIMESTAMP WITH TIME ZONE,
	liveness_verdict VARCHAR(12),
	capture_opened_at TIMESTAMP WITH TIME ZONE,
	evidence VARCHAR(2000),
	capture_owner VARCHAR(30),
	capture_restarts SMALLINT DEFAULT '0' NOT NULL,
	CONSTRAINT pk_sessions PRIMARY KEY (id),
	CONSTRAINT ck_sessions_kind CHECK (kind IN ('enroll', 'authenticate', 'liveness')),
	CONSTRAINT ck_sessions_liveness CHECK (liveness IN ('required', 'unsafe_no_liveness')),
	CONSTRAINT ck_sessions_liveness_verdict CHECK (liveness_verdict IN ('live', 'not_live', 'not_checked')),
	CONSTRAINT ck_sessions_token_kind CHECK (token_kind IN ('developer', 'production')),
	CONSTRAINT ck_sessions_state CHECK (state IN ('open', 'completed', 'expired')),
	CONSTRAINT ck_sessions_decision CHECK (decision IN ('enrolled', 'match', 'no_match', 'live', 'not_live', 'refused')),
	CONSTRAINT ck_sessions_production_is_live CHECK (token_kind <> 'production' OR liveness <> 'unsafe_no_liveness'),
	CONSTRAINT ck_sessions_accepted_is_live CHECK (liveness <> 'required' OR decision IS NULL OR decision NOT IN ('enrolled', 'match', 'live') OR (liveness_verdict IS NOT NULL AND liveness_verdict = 'live')),
	CONSTRAINT ck_sessions_about_a_subject CHECK (kind = 'liveness' OR subject IS NOT NULL),
	CONSTRAINT ck_sessions_decided_once CHECK ((state = 'completed') = (decision IS NOT NULL)),
	CONSTRAINT ck_sessions_ended CHECK ((state = 'open') = (ended_at IS NULL))
)

-- next
CREATE INDEX ix_sessions_created_at ON sessions (created_at)

-- next
CREATE INDEX ix_sessions_state_expires_at ON sessions (state, expires_at)

-- next
CREATE INDEX ix_sessions_subject ON sessions (subject)

-- next
CREATE INDEX ix_sessions_record_due_at ON sessions (record_due_at)

-- next
CREATE TABLE tombstones (
	subject_id VARCHAR(30) NOT NULL,
	reference BYTEA NOT NULL,
	erased_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_tombstones PRIMARY KEY (subject_id)
)

-- next
CREATE INDEX ix_tombstones_erased_at ON tombstones (erased_at)

-- next
CREATE TABLE notices (
	version INTEGER NOT NULL,
	language VARCHAR(8) NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE NOT NULL,
	sha256 BYTEA NOT NULL,
	consents_since INTEGER NOT NULL,
	draft BOOLEAN NOT NULL,
	improvement BOOLEAN NOT NULL,
	document TEXT NOT NULL,
	CONSTRAINT pk_notices PRIMARY KEY (version, language),
	CONSTRAINT uq_notices_sha256 UNIQUE (sha256)
)

-- next
CREATE FUNCTION is_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it is published'; END $$

-- next
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON notices FOR EACH ROW EXECUTE FUNCTION is_published()

-- next
CREATE TABLE restrictions (
	reference BYTEA NOT NULL,
	request_id VARCHAR(30) NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_restrictions PRIMARY KEY (reference)
)

-- next
CREATE TABLE privacy_requests (
	id VARCHAR(30) NOT NULL,
	kind VARCHAR(14) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	channel VARCHAR(8) NOT NULL,
	state VARCHAR(12) NOT NULL,
	reference BYTEA,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	extended_at TIMESTAMP WITH TIME ZONE,
	closed_at TIMESTAMP WITH TIME ZONE,
	justification VARCHAR(80),
	details BYTEA,
	salt BYTEA NOT NULL,
	CONSTRAINT pk_privacy_requests PRIMARY KEY (id),
	CONSTRAINT ck_privacy_requests_kind CHECK (kind IN ('access', 'portability', 'erasure', 'rectification', 'restriction', 'objection', 'withdrawal', 'complaint')),
	CONSTRAINT ck_privacy_requests_token_kind CHECK (token_kind IN ('developer', 'production')),
	CONSTRAINT ck_privacy_requests_channel CHECK (channel IN ('tenant', 'subject')),
	CONSTRAINT ck_privacy_requests_state CHECK (state IN ('received', 'in_progress', 'completed', 'refused')),
	CONSTRAINT ck_privacy_requests_closed CHECK ((state IN ('completed', 'refused')) = (closed_at IS NOT NULL)),
	CONSTRAINT ck_privacy_requests_refused_with_why CHECK ((state = 'refused') = (justification IS NOT NULL))
)

-- next
CREATE INDEX ix_privacy_requests_state ON privacy_requests (state)

-- next
CREATE INDEX ix_privacy_requests_due_at ON privacy_requests (due_at)

-- next
CREATE INDEX ix_privacy_requests_reference ON privacy_requests (reference)

-- next
CREATE TABLE deliveries (
	id VARCHAR(30) NOT NULL,
	kind VARCHAR(10) NOT NULL,
	request_id VARCHAR(30),
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	next_at TIMESTAMP WITH TIME ZONE NOT NULL,
	attempts INTEGER NOT NULL,
	done_at TIMESTAMP WITH TIME ZONE,
	failure VARCHAR(60),
	payload BYTEA,
	CONSTRAINT pk_deliveries PRIMARY KEY (id),
	CONSTRAINT ck_deliveries_kind CHECK (kind IN ('webhook', 'cascade')),
	CONSTRAINT ck_deliveries_payload_until_done CHECK ((done_at IS NULL) = (payload IS NOT NULL))
)

-- next
CREATE INDEX ix_deliveries_next_at ON deliveries (next_at)

-- next
CREATE INDEX ix_deliveries_request_id ON deliveries (request_id)

-- next
CREATE TABLE disclosures (
	id VARCHAR(30) NOT NULL,
	basis VARCHAR(14) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	state VARCHAR(10) NOT NULL,
	reference BYTEA NOT NULL,
	proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	proposed_by VARCHAR(64) NOT NULL,
	approved_at TIMESTAMP WITH TIME ZONE,
	approved_by VARCHAR(64),
	closed_at TIMESTAMP WITH TIME ZONE,
	package_sha256 BYTEA,
	gag_until TIMESTAMP WITH TIME ZONE,
	told_at TIMESTAMP WITH TIME ZONE,
	details BYTEA NOT NULL,
	salt BYTEA NOT NULL,
	CONSTRAINT pk_disclosures PRIMARY KEY (id),
	CONSTRAINT ck_disclosures_basis CHECK (basis IN ('user_approved', 'legal_request')),
	CONSTRAINT ck_disclosures_token_kind CHECK (token_kind IN ('developer', 'production')),
	CONSTRAINT ck_disclosures_state CHECK (state IN ('proposed', 'approved', 'delivered', 'refused')),
	CONSTRAINT ck_disclosures_two_people CHECK (approved_by IS NULL OR approved_by <> proposed_by),
	CONSTRAINT ck_disclosures_approved CHECK (state NOT IN ('approved', 'delivered') OR approved_by IS NOT NULL),
	CONSTRAINT ck_disclosures_delivered_is_hashed CHECK ((state = 'delivered') = (package_sha256 IS NOT NULL)),
	CONSTRAINT ck_disclosures_gag_is_legal CHECK (basis = 'legal_request' OR gag_until IS NULL)
)

-- next
CREATE INDEX ix_disclosures_reference ON disclosures (reference)

-- next
CREATE TABLE holds (
	id VARCHAR(30) NOT NULL,
	reference BYTEA NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	placed_by VARCHAR(64) NOT NULL,
	until TIMESTAMP WITH TIME ZONE NOT NULL,
	released_at TIMESTAMP WITH TIME ZONE,
	document_sha256 BYTEA NOT NULL,
	details BYTEA NOT NULL,
	salt BYTEA NOT NULL,
	CONSTRAINT pk_holds PRIMARY KEY (id),
	CONSTRAINT ck_holds_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE INDEX ix_holds_reference ON holds (reference)

-- next
CREATE TABLE centre_codes (
	sha256 BYTEA NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	reference BYTEA NOT NULL,
	subject_ref BYTEA NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_centre_codes PRIMARY KEY (sha256),
	CONSTRAINT ck_centre_codes_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE INDEX ix_centre_codes_expires_at ON centre_codes (expires_at)

-- next
CREATE INDEX ix_centre_codes_reference ON centre_codes (reference)

-- next
CREATE TABLE wrong_codes (
	second BIGINT NOT NULL,
	tries INTEGER NOT NULL,
	CONSTRAINT pk_wrong_codes PRIMARY KEY (second)
)

-- next
CREATE TABLE tenant_documents (
	name VARCHAR(20) NOT NULL,
	updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
	sealed BYTEA NOT NULL,
	CONSTRAINT pk_tenant_documents PRIMARY KEY (name)
)

-- next
CREATE TABLE epsilon_ledger (
	period VARCHAR(7) NOT NULL,
	epsilon_micro INTEGER NOT NULL,
	release TEXT NOT NULL,
	CONSTRAINT pk_epsilon_ledger PRIMARY KEY (period),
	CONSTRAINT ck_epsilon_ledger_costs CHECK (epsilon_micro > 0)
)

-- next
CREATE FUNCTION is_spent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'it is spent'; END $$

-- next
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON epsilon_ledger FOR EACH ROW EXECUTE FUNCTION is_spent()

-- next
CREATE TABLE usage_periods (
	period VARCHAR(7) NOT NULL,
	salt BYTEA,
	closed BOOLEAN NOT NULL,
	active_developer INTEGER,
	active_production INTEGER,
	number INTEGER,
	report TEXT,
	CONSTRAINT pk_usage_periods PRIMARY KEY (period),
	CONSTRAINT uq_usage_periods_number UNIQUE (number)
)

-- next
CREATE TABLE usage_counts (
	period VARCHAR(7) NOT NULL,
	kind VARCHAR(12) NOT NULL,
	outcome VARCHAR(10) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	count INTEGER NOT NULL,
	CONSTRAINT pk_usage_counts PRIMARY KEY (period, kind, outcome, token_kind),
	CONSTRAINT ck_usage_counts_kind CHECK (kind IN ('enroll', 'authenticate', 'liveness')),
	CONSTRAINT ck_usage_counts_outcome CHECK (outcome IN ('accepted', 'refused', 'expired')),
	CONSTRAINT ck_usage_counts_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE TABLE usage_active (
	period VARCHAR(7) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	marker BYTEA NOT NULL,
	CONSTRAINT pk_usage_active PRIMARY KEY (period, token_kind, marker),
	CONSTRAINT ck_usage_active_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE TABLE templates (
	subject_id VARCHAR(30) NOT NULL,
	model_digest VARCHAR(64) NOT NULL,
	sealed BYTEA NOT NULL,
	CONSTRAINT pk_templates PRIMARY KEY (subject_id),
	CONSTRAINT fk_templates_subject_id FOREIGN KEY(subject_id) REFERENCES subjects (id) ON DELETE CASCADE
)

-- next
CREATE TABLE idempotency (
	key BYTEA NOT NULL,
	request BYTEA NOT NULL,
	session_id VARCHAR(30) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_idempotency PRIMARY KEY (key),
	CONSTRAINT fk_idempotency_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
)

-- next
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at)

-- next
CREATE INDEX ix_idempotency_session_id ON idempotency (session_id)

-- next
CREATE TABLE attempts (
	subject_id VARCHAR(30) NOT NULL,
	failures INTEGER NOT NULL,
	locked_until TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_attempts PRIMARY KEY (subject_id),
	CONSTRAINT fk_attempts_subject_id FOREIGN KEY(subject_id) REFERENCES subjects (id) ON DELETE CASCADE
)

-- next
CREATE TABLE seen_frames (
	key BYTEA NOT NULL,
	session_id VARCHAR(30) NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_seen_frames PRIMARY KEY (key),
	CONSTRAINT fk_seen_frames_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
)

-- next
CREATE INDEX ix_seen_frames_expires_at ON seen_frames (expires_at)

-- next
CREATE INDEX ix_seen_frames_session_id ON seen_frames (session_id)

-- next
CREATE TABLE consents (
	id VARCHAR(30) NOT NULL,
	purpose VARCHAR(20) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	reference BYTEA,
	session_id VARCHAR(30),
	notice_version INTEGER NOT NULL,
	notice_sha256 BYTEA NOT NULL,
	language VARCHAR(8) NOT NULL,
	method VARCHAR(10) NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	withdrawn_at TIMESTAMP WITH TIME ZONE,
	salt BYTEA NOT NULL,
	CONSTRAINT pk_consents PRIMARY KEY (id),
	CONSTRAINT ck_consents_purpose CHECK (purpose IN ('identity', 'improvement')),
	CONSTRAINT ck_consents_token_kind CHECK (token_kind IN ('developer', 'production')),
	CONSTRAINT ck_consents_method CHECK (method IN ('tap', 'form', 'paper', 'spoken')),
	CONSTRAINT ck_consents_improvement_is_developers CHECK (purpose <> 'improvement' OR token_kind = 'developer'),
	CONSTRAINT ck_consents_about_one CHECK ((reference IS NULL) <> (session_id IS NULL)),
	CONSTRAINT fk_consents_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
)

-- next
CREATE INDEX ix_consents_reference ON consents (reference)

-- next
CREATE INDEX ix_consents_session_id ON consents (session_id)

-- next
CREATE TABLE request_keys (
	key BYTEA NOT NULL,
	request BYTEA NOT NULL,
	request_id VARCHAR(30) NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_request_keys PRIMARY KEY (key),
	CONSTRAINT fk_request_keys_request_id FOREIGN KEY(request_id) REFERENCES privacy_requests (id) ON DELETE CASCADE
)

-- next
CREATE INDEX ix_request_keys_request_id ON request_keys (request_id)

-- next
CREATE INDEX ix_request_keys_created_at ON request_keys (created_at)

-- next
CREATE TABLE session_facts (
	session_id VARCHAR(30) NOT NULL,
	device_class VARCHAR(16) NOT NULL,
	sdk VARCHAR(16) NOT NULL,
	CONSTRAINT pk_session_facts PRIMARY KEY (session_id),
	CONSTRAINT ck_session_facts_device_class CHECK (device_class IN ('android_phone', 'iphone', 'desktop', 'tablet', 'other')),
	CONSTRAINT ck_session_facts_sdk CHECK (sdk = 'other' OR sdk LIKE 'web/%' OR sdk LIKE 'python/%'),
	CONSTRAINT fk_session_facts_session_id FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
)
