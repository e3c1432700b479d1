-- A audit as commit 885f998 made it in PostgreSQL, in the schema `store`.
CREATE FUNCTION store.only_grows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'an audit log only grows'; END $$;
CREATE TABLE store.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE store.leaves (
    number bigint NOT NULL,
    body bytea NOT NULL,
    hash bytea NOT NULL,
    subject bytea,
    CONSTRAINT ck_leaves_number CHECK ((number >= 0))
);
CREATE TABLE store.nodes (
    level smallint NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT ck_nodes_level CHECK ((level > 0))
);
CREATE TABLE store.tree (
    id smallint NOT NULL,
    size bigint NOT NULL,
    checkpoint text,
    checkpoint_size bigint NOT NULL,
    CONSTRAINT ck_tree_one_row CHECK ((id = 1))
);
INSERT INTO store.alembic_version VALUES ('audit_0001');
INSERT INTO store.tree VALUES (1, 0, NULL, 0);
ALTER TABLE ONLY store.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY store.leaves
    ADD CONSTRAINT pk_leaves PRIMARY KEY (number);
ALTER TABLE ONLY store.nodes
    ADD CONSTRAINT pk_nodes PRIMARY KEY (level, "position");
ALTER TABLE ONLY store.tree
    ADD CONSTRAINT pk_tree PRIMARY KEY (id);
CREATE INDEX ix_leaves_subject ON store.leaves USING btree (subject);
CREATE TRIGGER leaves_no_truncate BEFORE TRUNCATE ON store.leaves FOR EACH STATEMENT EXECUTE FUNCTION store.only_grows();
CREATE TRIGGER leaves_only_grow BEFORE DELETE OR UPDATE ON store.leaves FOR EACH ROW EXECUTE FUNCTION store.only_grows();
CREATE TRIGGER nodes_no_truncate BEFORE TRUNCATE ON store.nodes FOR EACH STATEMENT EXECUTE FUNCTION store.only_grows();
CREATE TRIGGER nodes_only_grow BEFORE DELETE OR UPDATE ON store.nodes FOR EACH ROW EXECUTE FUNCTION store.only_grows();
CREATE TRIGGER tree_no_delete BEFORE DELETE ON store.tree FOR EACH ROW EXECUTE FUNCTION store.only_grows();
CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON store.tree FOR EACH ROW WHEN ((new.size < old.size)) EXECUTE FUNCTION store.only_grows();
