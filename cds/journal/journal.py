"""
The journal: what the service asks of its store, whatever that is.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from cds.journal.alarms import Alarm
    from cds.journal.expectations import Expectation
    from cds.journal.feedback import FeedbackItem, FeedbackResult
    from cds.journal.purging import Purged
    from cds.journal.record import DecisionRecord
    from cds.journal.reporting import Intervention, Report
    from cds.rules.model import Pack

__all__ = ["Journal", "Status", "UsedToken"]


class UsedToken(Struct, frozen=True):
    """
    A client token that came with a call: its issuer, its id, and when it may be forgotten (seconds since 1970).
    """

    issuer: str
    jti: str
    until: int


class Status(Struct, frozen=True):
    """
    What is in a store.

    Args:
        url: without its password.
        schema, newest: the schema it has ("" for none) and the newest one.
        bytes: of the file or database.
    """

    url: str
    schema: str
    newest: str
    decisions: int = 0
    feedback: int = 0
    packs: int = 0
    first: datetime | None = None
    last: datetime | None = None
    bytes: int = 0


class Journal(Protocol):
    """
    Decisions and feedback, and what several workers count together.

    Every method may be called from any thread, blocks until the database has answered, and raises
    `JournalError` when it does not. What `record` and `feedback` return from is committed.
    """

    def record(self, record: DecisionRecord, token: UsedToken | None = None) -> bool:
        """
        Store a decision, and with it that its token was used. The same id again changes nothing.

        Returns:
            False when the token was used before; then nothing is stored.
        """

    def decision(self, decision: str) -> DecisionRecord | None:
        """
        Return a decision by its id.
        """

    def feedback(self, items: Sequence[FeedbackItem]) -> list[FeedbackResult]:
        """
        Store a batch; an item that is there already is not stored twice.
        """

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

    def used_before(self, token: UsedToken) -> bool:
        """
        Note a token's id until it expires; tell whether it was noted before.
        """

    def take(self, issuer: str, now: float, rate: float, burst: float) -> bool:
        """
        Take one call from the bucket of an issuer, False when it is empty.
        """

    def keep_pack(self, pack: Pack, kept_at: datetime) -> None:
        """
        Store the files of a rule pack, once.
        """

    def pack_files(self, pack_hash: str) -> Mapping[str, bytes] | None:
        """
        Return the files of a pack that was kept.
        """

    def report(self, since: date | None = None, until: date | None = None) -> Report:
        """
        Count what became of the cards shown in a period.
        """

    def interventions(self, since: date | None = None, until: date | None = None) -> Iterator[Intervention]:
        """
        Yield the answers given in a period; comments only if the journal has the key.
        """

    def alarms(self, expected: Mapping[str, Expectation], today: date) -> list[Alarm]:
        """
        Compare what the rules said with what is expected of them.
        """

    def purge(self, before: date) -> Purged:
        """
        Forget what is older than a day (UTC).
        """

    def purge_patient(self, patient: str, *, issuer: str | None = None, tenant: str | None = None) -> Purged:
        """
        Forget a patient; None stands for every issuer or tenant.
        """

    def sites_of(self, patient: str) -> list[tuple[str, str]]:
        """
        Return the issuers and tenants that have a patient of this reference.
        """

    def maintain(self, now: datetime, retention_days: int) -> Purged:
        """
        Forget what has passed its time: decisions, tokens, buckets. To be called every hour or so.
        """

    def status(self) -> Status:
        """
        Say what is in the store.
        """

    def check(self) -> None:
        """
        Make sure that a decision would be taken now.
        """

    def close(self) -> None:
        """
        Give the connections back.
        """
