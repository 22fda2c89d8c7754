"""
What clinicians did with the cards, per rule and version, over cards shown in a period.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec import Struct, field

from cds.journal.comments import SealedComment
from cds.journal.intervals import Share, share
from cds.journal.tables import decisions, feedback, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Connection, RowMapping

    from cds.journal.comments import CommentKey
    from cds.journal.store import Store

__all__ = ["Intervention", "Period", "Report", "RuleReport", "interventions", "report"]

NO_REASON = "no coded reason"


class Period(Struct, frozen=True):
    """
    Days in UTC, both ends included; None leaves an end open.
    """

    since: date | None = None
    until: date | None = None

    def of_days(self, column: sa.Column[date]) -> list[sa.ColumnElement[bool]]:
        """
        Return the conditions on a day.
        """
        ends = []
        if self.since:
            ends.append(column >= self.since)
        if self.until:
            ends.append(column <= self.until)
        return ends

    def of_instants(self, column: sa.Column[datetime]) -> list[sa.ColumnElement[bool]]:
        """
        Return the conditions on an instant.
        """
        ends = []
        if self.since:
            ends.append(column >= datetime.combine(self.since, time(), UTC))
        if self.until:
            ends.append(column < datetime.combine(self.until + timedelta(days=1), time(), UTC))
        return ends


class RuleReport(Struct, frozen=True):
    """
    One version of one rule.

    Args:
        evaluated: decisions in which its trigger was there (fired, not-fired, undecided, silenced, error).
        shown: its cards that were in an answer; each is accepted, overridden or ignored by the latest feedback.
        shadow: it fired and its card was kept back on purpose.
        suggestions: accepted cards that name at least one suggestion.
        reasons: of the overridden cards by code; a card may have several.
    """

    rule: str
    version: str
    evaluated: int = 0
    fired: int = 0
    shown: int = 0
    shadow: int = 0
    undecided: int = 0
    silenced: int = 0
    errors: int = 0
    accepted: int = 0
    overridden: int = 0
    suggestions: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def ignored(self) -> int:
        """
        Return how many shown cards nobody answered (yet).
        """
        return self.shown - self.accepted - self.overridden

    @property
    def acceptance(self) -> Share:
        """
        Return the accepted among the shown.
        """
        return share(self.accepted, self.shown)

    @property
    def overriding(self) -> Share:
        """
        Return the overridden among the shown.
        """
        return share(self.overridden, self.shown)

    @property
    def ignoring(self) -> Share:
        """
        Return the unanswered among the shown.
        """
        return share(self.ignored, self.shown)

    @property
    def indecision(self) -> Share:
        """
        Return the undecided among the evaluated.
        """
        return share(self.undecided, self.evaluated)


class Report(Struct, frozen=True):
    """
    A period.

    Args:
        patients: with at least one decision, each site's counted apart.
        feedback: items for the cards of the period.
        unknown: items received in the period for cards that are not ours, or no longer here.
    """

    period: Period
    decisions: int
    patients: int
    feedback: int
    unknown: int
    rules: tuple[RuleReport, ...]


class Intervention(Struct, frozen=True):
    """
    One answer, with the fields of 45 CFR 170.315(b)(11)(ii)(C): intervention, action taken, user feedback
    provided, user, date, location.

    Args:
        reasons: codes; `comment` is None when there is none, it was not kept, or no key opens it.
        location: the Location of the call, else the tenant, else the issuer.
    """

    rule: str
    version: str
    action: str
    suggestions: tuple[str, ...]
    reasons: tuple[str, ...]
    comment: str | None
    user: str
    at: datetime
    location: str
    card: str
    decision: str


def report(store: Store, period: Period) -> Report:
    """
    Count the cards of a period and what became of them, however late the answer came.
    """
    with store.reading() as connection:
        counted = _counted(connection, period)
        answers = list(_answers(connection, period))
        asked = sa.select(sa.func.count()).select_from(decisions).where(*period.of_instants(decisions.c.asked_at))
        patients = (
            sa.select(decisions.c.issuer, decisions.c.tenant, decisions.c.patient)
            .where(*period.of_instants(decisions.c.asked_at))
            .distinct()
        )
        unknown = (
            sa.select(sa.func.count())
            .select_from(feedback)
            .where(feedback.c.decision == "", *period.of_instants(feedback.c.received_at))
        )
        return Report(
            period,
            connection.execute(asked).scalar_one(),
            connection.execute(sa.select(sa.func.count()).select_from(patients.subquery())).scalar_one(),
            len(answers),
            connection.execute(unknown).scalar_one(),
            tuple(_rules(counted, answers)),
        )


def _counted(connection: Connection, period: Period) -> Mapping[tuple[str, str], Counter[str]]:
    columns = (outcomes.c.rule, outcomes.c.version, outcomes.c.verdict, outcomes.c.shown, outcomes.c.shadow)
    asked = (
        sa.select(*columns, sa.func.count().label("number")).where(*period.of_days(outcomes.c.day)).group_by(*columns)
    )
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in connection.execute(asked):
        counts = found.setdefault((row.rule, row.version), Counter())
        counts["evaluated"] += row.number
        counts[row.verdict] += row.number
        counts["shown"] += row.number * row.shown
        counts["shadow"] += row.number * (row.shadow and row.verdict == "fired")
    return found


def _answers(connection: Connection, period: Period) -> Iterator[RowMapping]:
    """
    Yield the feedback for cards of the period that were shown, the latest last.
    """
    card = sa.and_(outcomes.c.decision == feedback.c.decision, outcomes.c.rule == feedback.c.rule)
    asked = (
        sa.select(feedback)
        .join(outcomes, card)
        .where(outcomes.c.shown, *period.of_days(outcomes.c.day))
        .order_by(feedback.c.at, feedback.c.id)
    )
    yield from connection.execute(asked).mappings()


def _rules(counted: Mapping[tuple[str, str], Counter[str]], answers: list[RowMapping]) -> Iterator[RuleReport]:
    latest = {(row["decision"], row["rule"]): row for row in answers}
    of_rule: dict[tuple[str, str], list[RowMapping]] = {}
    for row in latest.values():
        of_rule.setdefault((row["rule"], row["version"]), []).append(row)
    for (rule, version), counts in sorted(counted.items()):
        answered = of_rule.get((rule, version), [])
        over = [row for row in answered if row["outcome"] == "overridden"]
        accepted = [row for row in answered if row["outcome"] == "accepted"]
        yield RuleReport(
            rule,
            version,
            evaluated=counts["evaluated"],
            fired=counts["fired"],
            shown=counts["shown"],
            shadow=counts["shadow"],
            undecided=counts["undecided"],
            silenced=counts["silenced"],
            errors=counts["error"],
            accepted=len(accepted),
            overridden=len(over),
            suggestions=sum(1 for row in accepted if row["suggestions"]),
            reasons=_reasons(over),
        )


def _reasons(rows: list[RowMapping]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found.update({reason["code"] for reason in row["reasons"]} or {NO_REASON})
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def interventions(store: Store, period: Period, key: CommentKey | None = None) -> Iterator[Intervention]:
    """
    Yield every answer given in the period (by its own time), with its comment if *key* opens it.
    """
    where = sa.select(feedback, decisions.c.user_ref.label("asker"), decisions.c.location).join(
        decisions, decisions.c.id == feedback.c.decision, isouter=True
    )
    asked = where.where(*period.of_instants(feedback.c.at)).order_by(feedback.c.at, feedback.c.id)
    with store.reading() as connection:
        for row in connection.execution_options(yield_per=1000).execute(asked).mappings():
            yield Intervention(
                rule=row["rule"],
                version=row["version"],
                action=row["outcome"],
                suggestions=tuple(row["suggestions"]),
                reasons=tuple(reason["code"] for reason in row["reasons"]),
                comment=_opened(row, key),
                user=row["user_ref"] or row["asker"] or "",
                at=row["at"],
                location=row["location"] or row["tenant"] or row["issuer"],
                card=row["card"],
                decision=row["decision"],
            )


def _opened(row: RowMapping, key: CommentKey | None) -> str | None:
    if key is None or row["comment"] is None:
        return None
    return key.open(SealedComment(row["comment_key"], bytes(row["comment"])), row["id"])
