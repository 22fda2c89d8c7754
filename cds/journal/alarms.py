"""
Silence, and other things that are not as expected: a rule that is broken makes no noise of its own.

A mapping of codes that changed at a site silences a rule there and nowhere else, so each issuer and
tenant is looked at apart.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec import Struct

from cds.journal.intervals import share
from cds.journal.tables import decisions, outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Connection

    from cds.journal.expectations import Expectation
    from cds.journal.store import Store

__all__ = ["Alarm", "alarms"]

Site = tuple[str, str]


class Alarm(Struct, frozen=True):
    """
    One thing that is not as expected.

    Args:
        kind: silent, too-rare, too-often or undecided.
        issuer, tenant: the site, "" where there is none.
        days: the days looked at, up to today.
        decisions: of the rule's hooks in these days.
        count, of: what was counted: fired of decisions, or undecided of evaluated.
        message: all of it in a sentence.
    """

    rule: str
    kind: str
    issuer: str
    tenant: str
    days: int
    decisions: int
    count: int
    of: int
    message: str


class _Seen(Struct, frozen=True):
    """
    What one site did in the days of one expectation.
    """

    site: Site
    first: datetime
    decisions: int
    verdicts: Counter[str]


class _Day(Struct, frozen=True):
    """
    How often one rule had one verdict at one site on one day.
    """

    day: date
    site: Site
    verdict: str
    number: int


def alarms(store: Store, expected: Mapping[str, Expectation], today: date) -> list[Alarm]:
    """
    Compare what the rules said with what is expected of them, at each site.

    A rate is an alarm only when its whole 95 % interval lies outside the band, so a few decisions never
    are one. Silence is one when the site has asked for longer than the days, and has asked in them.
    """
    found: list[Alarm] = []
    days = max((expectation.silent_days for expectation in expected.values()), default=1)
    with store.reading() as connection:
        firsts = _firsts(connection)
        said = _said(connection, _begin(days, today))
        for expectation in expected.values():
            for seen in _seen(connection, expectation, firsts, said, today):
                found += _judged(expectation, seen, today)
    return found


def _firsts(connection: Connection) -> dict[tuple[str, str, str], datetime]:
    columns = (decisions.c.issuer, decisions.c.tenant, decisions.c.hook)
    asked = sa.select(*columns, sa.func.min(decisions.c.asked_at)).group_by(*columns)
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(asked)}


def _said(connection: Connection, begin: date) -> Mapping[str, list[_Day]]:
    """
    Return what each rule said day by day, from one pass over the days.
    """
    columns = (outcomes.c.day, outcomes.c.rule, outcomes.c.issuer, outcomes.c.tenant, outcomes.c.verdict)
    asked = sa.select(*columns, sa.func.count()).where(outcomes.c.day >= begin).group_by(*columns)
    said: dict[str, list[_Day]] = {}
    for day, rule, issuer, tenant, verdict, number in connection.execute(asked):
        said.setdefault(rule, []).append(_Day(day, (issuer, tenant), verdict, number))
    return said


def _begin(days: int, today: date) -> date:
    return today - timedelta(days=days - 1)


def _seen(
    connection: Connection,
    expectation: Expectation,
    firsts: Mapping[tuple[str, str, str], datetime],
    said: Mapping[str, list[_Day]],
    today: date,
) -> Iterator[_Seen]:
    begin = _begin(expectation.silent_days, today)
    where = (decisions.c.issuer, decisions.c.tenant)
    asked = (
        sa.select(*where, sa.func.count())
        .where(decisions.c.hook.in_(expectation.hooks))
        .where(decisions.c.asked_at >= datetime.combine(begin, time(), UTC))
        .group_by(*where)
    )
    verdicts: dict[Site, Counter[str]] = {}
    for of_day in said.get(expectation.rule, ()):
        if of_day.day >= begin:
            verdicts.setdefault(of_day.site, Counter())[of_day.verdict] += of_day.number
    for issuer, tenant, number in connection.execute(asked):
        first = min(
            at for (i, t, hook), at in firsts.items() if (i, t) == (issuer, tenant) and hook in expectation.hooks
        )
        yield _Seen((issuer, tenant), first, number, verdicts.get((issuer, tenant), Counter()))


def _judged(expectation: Expectation, seen: _Seen, today: date) -> Iterator[Alarm]:
    fired, evaluated = seen.verdicts["fired"], seen.verdicts.total()
    undecided = seen.verdicts["undecided"]
    fires = share(fired, seen.decisions)
    watched = seen.first.astimezone(UTC).date() <= _begin(expectation.silent_days, today)
    if fired == 0 and watched:
        yield _alarm(expectation, seen, "silent", fired, seen.decisions, "has not fired")
    elif expectation.low is not None and fires.high is not None and fires.high * 1000 < expectation.low:
        said = f"fired {_per(fired, seen.decisions)} of 1000, at least {expectation.low:g} expected"
        yield _alarm(expectation, seen, "too-rare", fired, seen.decisions, said)
    if expectation.high is not None and fires.low is not None and fires.low * 1000 > expectation.high:
        said = f"fired {_per(fired, seen.decisions)} of 1000, at most {expectation.high:g} expected"
        yield _alarm(expectation, seen, "too-often", fired, seen.decisions, said)
    open_ = share(undecided, evaluated)
    if expectation.undecided is not None and open_.low is not None and open_.low > expectation.undecided:
        said = f"was undecided in {undecided} of {evaluated} cases, at most {expectation.undecided:.0%} expected"
        yield _alarm(expectation, seen, "undecided", undecided, evaluated, said)


def _per(count: int, of: int) -> str:
    return f"{1000 * count / of:.3g}"


def _alarm(expectation: Expectation, seen: _Seen, kind: str, count: int, of: int, said: str) -> Alarm:
    issuer, tenant = seen.site
    site = " at " + ", ".join(part for part in (issuer, tenant) if part) if issuer or tenant else ""
    days = expectation.silent_days
    message = f"{expectation.rule} {said} in {days} days and {seen.decisions} decisions{site}"
    return Alarm(expectation.rule, kind, issuer, tenant, days, seen.decisions, count, of, message)
