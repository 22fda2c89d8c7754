"""
`cds feedback`: what clinicians did with the cards.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cds.cli.database import UrlOption, day_told, url_told, wrong_usage

if TYPE_CHECKING:
    from datetime import date

    from cds.journal import Journal
    from cds.rules.model import Pack

__all__ = ["feedback_app"]

feedback_app = typer.Typer(
    help="What clinicians did with the cards.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ReportFormat(StrEnum):
    """
    How the report is written.
    """

    text = "text"
    json = "json"
    csv = "csv"
    html = "html"


@feedback_app.callback()
def feedback() -> None:
    """
    What clinicians did with the cards.
    """


@feedback_app.command()
def report(
    *,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Cards shown from this day on (UTC).")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Cards shown up to this day, included.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="text, json, csv or html.")] = ReportFormat.text,
    items: Annotated[
        bool,
        typer.Option(
            "--items",
            help="With csv: one line an answer, with the fields of 45 CFR 170.315(b)(11), instead of one a rule.",
        ),
    ] = False,
    with_comments: Annotated[
        bool,
        typer.Option(
            "--with-comments", help="Open the comments with the key of CDS_COMMENT_KEY_FILE. They may name patients."
        ),
    ] = False,
    rules: Annotated[
        str | None, typer.Option("--rules", envvar="CDS_RULES", help="A folder with another rule pack.")
    ] = None,
    database_url: UrlOption = None,
) -> None:
    """
    Report per rule and version: shown, accepted, overridden, ignored, reasons, alarms.

    \b
    Example:  cds feedback report --since 2026-01-01
              cds feedback report --format html > report.html
              cds feedback report --format csv --items > answers.csv
    """  # noqa: D301 - a backspace, which keeps the lines of the example apart
    from cds.journal import open_journal
    from cds.rules import load_pack

    first = day_told(since, command="feedback report", option="--since")
    last = day_told(until, command="feedback report", option="--until")
    if first and last and first > last:
        wrong_usage("feedback report", f"--since {first} is after --until {last}")
    if items and output is not ReportFormat.csv:
        wrong_usage("feedback report", "--items goes with --format csv; json has every answer anyway")
    if rules is not None and not Path(rules).is_dir():
        wrong_usage("feedback report", f"--rules: there is no folder '{rules}'")
    key = _key() if with_comments else None
    pack = load_pack(Path(rules) if rules else None)
    journal = open_journal(url_told(database_url), key=key)
    try:
        typer.echo(_written(journal, pack, (first, last), output, items=items), nl=False)
    finally:
        journal.close()


def _key() -> bytes:
    from cds.service.effective import load_settings, secret

    file = load_settings().settings.comment_key_file
    if file is None:
        wrong_usage("feedback report", "--with-comments needs the key: set CDS_COMMENT_KEY_FILE")
    return secret(file, "CDS_COMMENT_KEY_FILE").encode()


def _written(
    journal: Journal, pack: Pack, period: tuple[date | None, date | None], output: ReportFormat, *, items: bool
) -> str:
    from cds.journal import read_expectations
    from cds.journal.report_page import report_html
    from cds.journal.writing import Told, items_csv, report_csv, report_json, report_text

    if items:
        return items_csv(journal.interventions(*period))
    alarms = journal.alarms(read_expectations(pack), datetime.now(UTC).date())
    told = Told(journal.report(*period), tuple(alarms), pack.overrides)
    if output is ReportFormat.csv:
        return report_csv(told)
    if output is ReportFormat.json:
        return json.dumps(report_json(told, journal.interventions(*period)), indent=2) + "\n"
    return report_html(told) if output is ReportFormat.html else report_text(told)
