"""
The journal in SQLite or PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cds.journal import alarms, clinicians, counters, decisions, packs, purging, reporting
from cds.journal.clinicians import PatientAt
from cds.journal.comments import read_key
from cds.journal.errors import JournalError
from cds.journal.journal import Journal, Status
from cds.journal.reporting import Period
from cds.journal.schema import NEWEST, check_schema, is_new, schema_of, upgrade_schema
from cds.journal.store import Store
from cds.journal.tables import decisions as decision_table
from cds.journal.tables import feedback as feedback_table
from cds.journal.tables import packs as pack_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from sqlalchemy.engine import Connection

    from cds.journal.alarms import Alarm
    from cds.journal.comments import CommentKey
    from cds.journal.expectations import Expectation
    from cds.journal.feedback import FeedbackItem, FeedbackResult
    from cds.journal.journal import UsedToken
    from cds.journal.purging import Purged
    from cds.journal.record import DecisionRecord
    from cds.journal.reporting import Intervention, Report
    from cds.rules.model import Pack

__all__ = ["SqlJournal", "open_journal", "store_status", "upgrade_store"]


def open_journal(url: str, *, key: bytes | None = None, upgrade: bool = False) -> SqlJournal:
    """
    Open the store at *url*.

    A SQLite file that is not there yet is made. Anything else without the newest schema is refused,
    unless *upgrade* brings it there.

    Args:
        url: `sqlite:////folder/journal.db` or `postgresql://user:password@host/name`.
        key: seals the comments of clinicians; without one they are not kept.
        upgrade: change the tables if they are old.

    Raises:
        JournalError: it can not be reached or written, has another schema, or the key is no key.
    """
    comments = read_key(key) if key is not None else None
    store = Store(url)
    try:
        _make_file(store)
        if upgrade or is_new(store):
            upgrade_schema(store)
        check_schema(store)
        store.check_writable()
    except BaseException:
        store.close()
        raise
    return SqlJournal(store, comments)


def upgrade_store(url: str) -> tuple[str, str]:
    """
    Bring a store to the newest schema; return the schema it had and the one it has.
    """
    store = Store(url)
    try:
        _make_file(store)
        return upgrade_schema(store), NEWEST
    finally:
        store.close()


def store_status(url: str) -> Status:
    """
    Say what is in a store, whatever its schema; nothing is made or changed.
    """
    store = Store(url)
    try:
        if store.file is not None and not store.file.exists():
            raise JournalError(f"{store.name}: there is no such file; make it with: cds db upgrade")
        return _status(store)
    finally:
        store.close()


def _make_file(store: Store) -> None:
    """
    Make a SQLite file that is not there, in a folder that only its owner can read.
    """
    file = store.file
    if file is None or file.exists():
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise JournalError(
            f"{file} can not be made ({error.strerror}); name another place with CDS_DATABASE_URL"
        ) from None


def _status(store: Store) -> Status:
    schema = schema_of(store)
    if schema != NEWEST:
        return Status(store.name, schema, NEWEST)
    size = "SELECT pg_database_size(current_database())"
    if store.sqlite:
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    ends = sa.select(sa.func.min(decision_table.c.asked_at), sa.func.max(decision_table.c.asked_at))
    with store.reading() as connection:
        first, last = connection.execute(ends).one()
        return Status(
            store.name,
            schema,
            NEWEST,
            decisions=_number_of(connection, decision_table),
            feedback=_number_of(connection, feedback_table),
            packs=_number_of(connection, pack_table),
            first=first,
            last=last,
            bytes=connection.exec_driver_sql(size).scalar_one(),
        )


def _number_of(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


class SqlJournal(Journal):
    """
    Decisions and feedback in one database; see `Journal`.
    """

    def __init__(self, store: Store, key: CommentKey | None = None) -> None:
        """
        Take a store of the newest schema.
        """
        self._store = store
        self._key = key

    def record(self, record: DecisionRecord, token: UsedToken | None = None) -> bool:
        """
        Store a decision, and with it that its token was used; False when it was used before.
        """
        return decisions.record_decision(self._store, record, token)

    def decision(self, decision: str) -> DecisionRecord | None:
        """
        Return a decision by its id.
        """
        return decisions.decision_of(self._store, decision)

    def feedback(self, items: Sequence[FeedbackItem]) -> list[FeedbackResult]:
        """
        Store a batch; an item that is there already is not stored twice.
        """
        return clinicians.keep_feedback(self._store, items, self._key)

    def overridden(
        self,
        patient: str,
        rules: Collection[str],
        *,
        issuer: str | None = None,
        tenant: str | None = None,
        until: date | None = None,
        zone: tzinfo = UTC,
    ) -> Mapping[str, tuple[date, str]]:
        """
        Return, for each of the rules overridden for this patient, the day of the latest time and its reason's code.
        """
        about = PatientAt(patient, issuer, tenant)
        return clinicians.overridden(self._store, about, rules, until=until, zone=zone)

    def acknowledged(
        self,
        rule: str,
        patient: str,
        encounter: str | None,
        as_of: date,
        *,
        issuer: str | None = None,
        tenant: str | None = None,
        zone: tzinfo = UTC,
    ) -> bool:
        """
        Tell whether the rule was answered in this encounter or, without one, in the last 30 days.
        """
        about = PatientAt(patient, issuer, tenant)
        return clinicians.acknowledged(self._store, about, rule, encounter=encounter, as_of=as_of, zone=zone)

    def used_before(self, token: UsedToken) -> bool:
        """
        Note a token's id until it expires; tell whether it was noted before.
        """
        return counters.used_before(self._store, token)

    def take(self, issuer: str, now: float, rate: float, burst: float) -> bool:
        """
        Take one call from the bucket of an issuer, False when it is empty.
        """
        return counters.take_one(self._store, issuer, now, rate=rate, burst=burst)

    def keep_pack(self, pack: Pack, kept_at: datetime) -> None:
        """
        Store the files of a rule pack, once.
        """
        packs.keep_pack(self._store, pack, kept_at)

    def pack_files(self, pack_hash: str) -> Mapping[str, bytes] | None:
        """
        Return the files of a pack that was kept.
        """
        return packs.pack_files(self._store, pack_hash)

    def report(self, since: date | None = None, until: date | None = None) -> Report:
        """
        Count what became of the cards shown in a period.
        """
        return reporting.report(self._store, Period(since, until))

    def interventions(self, since: date | None = None, until: date | None = None) -> Iterator[Intervention]:
        """
        Yield the answers given in a period; comments only if the journal has the key.
        """
        return reporting.interventions(self._store, Period(since, until), self._key)

    def alarms(self, expected: Mapping[str, Expectation], today: date) -> list[Alarm]:
        """
        Compare what the rules said with what is expected of them.
        """
        return alarms.alarms(self._store, expected, today)

    def purge(self, before: date) -> Purged:
        """
        Forget what is older than a day (UTC).
        """
        return purging.purge_before(self._store, before)

    def purge_patient(self, patient: str, *, issuer: str | None = None, tenant: str | None = None) -> Purged:
        """
        Forget a patient; None stands for every issuer or tenant.
        """
        return purging.purge_patient(self._store, PatientAt(patient, issuer, tenant))

    def sites_of(self, patient: str) -> list[tuple[str, str]]:
        """
        Return the issuers and tenants that have a patient of this reference.
        """
        return purging.sites_of(self._store, patient)

    def maintain(self, now: datetime, retention_days: int) -> Purged:
        """
        Forget what has passed its time: decisions, tokens, buckets.
        """
        counters.sweep(self._store, now.timestamp())
        return purging.purge_before(self._store, (now.astimezone(UTC) - timedelta(days=retention_days)).date())

    def status(self) -> Status:
        """
        Say what is in the store.
        """
        return _status(self._store)

    def check(self) -> None:
        """
        Make sure that a decision would be taken now.
        """
        self._store.check_writable()

    def close(self) -> None:
        """
        Give the connections back.
        """
        self._store.close()
