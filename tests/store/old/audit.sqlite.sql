-- A audit as commit 885f998 made it in SQLite.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('audit_0001');
CREATE TABLE leaves (
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL,
    subject BLOB,
    CONSTRAINT pk_leaves PRIMARY KEY (number),
    CONSTRAINT ck_leaves_number CHECK (number >= 0)
);
CREATE TABLE nodes (
    level SMALLINT NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_nodes PRIMARY KEY (level, position),
    CONSTRAINT ck_nodes_level CHECK (level > 0)
)
 WITHOUT ROWID
;
CREATE TABLE tree (
    id SMALLINT NOT NULL,
    size INTEGER NOT NULL,
    checkpoint TEXT,
    checkpoint_size INTEGER NOT NULL,
    CONSTRAINT pk_tree PRIMARY KEY (id),
    CONSTRAINT ck_tree_one_row CHECK (id = 1)
);
INSERT INTO "tree" VALUES(1,0,NULL,0);
CREATE INDEX ix_leaves_subject ON leaves (subject);
CREATE TRIGGER leaves_no_update BEFORE UPDATE ON leaves BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER leaves_no_delete BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER leaves_no_replace BEFORE INSERT ON leaves WHEN EXISTS (SELECT 1 FROM leaves WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER nodes_no_update BEFORE UPDATE ON nodes BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER nodes_no_delete BEFORE DELETE ON nodes BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER nodes_no_replace BEFORE INSERT ON nodes WHEN EXISTS (SELECT 1 FROM nodes WHERE level = NEW.level AND position = NEW.position) BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER tree_no_delete BEFORE DELETE ON tree BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
CREATE TRIGGER tree_no_shrink BEFORE UPDATE ON tree WHEN NEW.size < OLD.size BEGIN SELECT RAISE(ABORT, 'an audit log only grows'); END;
