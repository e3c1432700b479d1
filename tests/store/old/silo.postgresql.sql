-- A silo as commit 885f998 made it in PostgreSQL, in the schema `store`.
CREATE FUNCTION store.is_published() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'it is published'; END $$;
CREATE FUNCTION store.is_spent() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'it is spent'; END $$;
CREATE TABLE store.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE store.attempts (
    subject_id character varying(30) NOT NULL,
    failures integer NOT NULL,
    locked_until timestamp with time zone
);
CREATE TABLE store.centre_codes (
    sha256 bytea NOT NULL,
    token_kind character varying(10) NOT NULL,
    reference bytea NOT NULL,
    subject_ref bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT ck_centre_codes_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.consents (
    id character varying(30) NOT NULL,
    purpose character varying(20) NOT NULL,
    token_kind character varying(10) NOT NULL,
    reference bytea,
    session_id character varying(30),
    notice_version integer NOT NULL,
    notice_sha256 bytea NOT NULL,
    language character varying(8) NOT NULL,
    method character varying(10) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    salt bytea NOT NULL,
    CONSTRAINT ck_consents_about_one CHECK (((reference IS NULL) <> (session_id IS NULL))),
    CONSTRAINT ck_consents_improvement_is_developers CHECK ((((purpose)::text <> 'improvement'::text) OR ((token_kind)::text = 'developer'::text))),
    CONSTRAINT ck_consents_method CHECK ((method IN ('tap', 'form', 'paper', 'spoken'))),
    CONSTRAINT ck_consents_purpose CHECK ((purpose IN ('identity', 'improvement'))),
    CONSTRAINT ck_consents_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.deliveries (
    id character varying(30) NOT NULL,
    kind character varying(10) NOT NULL,
    request_id character varying(30),
    created_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    done_at timestamp with time zone,
    failure character varying(60),
    payload bytea,
    CONSTRAINT ck_deliveries_kind CHECK ((kind IN ('webhook', 'cascade'))),
    CONSTRAINT ck_deliveries_payload_until_done CHECK (((done_at IS NULL) = (payload IS NOT NULL)))
);
CREATE TABLE store.disclosures (
    id character varying(30) NOT NULL,
    basis character varying(14) NOT NULL,
    token_kind character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    reference bytea NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    proposed_by character varying(64) NOT NULL,
    approved_at timestamp with time zone,
    approved_by character varying(64),
    closed_at timestamp with time zone,
    package_sha256 bytea,
    gag_until timestamp with time zone,
    told_at timestamp with time zone,
    details bytea NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT ck_disclosures_approved CHECK (((state NOT IN ('approved', 'delivered')) OR (approved_by IS NOT NULL))),
    CONSTRAINT ck_disclosures_basis CHECK ((basis IN ('user_approved', 'legal_request'))),
    CONSTRAINT ck_disclosures_delivered_is_hashed CHECK ((((state)::text = 'delivered'::text) = (package_sha256 IS NOT NULL))),
    CONSTRAINT ck_disclosures_gag_is_legal CHECK ((((basis)::text = 'legal_request'::text) OR (gag_until IS NULL))),
    CONSTRAINT ck_disclosures_state CHECK ((state IN ('proposed', 'approved', 'delivered', 'refused'))),
    CONSTRAINT ck_disclosures_token_kind CHECK ((token_kind IN ('developer', 'production'))),
    CONSTRAINT ck_disclosures_two_people CHECK (((approved_by IS NULL) OR ((approved_by)::text <> (proposed_by)::text)))
);
CREATE TABLE store.epsilon_ledger (
    period character varying(7) NOT NULL,
    epsilon_micro integer NOT NULL,
    release text NOT NULL,
    CONSTRAINT ck_epsilon_ledger_costs CHECK ((epsilon_micro > 0))
);
CREATE TABLE store.holds (
    id character varying(30) NOT NULL,
    reference bytea NOT NULL,
    token_kind character varying(10) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by character varying(64) NOT NULL,
    until timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    document_sha256 bytea NOT NULL,
    details bytea NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT ck_holds_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.idempotency (
    key bytea NOT NULL,
    request bytea NOT NULL,
    session_id character varying(30) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE store.notices (
    version integer NOT NULL,
    language character varying(8) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    sha256 bytea NOT NULL,
    consents_since integer NOT NULL,
    draft boolean NOT NULL,
    improvement boolean NOT NULL,
    document text NOT NULL
);
CREATE TABLE store.privacy_requests (
    id character varying(30) NOT NULL,
    kind character varying(14) NOT NULL,
    token_kind character varying(10) NOT NULL,
    channel character varying(8) NOT NULL,
    state character varying(12) NOT NULL,
    reference bytea,
    received_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    extended_at timestamp with time zone,
    closed_at timestamp with time zone,
    justification character varying(80),
    details bytea,
    salt bytea NOT NULL,
    CONSTRAINT ck_privacy_requests_channel CHECK ((channel IN ('tenant', 'subject'))),
    CONSTRAINT ck_privacy_requests_closed CHECK (((state IN ('completed', 'refused')) = (closed_at IS NOT NULL))),
    CONSTRAINT ck_privacy_requests_kind CHECK ((kind IN ('access', 'portability', 'erasure', 'rectification', 'restriction', 'objection', 'withdrawal', 'complaint'))),
    CONSTRAINT ck_privacy_requests_refused_with_why CHECK ((((state)::text = 'refused'::text) = (justification IS NOT NULL))),
    CONSTRAINT ck_privacy_requests_state CHECK ((state IN ('received', 'in_progress', 'completed', 'refused'))),
    CONSTRAINT ck_privacy_requests_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.request_keys (
    key bytea NOT NULL,
    request bytea NOT NULL,
    request_id character varying(30) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE store.restrictions (
    reference bytea NOT NULL,
    request_id character varying(30) NOT NULL,
    since timestamp with time zone NOT NULL
);
CREATE TABLE store.seen_frames (
    key bytea NOT NULL,
    session_id character varying(30) NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE store.session_facts (
    session_id character varying(30) NOT NULL,
    device_class character varying(16) NOT NULL,
    sdk character varying(16) NOT NULL,
    CONSTRAINT ck_session_facts_device_class CHECK ((device_class IN ('android_phone', 'iphone', 'desktop', 'tablet', 'other'))),
    CONSTRAINT ck_session_facts_sdk CHECK ((((sdk)::text = 'other'::text) OR ((sdk)::text ~~ 'web/%'::text) OR ((sdk)::text ~~ 'python/%'::text)))
);
CREATE TABLE store.sessions (
    id character varying(30) NOT NULL,
    kind character varying(12) NOT NULL,
    token_kind character varying(10) NOT NULL,
    liveness character varying(20) NOT NULL,
    subject bytea,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    ended_at timestamp with time zone,
    subject_id character varying(30),
    decision character varying(10),
    reasons character varying(400),
    level smallint,
    level_required smallint,
    model_digest character varying(64),
    record bytea,
    record_due_at timestamp with time zone,
    liveness_verdict character varying(12),
    capture_opened_at timestamp with time zone,
    evidence character varying(2000),
    capture_owner character varying(30),
    capture_restarts smallint DEFAULT '0'::smallint NOT NULL,
    CONSTRAINT ck_sessions_about_a_subject CHECK ((((kind)::text = 'liveness'::text) OR (subject IS NOT NULL))),
    CONSTRAINT ck_sessions_accepted_is_live CHECK ((((liveness)::text <> 'required'::text) OR (decision IS NULL) OR (decision NOT IN ('enrolled', 'match', 'live')) OR ((liveness_verdict IS NOT NULL) AND ((liveness_verdict)::text = 'live'::text)))),
    CONSTRAINT ck_sessions_decided_once CHECK ((((state)::text = 'completed'::text) = (decision IS NOT NULL))),
    CONSTRAINT ck_sessions_decision CHECK ((decision IN ('enrolled', 'match', 'no_match', 'live', 'not_live', 'refused'))),
    CONSTRAINT ck_sessions_ended CHECK ((((state)::text = 'open'::text) = (ended_at IS NULL))),
    CONSTRAINT ck_sessions_kind CHECK ((kind IN ('enroll', 'authenticate', 'liveness'))),
    CONSTRAINT ck_sessions_liveness CHECK ((liveness IN ('required', 'unsafe_no_liveness'))),
    CONSTRAINT ck_sessions_liveness_verdict CHECK ((liveness_verdict IN ('live', 'not_live', 'not_checked'))),
    CONSTRAINT ck_sessions_production_is_live CHECK ((((token_kind)::text <> 'production'::text) OR ((liveness)::text <> 'unsafe_no_liveness'::text))),
    CONSTRAINT ck_sessions_state CHECK ((state IN ('open', 'completed', 'expired'))),
    CONSTRAINT ck_sessions_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.subjects (
    id character varying(30) NOT NULL,
    reference bytea NOT NULL,
    token_kind character varying(10) NOT NULL,
    enrolled_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone,
    CONSTRAINT ck_subjects_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.templates (
    subject_id character varying(30) NOT NULL,
    model_digest character varying(64) NOT NULL,
    sealed bytea NOT NULL
);
CREATE TABLE store.tenant_documents (
    name character varying(20) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    sealed bytea NOT NULL
);
CREATE TABLE store.tombstones (
    subject_id character varying(30) NOT NULL,
    reference bytea NOT NULL,
    erased_at timestamp with time zone NOT NULL
);
CREATE TABLE store.usage_active (
    period character varying(7) NOT NULL,
    token_kind character varying(10) NOT NULL,
    marker bytea NOT NULL,
    CONSTRAINT ck_usage_active_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.usage_counts (
    period character varying(7) NOT NULL,
    kind character varying(12) NOT NULL,
    outcome character varying(10) NOT NULL,
    token_kind character varying(10) NOT NULL,
    count integer NOT NULL,
    CONSTRAINT ck_usage_counts_kind CHECK ((kind IN ('enroll', 'authenticate', 'liveness'))),
    CONSTRAINT ck_usage_counts_outcome CHECK ((outcome IN ('accepted', 'refused', 'expired'))),
    CONSTRAINT ck_usage_counts_token_kind CHECK ((token_kind IN ('developer', 'production')))
);
CREATE TABLE store.usage_periods (
    period character varying(7) NOT NULL,
    salt bytea,
    closed boolean NOT NULL,
    active_developer integer,
    active_production integer,
    number integer,
    report text
);
CREATE TABLE store.wrong_codes (
    second bigint NOT NULL,
    tries integer NOT NULL
);
INSERT INTO store.alembic_version VALUES ('silo_0007');
ALTER TABLE ONLY store.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY store.attempts
    ADD CONSTRAINT pk_attempts PRIMARY KEY (subject_id);
ALTER TABLE ONLY store.centre_codes
    ADD CONSTRAINT pk_centre_codes PRIMARY KEY (sha256);
ALTER TABLE ONLY store.consents
    ADD CONSTRAINT pk_consents PRIMARY KEY (id);
ALTER TABLE ONLY store.deliveries
    ADD CONSTRAINT pk_deliveries PRIMARY KEY (id);
ALTER TABLE ONLY store.disclosures
    ADD CONSTRAINT pk_disclosures PRIMARY KEY (id);
ALTER TABLE ONLY store.epsilon_ledger
    ADD CONSTRAINT pk_epsilon_ledger PRIMARY KEY (period);
ALTER TABLE ONLY store.holds
    ADD CONSTRAINT pk_holds PRIMARY KEY (id);
ALTER TABLE ONLY store.idempotency
    ADD CONSTRAINT pk_idempotency PRIMARY KEY (key);
ALTER TABLE ONLY store.notices
    ADD CONSTRAINT pk_notices PRIMARY KEY (version, language);
ALTER TABLE ONLY store.privacy_requests
    ADD CONSTRAINT pk_privacy_requests PRIMARY KEY (id);
ALTER TABLE ONLY store.request_keys
    ADD CONSTRAINT pk_request_keys PRIMARY KEY (key);
ALTER TABLE ONLY store.restrictions
    ADD CONSTRAINT pk_restrictions PRIMARY KEY (reference);
ALTER TABLE ONLY store.seen_frames
    ADD CONSTRAINT pk_seen_frames PRIMARY KEY (key);
ALTER TABLE ONLY store.session_facts
    ADD CONSTRAINT pk_session_facts PRIMARY KEY (session_id);
ALTER TABLE ONLY store.sessions
    ADD CONSTRAINT pk_sessions PRIMARY KEY (id);
ALTER TABLE ONLY store.subjects
    ADD CONSTRAINT pk_subjects PRIMARY KEY (id);
ALTER TABLE ONLY store.templates
    ADD CONSTRAINT pk_templates PRIMARY KEY (subject_id);
ALTER TABLE ONLY store.tenant_documents
    ADD CONSTRAINT pk_tenant_documents PRIMARY KEY (name);
ALTER TABLE ONLY store.tombstones
    ADD CONSTRAINT pk_tombstones PRIMARY KEY (subject_id);
ALTER TABLE ONLY store.usage_active
    ADD CONSTRAINT pk_usage_active PRIMARY KEY (period, token_kind, marker);
ALTER TABLE ONLY store.usage_counts
    ADD CONSTRAINT pk_usage_counts PRIMARY KEY (period, kind, outcome, token_kind);
ALTER TABLE ONLY store.usage_periods
    ADD CONSTRAINT pk_usage_periods PRIMARY KEY (period);
ALTER TABLE ONLY store.wrong_codes
    ADD CONSTRAINT pk_wrong_codes PRIMARY KEY (second);
ALTER TABLE ONLY store.notices
    ADD CONSTRAINT uq_notices_sha256 UNIQUE (sha256);
ALTER TABLE ONLY store.subjects
    ADD CONSTRAINT uq_subjects_reference UNIQUE (reference);
ALTER TABLE ONLY store.usage_periods
    ADD CONSTRAINT uq_usage_periods_number UNIQUE (number);
CREATE INDEX ix_centre_codes_expires_at ON store.centre_codes USING btree (expires_at);
CREATE INDEX ix_centre_codes_reference ON store.centre_codes USING btree (reference);
CREATE INDEX ix_consents_reference ON store.consents USING btree (reference);
CREATE INDEX ix_consents_session_id ON store.consents USING btree (session_id);
CREATE INDEX ix_deliveries_next_at ON store.deliveries USING btree (next_at);
CREATE INDEX ix_deliveries_request_id ON store.deliveries USING btree (request_id);
CREATE INDEX ix_disclosures_reference ON store.disclosures USING btree (reference);
CREATE INDEX ix_holds_reference ON store.holds USING btree (reference);
CREATE INDEX ix_idempotency_created_at ON store.idempotency USING btree (created_at);
CREATE INDEX ix_idempotency_session_id ON store.idempotency USING btree (session_id);
CREATE INDEX ix_privacy_requests_due_at ON store.privacy_requests USING btree (due_at);
CREATE INDEX ix_privacy_requests_reference ON store.privacy_requests USING btree (reference);
CREATE INDEX ix_privacy_requests_state ON store.privacy_requests USING btree (state);
CREATE INDEX ix_request_keys_created_at ON store.request_keys USING btree (created_at);
CREATE INDEX ix_request_keys_request_id ON store.request_keys USING btree (request_id);
CREATE INDEX ix_seen_frames_expires_at ON store.seen_frames USING btree (expires_at);
CREATE INDEX ix_seen_frames_session_id ON store.seen_frames USING btree (session_id);
CREATE INDEX ix_sessions_created_at ON store.sessions USING btree (created_at);
CREATE INDEX ix_sessions_record_due_at ON store.sessions USING btree (record_due_at);
CREATE INDEX ix_sessions_state_expires_at ON store.sessions USING btree (state, expires_at);
CREATE INDEX ix_sessions_subject ON store.sessions USING btree (subject);
CREATE INDEX ix_subjects_last_seen_at ON store.subjects USING btree (last_seen_at);
CREATE INDEX ix_tombstones_erased_at ON store.tombstones USING btree (erased_at);
CREATE TRIGGER frozen BEFORE DELETE OR UPDATE ON store.epsilon_ledger FOR EACH ROW EXECUTE FUNCTION store.is_spent();
CREATE TRIGGER frozen BEFORE DELETE OR UPDATE ON store.notices FOR EACH ROW EXECUTE FUNCTION store.is_published();
ALTER TABLE ONLY store.attempts
    ADD CONSTRAINT fk_attempts_subject_id FOREIGN KEY (subject_id) REFERENCES store.subjects(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.consents
    ADD CONSTRAINT fk_consents_session_id FOREIGN KEY (session_id) REFERENCES store.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.idempotency
    ADD CONSTRAINT fk_idempotency_session_id FOREIGN KEY (session_id) REFERENCES store.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.request_keys
    ADD CONSTRAINT fk_request_keys_request_id FOREIGN KEY (request_id) REFERENCES store.privacy_requests(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.seen_frames
    ADD CONSTRAINT fk_seen_frames_session_id FOREIGN KEY (session_id) REFERENCES store.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.session_facts
    ADD CONSTRAINT fk_session_facts_session_id FOREIGN KEY (session_id) REFERENCES store.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY store.templates
    ADD CONSTRAINT fk_templates_subject_id FOREIGN KEY (subject_id) REFERENCES store.subjects(id) ON DELETE CASCADE;
