"""
A report as text, JSON and CSV.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cds.journal.alarms import Alarm
    from cds.journal.intervals import Share
    from cds.journal.reporting import Intervention, Report, RuleReport
    from cds.rules.model import Override

__all__ = ["Told", "items_csv", "percent", "period_of", "report_csv", "report_json", "report_text", "with_interval"]

_ITEM_COLUMNS = (
    "intervention",
    "version",
    "actionTaken",
    "userFeedback",
    "comment",
    "user",
    "date",
    "location",
    "suggestions",
    "card",
    "decision",
)
_SHARES = ("accepted", "overridden", "ignored", "undecided")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Told(Struct, frozen=True):
    """
    Everything a report tells, and the words for the codes in it.
    """

    report: Report
    alarms: tuple[Alarm, ...]
    overrides: Mapping[str, Override]

    def reason(self, code: str) -> str:
        """
        Return the words of a reason; a code that is not ours stands for itself.
        """
        return self.overrides[code].display if code in self.overrides else code


def shares_of(rule: RuleReport) -> dict[str, Share]:
    """
    Return the shares of a rule by their names in every format.
    """
    return dict(zip(_SHARES, (rule.acceptance, rule.overriding, rule.ignoring, rule.indecision), strict=True))


def period_of(report: Report) -> str:
    """
    Write the period of a report.
    """
    since, until = report.period.since, report.period.until
    if since and until:
        return f"{since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else "all that is stored"


def percent(rate: float | None) -> str:
    """
    Write a rate in whole percent.
    """
    return "-" if rate is None else f"{rate * 100:.0f} %"


def with_interval(share: Share) -> str:
    """
    Write a share as `3 (30 %, 11-60 %)`.
    """
    if share.rate is None or share.low is None or share.high is None:
        return str(share.count)
    return f"{share.count} ({percent(share.rate)}, {share.low * 100:.0f}-{share.high * 100:.0f} %)"


def report_json(told: Told, items: Iterable[Intervention]) -> dict[str, Any]:
    """
    Return the whole report as JSON has it, every answer included.
    """
    report = told.report
    return {
        "since": report.period.since.isoformat() if report.period.since else None,
        "until": report.period.until.isoformat() if report.period.until else None,
        "decisions": report.decisions,
        "patients": report.patients,
        "feedback": report.feedback,
        "feedbackForUnknownCards": report.unknown,
        "rules": [_rule_json(rule, told) for rule in report.rules],
        "alarms": [asdict(alarm) for alarm in told.alarms],
        "interventions": [_item(item) for item in items],
    }


def _rule_json(rule: RuleReport, told: Told) -> dict[str, Any]:
    counts = ("rule", "version", "evaluated", "fired", "shown", "shadow", "silenced", "errors")
    return {
        **{name: getattr(rule, name) for name in counts},
        **{name: asdict(share) for name, share in shares_of(rule).items()},
        "acceptedWithSuggestion": rule.suggestions,
        "reasons": [{"code": code, "display": told.reason(code), "count": n} for code, n in rule.reasons.items()],
    }


def _item(item: Intervention) -> dict[str, Any]:
    return {
        "intervention": item.rule or "unknown card",
        "version": item.version,
        "actionTaken": item.action,
        "userFeedback": list(item.reasons),
        "comment": item.comment,
        "user": item.user,
        "date": item.at.isoformat().replace("+00:00", "Z"),
        "location": item.location,
        "suggestions": list(item.suggestions),
        "card": item.card,
        "decision": item.decision,
    }


def report_csv(told: Told) -> str:
    """
    Write one line a rule and version.
    """
    head = ["rule", "version", "evaluated", "fired", "shown", "shadow", "silenced", "errors"]
    for name in _SHARES:
        head += [name, f"{name}_rate", f"{name}_low", f"{name}_high"]
    return _csv([*head, "reasons"], (_rule_line(rule) for rule in told.report.rules))


def _rule_line(rule: RuleReport) -> Iterator[Any]:
    yield from (
        rule.rule,
        rule.version,
        rule.evaluated,
        rule.fired,
        rule.shown,
        rule.shadow,
        rule.silenced,
        rule.errors,
    )
    for share in shares_of(rule).values():
        yield share.count
        yield from ("" if end is None else f"{end:.4f}" for end in (share.rate, share.low, share.high))
    yield "; ".join(f"{code}={count}" for code, count in rule.reasons.items())


def items_csv(items: Iterable[Intervention]) -> str:
    """
    Write one line an answer, with the fields of 45 CFR 170.315(b)(11)(ii)(C).
    """
    return _csv(_ITEM_COLUMNS, ([_cell(_item(item)[name]) for name in _ITEM_COLUMNS] for item in items))


def _cell(value: Any) -> str:
    text = " ".join(value) if isinstance(value, list) else value or ""
    # a table program takes such a text for a formula, and this one came from outside
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(head: Iterable[str], lines: Iterable[Iterable[Any]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return written.getvalue()


def report_text(told: Told) -> str:
    """
    Write the report for a terminal.
    """
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Told) -> Iterator[str]:
    report = told.report
    yield f"Feedback, {period_of(report)} (days in UTC)"
    yield f"{report.decisions} decisions for {report.patients} patients, {report.feedback} answers to their cards"
    if report.unknown:
        yield f"{report.unknown} answers to cards that are not (or no longer) in the store"
    yield ""
    if not report.rules:
        yield "No rule was evaluated in this time."
    else:
        yield from _table(told)
    if told.alarms:
        yield ""
        yield "Alarms (rules that do not behave as rules/expectations.yaml expects, up to today)"
        yield from (f"  {alarm.kind}: {alarm.message}" for alarm in told.alarms)


def _table(told: Told) -> Iterator[str]:
    head = ("Rule", "Version", "Evaluated", "Shown", "Accepted", "Overridden", "Ignored", "Undecided", "Shadow")
    rows = [
        (
            rule.rule,
            rule.version,
            str(rule.evaluated),
            str(rule.shown),
            *(with_interval(share) for share in shares_of(rule).values()),
            str(rule.shadow),
        )
        for rule in told.report.rules
    ]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    yield _row(head, widths)
    for rule, row in zip(told.report.rules, rows, strict=True):
        yield _row(row, widths)
        for code, count in rule.reasons.items():
            yield f"    {count} x {told.reason(code)}"
    yield ""
    yield "Brackets: the share and its 95 % interval (Wilson). Accepted, overridden and ignored are shares of the shown cards,"
    yield "undecided of the evaluated. Ignored: nobody has answered, so far."


def _row(cells: Iterable[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
