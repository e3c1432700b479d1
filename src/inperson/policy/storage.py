"""What is proved of tokens, encryption, silos and the session's record (clauses 1 to 4)."""

import ipaddress
import re
import stat
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine, LargeBinary, MetaData, Table, select

from inperson.app import Server
from inperson.policy.looking import Broken, Look, looks
from inperson.sessions import FIELDS, RecordSealing
from inperson.store import SESSIONS, SqliteFolder, StoreKind, free_sessions, tables
from inperson.store.privacy_tables import consents
from inperson.tenants import TokenKind
from inperson.vault import MAGIC

_OPENED = 50
"""Records that one check opens: each leaves a leaf on the audit log."""
_LATE = timedelta(hours=26)
_HEX_64 = re.compile(r"[0-9a-f]{64}")
_SEALED = frozenset({"sealed", "record", "details", "payload", "subject_ref"})
_FORBIDDEN = re.compile(r"name|mail|phone_number|birth|passport|address|document_number")
_ALLOWED = frozenset({("tenant_documents", "name")})


def kinds_are_apart(deployment: Server) -> str:
    """Prove that the database itself keeps production data out of improvement."""
    count = 0
    for look in looks(deployment):
        _demand(look, "ck_improvement_samples_developer_only", "improvement_samples")
        _demand(look, "ck_consents_improvement_is_developers", "consents")
        _demand(look, "ck_sessions_production_is_live", "sessions")
        held, said = deployment.stores.silos.standing(look.tenant_id)
        if not held:
            raise Broken(said)
        count += 1
    return f"constraints stand in {count} silos and improvement sets"


def improvement_is_consented(deployment: Server) -> str:
    """Prove that every kept sample is a developer's, under a consent that was not withdrawn."""
    count = 0
    samples, agreed = tables.improvement_samples, consents.c
    for look in looks(deployment):
        query = select(samples.c.subject_id, samples.c.token_kind).distinct()
        for row in look.rows(query, look.improvement):
            count += 1
            if row.token_kind != TokenKind.DEVELOPER.value:
                raise Broken("an improvement set holds a sample of a production session")
            subject = tables.subjects
            standing = (
                select(agreed.id)
                .join(subject, subject.c.reference == agreed.reference)
                .where(subject.c.id == row.subject_id, agreed.purpose == "improvement")
                .where(agreed.withdrawn_at.is_(None))
            )
            if next(look.rows(standing), None) is None:
                raise Broken("a subject's samples are kept without its consent")
    return f"{count} subjects gave samples, each under a consent"


def nothing_is_in_the_clear(deployment: Server) -> str:
    """Prove that each record that is to be sealed begins as a sealed record does."""
    count = 0
    for look in looks(deployment):
        for table, column, engine in _sealed_columns(look):
            for (value,) in look.rows(
                select(table.c[column]).where(table.c[column].is_not(None)), engine
            ):
                count += 1
                if not bytes(value).startswith(MAGIC):
                    raise Broken(f"{table.name}.{column} holds what is not sealed")
    return f"{count} records, all sealed"


def keys_are_apart(deployment: Server) -> str:
    """Prove that data, wrapped keys and key-encryption keys are in three places, and closed."""
    settings = deployment.settings
    places = {settings.data, settings.keys}
    if len(places) < 2:
        raise Broken("data and keys are in one place: a thief of one has both")
    if settings.kek_dir.exists() and stat.S_IMODE(settings.kek_dir.stat().st_mode) & 0o077:
        raise Broken("others can enter the folder of the key-encryption keys")
    for look in looks(deployment):
        deployment.vault(look.tenant_id).check()
    return f"data, keys and {settings.kek_provider} are apart; every tenant's keys open"


def silos_are_apart(deployment: Server) -> str:
    """Prove that each tenant has a store of its own, which others cannot read."""
    count = 0
    database = deployment.stores.databases[0]
    for look in looks(deployment):
        count += 1
        silo = StoreKind.SILO.of(look.tenant_id)
        if isinstance(database, SqliteFolder):
            path = database.path(silo)
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise Broken("a silo's file can be read by others")
            continue
        with look.silo.begin() as connection:
            role = connection.exec_driver_sql("SELECT current_user").scalar()
        if role != silo:
            raise Broken("a silo is not read under a role of its own")
    return f"{count} silos, each by itself"


