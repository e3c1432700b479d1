CREATE TABLE subjects (
	id VARCHAR(30) NOT NULL,
	reference BLOB NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	enrolled_at VARCHAR(32) NOT NULL,
	last_seen_at VARCHAR(32),
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
	subject BLOB,
	created_at VARCHAR(32) NOT NULL,
	expires_at VARCHAR(32) NOT NULL,
	state VARCHAR(10) NOT NULL,
	ended_at VARCHAR(32),
	subject_id VARCHAR(30),
	decision VARCHAR(10),
	reasons VARCHAR(400),
	level SMALLINT,
	level_required SMALLINT,
	model_digest VARCHAR(64),
	record BLOB,
	record_due_at VARCHAR(32),
	liveness_verdict VARCHAR(12),
	capture_opened_at VARCHAR(32),
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
	reference BLOB NOT NULL,
	erased_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_tombstones PRIMARY KEY (subject_id)
)

-- next
CREATE INDEX ix_tombstones_erased_at ON tombstones (erased_at)

-- next
CREATE TABLE notices (
	version INTEGER NOT NULL,
	language VARCHAR(8) NOT NULL,
	published_at VARCHAR(32) NOT NULL,
	sha256 BLOB NOT NULL,
	consents_since INTEGER NOT NULL,
	draft BOOLEAN NOT NULL,
	improvement BOOLEAN NOT NULL,
	document TEXT NOT NULL,
	CONSTRAINT pk_notices PRIMARY KEY (version, language),
	CONSTRAINT uq_notices_sha256 UNIQUE (sha256)
)

-- next
CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices BEGIN SELECT RAISE(ABORT, 'it is published'); END

-- next
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'it is published'); END

-- next
CREATE TABLE restrictions (
	reference BLOB NOT NULL,
	request_id VARCHAR(30) NOT NULL,
	since VARCHAR(32) NOT NULL,
	CONSTRAINT pk_restrictions PRIMARY KEY (reference)
)

-- next
CREATE TABLE privacy_requests (
	id VARCHAR(30) NOT NULL,
	kind VARCHAR(14) NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	channel VARCHAR(8) NOT NULL,
	state VARCHAR(12) NOT NULL,
	reference BLOB,
	received_at VARCHAR(32) NOT NULL,
	due_at VARCHAR(32) NOT NULL,
	extended_at VARCHAR(32),
	closed_at VARCHAR(32),
	justification VARCHAR(80),
	details BLOB,
	salt BLOB NOT NULL,
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
	created_at VARCHAR(32) NOT NULL,
	next_at VARCHAR(32) NOT NULL,
	attempts INTEGER NOT NULL,
	done_at VARCHAR(32),
	failure VARCHAR(60),
	payload BLOB,
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
	reference BLOB NOT NULL,
	proposed_at VARCHAR(32) NOT NULL,
	proposed_by VARCHAR(64) NOT NULL,
	approved_at VARCHAR(32),
	approved_by VARCHAR(64),
	closed_at VARCHAR(32),
	package_sha256 BLOB,
	gag_until VARCHAR(32),
	told_at VARCHAR(32),
	details BLOB NOT NULL,
	salt BLOB NOT NULL,
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
	reference BLOB NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	placed_at VARCHAR(32) NOT NULL,
	placed_by VARCHAR(64) NOT NULL,
	until VARCHAR(32) NOT NULL,
	released_at VARCHAR(32),
	document_sha256 BLOB NOT NULL,
	details BLOB NOT NULL,
	salt BLOB NOT NULL,
	CONSTRAINT pk_holds PRIMARY KEY (id),
	CONSTRAINT ck_holds_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE INDEX ix_holds_reference ON holds (reference)

-- next
CREATE TABLE centre_codes (
	sha256 BLOB NOT NULL,
	token_kind VARCHAR(10) NOT NULL,
	reference BLOB NOT NULL,
	subject_ref BLOB NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	expires_at VARCHAR(32) NOT NULL,
	used_at VARCHAR(32),
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
	updated_at VARCHAR(32) NOT NULL,
	sealed BLOB NOT NULL,
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
CREATE TRIGGER epsilon_ledger_no_update BEFORE UPDATE ON epsilon_ledger BEGIN SELECT RAISE(ABORT, 'it is spent'); END

-- next
CREATE TRIGGER epsilon_ledger_no_delete BEFORE DELETE ON epsilon_ledger BEGIN SELECT RAISE(ABORT, 'it is spent'); END

-- next
CREATE TABLE usage_periods (
	period VARCHAR(7) NOT NULL,
	salt BLOB,
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
	marker BLOB NOT NULL,
	CONSTRAINT pk_usage_active PRIMARY KEY (period, token_kind, marker),
	CONSTRAINT ck_usage_active_token_kind CHECK (token_kind IN ('developer', 'production'))
)

-- next
CREATE TABLE templates (
	subject_id VARCHAR(30) NOT NULL,
	model_digest VARCHAR(64) NOT NULL,
	sealed BLOB NOT NULL,
	CONSTRAINT pk_templates PRIMARY KEY (subject_id),
	CONSTRAINT fk_templates_subject_id FOREIGN KEY(subject_id) REFERENCES subjects (id) ON DELETE CASCADE
)

-- next
CREATE TABLE idempotency (
	"key" BLOB NOT NULL,
	request BLOB NOT NULL,
	session_id VARCHAR(30) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_idempotency PRIMARY KEY ("key"),
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
	locked_until VARCHAR(32),
	CONSTRAINT pk_attempts PRIMARY KEY (subject_id),
	CONSTRAINT fk_attempts_subject_id FOREIGN KEY(subject_id) REFERENCES subjects (id) ON DELETE CASCADE
)

-- next
CREATE TABLE seen_frames (
	"key" BLOB NOT NULL,
	session_id VARCHAR(30) NOT NULL,
	expires_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_seen_frames PRIMARY KEY ("key"),
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
	reference BLOB,
	session_id VARCHAR(30),
	notice_version INTEGER NOT NULL,
	notice_sha256 BLOB NOT NULL,
	language VARCHAR(8) NOT NULL,
	method VARCHAR(10) NOT NULL,
	given_at VARCHAR(32) NOT NULL,
	withdrawn_at VARCHAR(32),
	salt BLOB NOT NULL,
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
	"key" BLOB NOT NULL,
	request BLOB NOT NULL,
	request_id VARCHAR(30) NOT NULL,
	created_at VARCHAR(32) NOT NULL,
	CONSTRAINT pk_request_keys PRIMARY KEY ("key"),
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
