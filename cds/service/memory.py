"""
The journal as the service uses it: what it can not store is counted and shown in red, never a reason for silence.
"""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING, TypeVar

import structlog

from cds.journal import JournalError, UsedToken
from cds.service.refusals import NotAuthorised, NotStored
from cds.service.security.tokens import LEEWAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, tzinfo

    from cds.journal import Alarm, DecisionRecord, Expectation, FeedbackItem, FeedbackResult, Journal
    from cds.service.metrics import Metrics
    from cds.service.security.tokens import Caller

__all__ = ["Memory"]

_LOG = structlog.get_logger(__name__)

T = TypeVar("T")

ALARMS_SECONDS = 60
_LEEWAY = LEEWAY_SECONDS + 1
_MOST_TOKENS = 50_000


class Memory:
    """
    Decisions, answers and counters.

    Args:
        journal: where they are stored.
        required: a decision that can not be stored is not sent.
        shared: several workers count together, so that a bucket is in the store.
    """

    def __init__(self, journal: Journal, metrics: Metrics, *, required: bool, shared: bool) -> None:
        self.journal = journal
        self.failed = False
        self.shared = shared
        self._metrics = metrics
        self._required = required
        self._lock = threading.Lock()
        self._tokens: dict[int, set[bytes]] = {}  # by the minute after which they are refused anyway
        self._buckets: dict[str, tuple[float, float]] = {}
        self._alarms: tuple[float, list[Alarm]] = (0.0, [])

    # -- decisions and answers

    def record(self, record: DecisionRecord, caller: Caller) -> None:
        """
        Store a decision before it is sent, and with it that the caller's token was used.

        Raises:
            NotStored: it could not be stored, and must be.
            NotAuthorised: the token was used before, in another process or before this one began.
        """
        try:
            stored = self.journal.record(record, _token(caller))
            self.failed = False
        except JournalError as error:
            self._lost(error)
            if self._required:
                raise NotStored("the decision could not be stored") from None
            return
        if not stored:
            raise NotAuthorised("used-before")

    def feedback(self, items: Sequence[FeedbackItem]) -> list[FeedbackResult]:
        """
        Store what clinicians did.

        Raises:
            NotStored: it could not be stored; the client keeps it and tries again.
        """
        try:
            found = self.journal.feedback(items)
            self.failed = False
        except JournalError as error:
            self._lost(error)
            raise NotStored("the feedback could not be stored") from None
        return found

    def overridden(
        self, patient: str, rules: Collection[str], caller: Caller, *, until: date, zone: tzinfo
    ) -> Mapping[str, tuple[date, str]]:
        """
        Return the rules overridden for a patient before; none when the store does not answer.
        """
        return self._asked(
            lambda: self.journal.overridden(
                patient, rules, issuer=caller.issuer, tenant=caller.tenant, until=until, zone=zone
            ),
            {},
        )

    def acknowledged(
        self, rule: str, about: tuple[str, str | None], caller: Caller, *, day: date, zone: tzinfo
    ) -> bool:
        """
        Tell whether a rule was answered in this encounter; no when the store does not answer.
        """
        patient, encounter = about
        return self._asked(
            lambda: self.journal.acknowledged(
                rule, patient, encounter, day, issuer=caller.issuer, tenant=caller.tenant, zone=zone
            ),
            False,  # noqa: FBT003 - the answer when there is none
        )

    def _asked(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except JournalError as error:
            self._lost(error)
            return otherwise

    def _lost(self, error: JournalError) -> None:
        self.failed = True
        self._metrics.store_failures.inc()
        _LOG.error("store-failed", error=type(error).__name__)

    # -- the door

    def use_token(self, caller: Caller) -> None:
        """
        Note that a token was used; one that comes again is refused.

        Raises:
            NotAuthorised: it was used before.
        """
        self.use_token_here(caller)
        token = _token(caller)
        if token is not None and self._asked(lambda: self.journal.used_before(token), False):  # noqa: FBT003
            raise NotAuthorised("used-before")

    def use_token_here(self, caller: Caller) -> None:
        """
        Note that a token was used, in this process alone: `record` or `keep_token` tell the store.

        This holds also while the store does not answer. The oldest are left to it when there are very many.

        Raises:
            NotAuthorised: this process saw it before.
        """
        token = _token(caller)
        if token is None:
            return
        digest = hashlib.blake2b(f"{token.issuer}\n{token.jti}".encode(), digest_size=16).digest()
        with self._lock:
            while self._tokens and self._forgettable(min(self._tokens)):
                del self._tokens[min(self._tokens)]
            used = self._tokens.setdefault(token.until // 60, set())
            again = digest in used
            used.add(digest)
        if again:
            raise NotAuthorised("used-before")

    def keep_token(self, caller: Caller) -> None:
        """
        Tell the store that the token of a call without a decision was used.
        """
        token = _token(caller)
        if token is not None:
            self._asked(lambda: self.journal.used_before(token), False)  # noqa: FBT003 - the answer when there is none

    def _forgettable(self, minute: int) -> bool:
        return minute < time.time() // 60 or sum(map(len, self._tokens.values())) > _MOST_TOKENS

    def take(self, caller: Caller, rate: float, burst: int) -> bool:
        """
        Take one call from the caller's bucket, False when it is empty.
        """
        now = time.time()
        if self.shared:
            return self._asked(lambda: self.journal.take(caller.name, now, rate, burst), True)  # noqa: FBT003
        with self._lock:
            held, at = self._buckets.get(caller.name, (float(burst), now))
            held = min(float(burst), held + max(0.0, now - at) * rate)
            self._buckets[caller.name] = (held - 1 if held >= 1 else held, now)
            return held >= 1

    # -- what is not as expected

    def alarms(self, expected: Mapping[str, Expectation], today: date) -> list[Alarm]:
        """
        Return the alarms, looked up at most once a minute.
        """
        at, found = self._alarms
        if time.monotonic() - at > ALARMS_SECONDS or not at:
            found = self._asked(lambda: self.journal.alarms(expected, today), found)
            self._alarms = time.monotonic(), found
        return found

    def reachable(self) -> bool:
        """
        Tell whether a decision would be taken now, and the last one was.
        """
        try:
            self.journal.check()
        except JournalError:
            self.failed = True
            return False
        self.failed = False
        return True


def _token(caller: Caller) -> UsedToken | None:
    if caller.issuer is None or caller.jti is None:
        return None
    return UsedToken(caller.issuer, caller.jti, int(caller.expires) + _LEEWAY)