def nothing_personal_beside(deployment: Server) -> str:
    """Prove that the stores have the code's columns, none of which can hold personal data."""
    count = 0
    for look in looks(deployment):
        for engine, metadata in ((look.silo, tables.silo), (look.improvement, tables.improvement)):
            expected = {(each.name, c.name) for each in metadata.sorted_tables for c in each.c}
            found = look.columns(engine) - {("alembic_version", "version_num")}
            if extra := found - expected:
                table, column = sorted(extra)[0]
                raise Broken(f"{table}.{column} is a column that the code does not know")
            count += len(found)
            for table, column in found - _ALLOWED:
                if _FORBIDDEN.search(column):
                    raise Broken(f"{table}.{column} could hold a person's data")
    return f"{count} columns, all known"


def devices_are_anonymised(deployment: Server) -> str:
    """Prove on the newest production records that address and device id were cut and hashed."""
    count = 0
    for look in looks(deployment):
        records = RecordSealing(deployment.vault(look.tenant_id).by("operator:policy-check"))
        newest = (
            select(tables.sessions)
            .where(tables.sessions.c.token_kind == TokenKind.PRODUCTION.value)
            .where(tables.sessions.c.record.is_not(None))
            .order_by(tables.sessions.c.created_at.desc())
            .limit(_OPENED)
        )
        for row in list(look.rows(newest)):
            kept = records.open(SESSIONS.value(row)).values
            count += 1
            if "ip" in kept and ipaddress.ip_network(kept["ip"]).num_addresses < 256:
                raise Broken("a production session keeps a whole address")
            if "device_id" in kept and not _HEX_64.fullmatch(kept["device_id"]):
                raise Broken("a production session keeps a device id in the clear")
    return f"{count} production records opened: networks and keyed hashes only"


def records_are_forgotten(deployment: Server) -> str:
    """Prove that no session's record is kept past its fields' times."""
    now = deployment.clock.now()
    due = tables.sessions.c.record_due_at < now - _LATE
    for look in looks(deployment):
        if look.count(tables.sessions, due, free_sessions(now)):
            raise Broken("device records are kept past their time: run `inperson upkeep`")
    return f"none of the {len(FIELDS)} device fields is kept past its time"


def no_session_without_consent(deployment: Server) -> str:
    """Prove that each accepted session has a consent of its subject, or of its own."""
    count = 0
    session, agreed = tables.sessions.c, consents.c
    accepted = session.decision.in_(("enrolled", "match", "live"))
    for look in looks(deployment):
        mine = (agreed.reference == session.subject) | (agreed.session_id == session.id)
        has = select(agreed.id).where(mine, agreed.given_at <= session.ended_at).exists()
        count += look.count(tables.sessions, accepted)
        if look.count(tables.sessions, accepted, ~has):
            raise Broken("an accepted session has no consent")
    return f"{count} accepted sessions, each under a consent"


def deployment_is_what_it_says(deployment: Server) -> str:
    """Prove that a private deployment has one tenant, and that people are told who runs it."""
    settings, count = deployment.settings, len(deployment.tenants.tenants())
    if settings.deployment == "private" and count > 1:
        raise Broken(f"a private deployment has {count} tenants")
    missing = [
        each for each in ("operator", "operator_contact", "location") if not getattr(settings, each)
    ]
    if missing:
        raise Broken(f"people are not told who and where: set {', '.join(missing)}")
    return f"{settings.deployment}, {count} tenants, run by {settings.operator}"


def _demand(look: Look, constraint: str, table: str) -> None:
    engine = look.improvement if table == "improvement_samples" else look.silo
    if constraint not in look.constraints(engine, table):
        raise Broken(f"{table} has lost a constraint: {constraint}")


def _sealed_columns(look: Look) -> Iterator[tuple[Table, str, Engine]]:
    both: tuple[tuple[MetaData, Engine], ...] = (
        (tables.silo, look.silo),
        (tables.improvement, look.improvement),
    )
    for metadata, engine in both:
        for table in metadata.sorted_tables:
            for column in table.c:
                if column.name in _SEALED and isinstance(column.type, LargeBinary):
                    yield table, column.name, engine
